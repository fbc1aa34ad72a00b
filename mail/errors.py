"""What can go wrong between us and the mail server. `str(error)` is its answer, kept in `Message.last_error`."""


class MailError(Exception):
    """A message did not go out."""


class MessageRefused(MailError):
    """The server will never take this message for this recipient (5xx)."""


class MessageDeferred(MailError):
    """The server does not take this message now (4xx)."""


class ServerUnreachable(MailError):
    """Nobody answers, or the server wants nothing from us at all; the next message would fare no better."""
