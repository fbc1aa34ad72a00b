"""Mail in `/cms/`: the messages owed and the addresses that are not written to."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from mail.viewsets.outbox import Outbox
from mail.viewsets.suppressions import Suppressions


class MailGroup(ViewSetGroup):
    """What the menu holds together."""

    menu_label = _("Mail")
    menu_icon = "mail"
    menu_order = 500
    items = (Outbox, Suppressions)


__all__ = ["MailGroup"]
