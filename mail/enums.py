"""The states of a message, what can become of it later, and whose servers took it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """`queued > sending > sent | failed | dropped`; a message put back is queued again."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("No longer needed")


class Ended(models.TextChoices):
    """Why a message went no further, where no mail server said so; kept where a server's answer would stand."""

    NO_RESULT = "no result", _("Each try ended without a result.")
    NOT_BY_PROVIDER = "not by provider", _("The provider does not send to this address.")
    TO_NOBODY = "to nobody", _("It goes to nobody.")
    OVER_THE_CAP = "cap", _("Not sent: this mailbox had its messages of the day.")
    NOT_OWED = "no longer owed", _("It is not needed any more.")
    BOUNCED = "suppressed: bounce", _("Not sent: messages to this mailbox came back.")
    COMPLAINED = "suppressed: complaint", _("Not sent: its owner reported our messages as unwanted.")
    STOPPED = "suppressed: stop", _("Not sent: its owner stopped this kind of message.")


class Reason(models.TextChoices):
    """Why a message came back."""

    NO_MAILBOX = "no_mailbox", _("The mailbox does not exist")
    NO_DOMAIN = "no_domain", _("No server takes mail for the domain")
    FULL = "full", _("The mailbox is full")
    POLICY = "policy", _("Refused by a filter or a rule")
    OTHER = "other", _("Another reason")
    COMPLAINT = "complaint", _("Reported as unwanted")


FINAL = frozenset({Reason.NO_MAILBOX, Reason.NO_DOMAIN})  # one is enough
PASSING = frozenset({Reason.FULL, Reason.OTHER})  # counted; the rules of a filter are about us, not about a mailbox


class Bar(models.TextChoices):
    """Why a mailbox is not written to."""

    BOUNCE = "bounce", _("Messages came back")
    COMPLAINT = "complaint", _("Reported as unwanted")
    STOP = "stop", _("Its owner stopped this kind of message")


class Provider(models.TextChoices):
    """Whose servers take the mail, by the domain of the address."""

    GMAIL = "gmail", "Gmail"
    MICROSOFT = "microsoft", "Outlook, Hotmail"
    CHINA = "china", "QQ, 163, 126"
    YAHOO = "yahoo", "Yahoo, AOL"
    REST = "rest", _("Universities and all others")
