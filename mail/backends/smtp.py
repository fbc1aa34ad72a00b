"""The way out through a mail server: patient where impatience would send a mail twice."""

import re
import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

from mail.errors import MessageUnanswered

GO_AHEAD = 354  # RFC 5321: "Start mail input"
_DOT_AT_START = re.compile(rb"(?m)^\.")


class _Patient(smtplib.SMTP):
    """`EMAIL_TIMEOUT` for each step, and `MAIL_ANSWER_TIMEOUT` for the answer to the whole mail.

    A server may have taken a mail long before it says so: it looks for viruses first. RFC 5321, 4.5.3.2.6, asks
    senders to wait ten minutes there, since whoever hangs up earlier sends the same mail again.
    """

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """Hand over the mail.

        Raises:
            MessageUnanswered: the server had all of it and went away, or said nothing for too long.
        """
        code, words = self.docmd("data")
        if code != GO_AHEAD:
            raise smtplib.SMTPDataError(code, words)
        content = msg.encode("ascii") if isinstance(msg, str) else msg
        self.send(_DOT_AT_START.sub(b"..", content).removesuffix(b"\r\n") + b"\r\n.\r\n")
        assert self.sock is not None  # noqa: S101 - it has just been written to
        self.sock.settimeout(settings.MAIL_ANSWER_TIMEOUT.total_seconds())
        try:
            answer = self.getreply()
        except smtplib.SMTPServerDisconnected as error:
            raise MessageUnanswered(str(error)) from error
        with suppress(AttributeError):  # `getreply` has closed a line that is being hung up (421)
            self.sock.settimeout(self.timeout)
        return answer


class _PatientOverTLS(_Patient, smtplib.SMTP_SSL):
    """The same where the talk is encrypted from its first word on."""


class EmailBackend(DjangoBackend):
    """`EMAIL_URL=smtp://…`, `smtp+tls://…` or `smtp+ssl://…`"""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:  # type: ignore[override]
        return _PatientOverTLS if self.use_ssl else _Patient
