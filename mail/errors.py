"""What can go wrong between us and the mail server. `str(error)` is its answer, kept in `Message.last_error`."""

from django.utils.translation import gettext_lazy as _


class MailError(Exception):
    """A message did not go out."""


class MessageRefused(MailError):
    """The server will never take this message for this recipient (5xx)."""


class MessageDeferred(MailError):
    """The server does not take this message now (4xx)."""


class ServerUnreachable(MailError):
    """Nobody answers, or the server wants nothing from us at all; the next message would fare no better."""


class MessageUnanswered(MailError):
    """The server has the whole message and never said whether it takes it: it may have gone out."""


class ClaimLost(MailError):
    """The lease ran out before the message left, and another worker has it now."""


class NothingToTry(MailError):
    """Staff asked for another try of a message that needs none, or that no longer says to whom it goes."""

    message = _("This message is sent, being sent or no longer needed, so there is nothing to try again.")


class ReasonMissing(MailError):
    """Staff act on somebody's mailbox without saying why."""

    message = _("Say why, in a few words: the reason is kept in the log.")


class StopUnknown(MailError):
    """A link that stops a kind of mail was cut short, or is none of ours."""

    message = _("Copy the whole link from the message, or write to us from the address that received it.")
