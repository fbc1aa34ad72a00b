"""A kind of mail that only the tests know, and the ways out that they look at."""

from collections.abc import Iterator

import pytest

from mail import letters
from mail.letters import Kind, Letter
from mail.models import Message
from tests.sink import Sink


def note(message: Message) -> Letter | None:
    return Letter(subject="A note", text=f"About {message.subject}\n", html=f"<p>About {message.subject}</p>")


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(letters._kinds, "tests/note", Kind(note))


@pytest.fixture
def use(settings):
    """Send through a sink instead of the memory."""

    def through(sink: Sink) -> Sink:
        settings.EMAIL_BACKEND = "mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        return sink

    return through


@pytest.fixture
def sink(use) -> Iterator[Sink]:
    with Sink() as opened:
        yield use(opened)
