"""What the CMS learns from this app."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from pledges.viewsets import PledgesGroup, VersionDesk, register_acts


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    return [PledgesGroup(), VersionDesk()]


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    register_acts(registry)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="pledges", content_type__model="commitmentversion")


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "pledges/cms/icons/pledge.svg", "pledges/cms/icons/flag.svg"]


@hooks.register("insert_global_admin_css")
def link_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))
