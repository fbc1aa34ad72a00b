"""What the CMS learns from this app."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from home.dashboard import panels_for
from home.guide import GuideView
from home.languages import LanguagesView, may_see_pages
from home.unfinished import UnfinishedView


class ForPageWorkers(MenuItem):
    """A line of the menu for whoever adds, changes or publishes pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_pages(request.user)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("guide/", GuideView.as_view(), name="guide"),
        path("reports/page-languages/", LanguagesView.as_view(), name="page_languages"),
        path("reports/unfinished/", UnfinishedView.as_view(), name="unfinished_pages"),
    ]


@hooks.register("register_help_menu_item")
def register_help_menu_item() -> MenuItem:
    return MenuItem(_("Guide for editors"), reverse("guide"), name="guide", icon_name="help", order=1)


@hooks.register("register_reports_menu_item")
def register_unfinished_pages() -> MenuItem:
    return ForPageWorkers(
        _("Pages that need a look"),
        reverse("unfinished_pages"),
        name="unfinished-pages",
        icon_name="glasses",
        order=20,
    )


@hooks.register("register_reports_menu_item")
def register_page_languages() -> MenuItem:
    return ForPageWorkers(_("Languages"), reverse("page_languages"), name="page-languages", icon_name="globe", order=10)


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels += panels_for(request)
