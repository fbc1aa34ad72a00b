"""A real SMTP server that keeps what it takes, and answers what a test wants it to answer."""

import email.policy
import logging
import socket
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd notes each command and each address

Answer = Callable[[EmailMessage], str]
OK = "250 Taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Sink:
    """Taken mails in their order.

    Args:
        answer: called with each mail after its last line; its result is what the sender is told.
        recipients: what the sender is told about an address, by address.
        per_call: hang up after so many mails, as servers do.
    """

    def __init__(
        self,
        answer: Answer = lambda mail: OK,
        *,
        recipients: dict[str, str] | None = None,
        per_call: int | None = None,
        port: int | None = None,
    ) -> None:
        self.taken: list[EmailMessage] = []
        self.senders: list[str] = []  # where each of them comes back to
        self.calls = 0
        self.answered = threading.Event()  # set when an answer to a mail has left for the sender
        self.port = port or free_port()
        self._answer = answer
        self._recipients = dict(recipients or {})
        self._per_call = per_call
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        self.calls = 0  # the controller has called once to see whether the server is up
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.taken]

    def refuse(self, address: str, answer: str) -> None:
        """From now on say this about an address."""
        self._recipients[address] = answer

    # --- what aiosmtpd calls
    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.calls += 1
        session.mails = 0  # type: ignore[attr-defined]
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._per_call is not None and session.mails >= self._per_call:  # type: ignore[attr-defined]
            return "421 That was enough for one call"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        answer = self._answer(mail)
        if answer.startswith("250"):
            self.taken.append(mail)
            self.senders.append(str(envelope.mail_from))
            session.mails += 1  # type: ignore[attr-defined]
        session.answering = True  # type: ignore[attr-defined]
        return answer


class _Server(SMTP):
    async def push(self, status: str | bytes) -> None:
        await super().push(status)
        if getattr(self.session, "answering", False):
            self.event_handler.answered.set()
        if str(status).startswith("421") and self.transport is not None:
            self.transport.close()


class _Controller(Controller):
    def factory(self) -> Any:
        return _Server(self.handler)
