"""A mail server that refuses us, and no message: everything stays owed, one call a try, and goes out once it takes us."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from mail.enums import MessageState
from mail.models import Message
from mail.owed import send_owed
from tests.factories.mail import MessageFactory
from tests.sink import Sink

pytestmark = pytest.mark.django_db


class Scripted:
    """A server that greets and then answers each command by its script, whatever was said.

    (aiosmtpd is too well behaved for this.)
    """

    def __init__(self, greeting: str, **answers: str) -> None:
        self._answers = {"EHLO": "250 ready", "HELO": "250 ready", "QUIT": "221 bye"} | answers
        self._greeting = greeting
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                call, _address = self._listening.accept()
                self.calls += 1
                with call, call.makefile("rwb", buffering=0) as line, suppress(OSError):
                    line.write(f"{self._greeting}\r\n".encode())
                    while word := line.readline().split(b" ")[0].strip().decode().upper():
                        line.write(f"{self._answers.get(word, '250 yes')}\r\n".encode())

    def close(self) -> None:
        self._listening.close()


@contextmanager
def scripted(greeting: str = "220 hello", **answers: str) -> Iterator[Scripted]:
    server = Scripted(greeting, **answers)
    try:
        yield server
    finally:
        server.close()


REFUSALS = {
    "it is busy": ({}, {"greeting": "421 4.3.2 Too many connections"}),
    "it does not like us": ({}, {"greeting": "554 5.7.1 No service for you"}),
    "it has no TLS": ({"EMAIL_USE_TLS": True}, {}),
    "its TLS breaks": ({"EMAIL_USE_TLS": True}, {"EHLO": "250 STARTTLS", "STARTTLS": "220 go ahead"}),
    "it has no log-in": ({"EMAIL_HOST_USER": "us", "EMAIL_HOST_PASSWORD": "secret"}, {}),
    "it knows another password": (
        {"EMAIL_HOST_USER": "us", "EMAIL_HOST_PASSWORD": "secret"},
        {"EHLO": "250 AUTH PLAIN", "AUTH": "535 5.7.8 Authentication failed"},
    ),
    "it does not take our sender": ({}, {"MAIL": "550 5.7.1 Sender refused"}),
}


@pytest.mark.parametrize(("told", "script"), REFUSALS.values(), ids=list(REFUSALS))
def test_no_message_is_given_up_because_the_server_refuses_us(use, settings, told, script):
    for name, value in told.items():
        setattr(settings, name, value)
    MessageFactory.create_batch(3)

    with scripted(**script) as server:
        use(server)
        assert send_owed() == 0

    assert server.calls == 1  # the others would have met the same
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.QUEUED}
    tried = Message.objects.get(attempts=1)
    assert tried.last_error.startswith("ServerUnreachable")
    assert "secret" not in tried.last_error
    for name in told:
        setattr(settings, name, "" if "HOST" in name else False)
    Message.objects.update(due_at=tried.created_at)
    with Sink() as sink:
        use(sink)
        assert send_owed() == 3
