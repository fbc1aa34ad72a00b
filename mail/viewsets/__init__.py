"""Mail in `/cms/`: the messages owed, the addresses that are not written to, and the words of our mails."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from mail.viewsets.outbox import Outbox
from mail.viewsets.suppressions import Suppressions
from mail.viewsets.texts import MailTexts


class MailGroup(ViewSetGroup):
    """What the menu holds together."""

    menu_label = _("Mail")
    menu_icon = "mail"
    menu_order = 500
    items = (Outbox, Suppressions, MailTexts)


__all__ = ["MailGroup"]
