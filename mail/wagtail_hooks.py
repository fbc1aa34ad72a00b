"""What the CMS learns from this app."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from mail.viewsets import MailGroup


@hooks.register("register_admin_viewset")
def register_viewset() -> MailGroup:
    return MailGroup()


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    registry.register_action("mail.try_again", _("Try a message again"), _("Had the message tried again"))
    registry.register_action(
        "mail.lift", _("Write to an address again"), _("Had a suppressed address written to again")
    )
    registry.register_action(
        "mail.look_at_address", _("Look at an address of a message"), _("Looked at whom the message goes to")
    )
