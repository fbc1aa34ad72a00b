"""The talk with the mail server: its many answers become our three errors."""

import re
import smtplib
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import NoReturn, Self

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.core.mail import EmailMessage, get_connection

from mail.enums import Ended
from mail.errors import MessageDeferred, MessageRefused, MessageUnanswered, ServerUnreachable
from mail.reasons import SAID

CLOSING = 421  # RFC 5321: "Service not available, closing transmission channel"
PERMANENT = range(500, 600)
TOO_LARGE = 413  # a provider's HTTP answer
UNPROCESSABLE = {400, 422}  # also that our sender or account is not verified: about us, unless it names the recipient
ABOUT_US = re.compile(
    r"relay|client host|(?:sender|from)\b.{0,40}\b(?:rejected|denied|refused|not (?:allowed|authori[sz]ed|verified))"
    r"|not (?:allowed|authori[sz]ed|permitted) to (?:send|relay)",
    re.IGNORECASE,
)


class Line:
    """One connection for many messages, opened with the first and opened again when the server hangs up."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def send(self, mail: EmailMessage, *, before: Callable[[], None]) -> None:
        """Hand one mail over; coming back means that the server has taken it.

        Args:
            before: called when the line stands and nothing of the mail has been said; what it raises stops the mail.

        Raises:
            MessageRefused, MessageDeferred: the server's answer to this mail.
            MessageUnanswered: the server has all of it and did not answer. It is not sent again here.
            ServerUnreachable: the server did not answer a fresh call.
        """
        used_before = self._is_open
        try:
            self._send(mail, before)
        except ServerUnreachable:
            if not used_before:
                raise
            # Servers hang up after a while or after so many mails; a new call shows if it is up.
            self._send(mail, before)

    @property
    def _is_open(self) -> bool:
        return getattr(self._connection, "connection", None) is not None

    def _send(self, mail: EmailMessage, before: Callable[[], None]) -> None:
        try:
            self._open()
            before()
            taken = self._connection.send_messages([mail])
        except MessageUnanswered:
            self._hang_up()
            raise
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            self._judge(code, answer, error)
        except smtplib.SMTPDataError as error:
            self._judge(error.smtp_code, error.smtp_error, error)
        except AnymailRecipientsRefused as error:
            raise MessageRefused(Ended.NOT_BY_PROVIDER) from error
        except AnymailAPIError as error:
            said = error.response.text if error.response is not None else ""
            if error.status_code == TOO_LARGE or (error.status_code in UNPROCESSABLE and _names_one(mail.to, said)):
                raise MessageRefused(f"{error.status_code} {said}") from error
            if error.status_code in UNPROCESSABLE:
                raise MessageDeferred(f"{error.status_code} {said}") from error
            # 401, 402, 403, 429 and 5xx would meet the next one too
            raise ServerUnreachable(f"{type(error).__name__}: {error.status_code}") from error
        except AnymailInvalidAddress as error:
            raise MessageRefused(f"{type(error).__name__}: {error}") from error
        except AnymailError as error:  # settings, or what this provider cannot do: no message is lost by it
            raise MessageDeferred(f"{type(error).__name__}: {error}") from error
        except smtplib.SMTPNotSupportedError as error:  # such as letters in an address that the server does not know
            raise MessageRefused(str(error)) from error
        except (smtplib.SMTPException, OSError) as error:  # also a refused sender or log-in: about us, not about a mail
            self._hang_up()
            raise ServerUnreachable(f"{type(error).__name__}: {error}") from error
        if not taken:  # Django's answer to a mail without a recipient
            raise MessageRefused(Ended.TO_NOBODY)

    def _open(self) -> None:
        """Call the server. One that cannot do what our settings ask for (TLS, log-in) refuses us, and no message."""
        try:
            self._connection.open()
        except smtplib.SMTPNotSupportedError as error:
            self._hang_up()
            raise ServerUnreachable(f"{type(error).__name__}: {error}") from error

    def _judge(self, code: int, answer: bytes | str, error: Exception) -> NoReturn:
        words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
        if code == CLOSING:
            self._hang_up()
            raise ServerUnreachable(f"{code} {words}") from error
        if code in PERMANENT and not ABOUT_US.search(words[:SAID]):
            raise MessageRefused(f"{code} {words}") from error
        raise MessageDeferred(f"{code} {words}") from error

    def _hang_up(self) -> None:
        with suppress(smtplib.SMTPException, OSError):  # a line that cannot be closed properly is closed all the same
            self._connection.close()


def _names_one(addresses: Iterable[str], said: str) -> bool:
    return any(address.lower() in said.lower() for address in addresses)
