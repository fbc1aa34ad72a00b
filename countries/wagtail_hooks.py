"""What the CMS learns from this app."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from countries.viewsets import NameFormatter, PlaceTable


@hooks.register("register_admin_viewset")
def register_viewset() -> PlaceTable:
    return PlaceTable()


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    registry.register_action("countries.name")(NameFormatter)
