"""What a provider tells us, at its address with its secret."""

import base64
import json
from datetime import UTC, datetime

import pytest
from anymail.backends.test import EmailBackend as Provider
from anymail.exceptions import (
    AnymailAPIError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from django.core.mail import EmailMessage
from requests import Response

from mail import letters
from mail.delivery import Line
from mail.enums import Bar, MessageState, Reason
from mail.errors import MessageDeferred, MessageRefused, ServerUnreachable
from mail.letters import envelope
from mail.models import Message, Suppression
from tests.factories.mail import MessageFactory
from tests.mail.conftest import note

pytestmark = pytest.mark.django_db

HOOK = "/hooks/mail/postmark/tracking/"
TO = "wangari@uonbi.ac.ke"


def said(message: Message | None, kind: str = "HardBounce", **facts: object) -> dict[str, object]:
    """Postmark's words."""
    return {
        "RecordType": "SpamComplaint" if kind == "SpamComplaint" else "Bounce",
        "ID": 42,
        "Type": kind,
        "TypeCode": {"HardBounce": 1, "SoftBounce": 4096, "SpamComplaint": 100_001, "Blocked": 100_006}[kind],
        "Email": TO,
        "From": "pledge@lightup.example",
        "BouncedAt": datetime(2026, 11, 24, 14, 5, tzinfo=UTC).isoformat(),
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Description": "The server was unable to deliver your message.",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist",
        "Metadata": {"message": str(message.pk)} if message else {},
    } | facts


def tell(client, what: object, *, secret: str = "tests:only", path: str = HOOK):
    header = "Basic " + base64.b64encode(secret.encode()).decode()
    return client.post(path, json.dumps(what), content_type="application/json", headers={"Authorization": header})


@pytest.fixture
def message():
    return MessageFactory(to=TO, state=MessageState.SENT, sent_at=datetime(2026, 11, 24, 14, tzinfo=UTC))


def test_a_bounce_is_taken_and_its_repetition_changes_nothing(client, message):
    for _ in range(2):
        assert tell(client, said(message)).status_code == 200

    message.refresh_from_db()
    row = Suppression.objects.get()
    assert message.came_back == Reason.NO_MAILBOX
    assert (row.bar, row.times, row.source) == (Bar.BOUNCE, 1, "webhook: Postmark")


def test_a_repetition_about_a_message_that_we_no_longer_know_counts_once_too(client):
    for _ in range(2):
        tell(client, said(None, "SoftBounce", Details="smtp;452 4.2.2 over quota"))

    assert Suppression.objects.get().times == 1


def test_a_complaint_is_taken(client, message):
    tell(client, said(message, "SpamComplaint"))

    assert Suppression.objects.barring().get().bar == Bar.COMPLAINT


@pytest.mark.parametrize("secret", ["tests:wrong", "", ":"])
def test_without_the_right_secret_nothing_is_taken(client, message, secret):
    assert 400 <= tell(client, said(message), secret=secret).status_code < 500

    assert not Suppression.objects.exists()
    message.refresh_from_db()
    assert message.came_back == ""


def test_get_changes_nothing(client):
    assert client.get(HOOK).status_code == 405


# --- delivery through a provider --------------------------------------------------------------------------------------


@pytest.fixture
def provider(settings):
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"


def through(message: Message) -> EmailMessage:
    mail = envelope(message, note(message))
    with Line() as line:
        line.send(mail, before=lambda: None)
    return mail


def test_a_provider_is_given_the_key_that_its_events_bring_back(provider, message):
    sent = through(message).anymail_test_params

    assert sent["metadata"] == {"message": str(message.pk)}
    assert sent["extra_headers"]["Message-ID"] == message.message_id
    assert str(sent["from"]) == "Light Up <pledge@localhost>"


def answered(status: int, words: str) -> AnymailAPIError:
    """What a provider answered over HTTP."""
    response = Response()
    response.status_code, response._content = status, words.encode()
    return AnymailAPIError(status_code=status, response=response)


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (AnymailAPIError(status_code=413), MessageRefused),
        (answered(422, "Found inactive addresses: WANGARI@uonbi.ac.ke"), MessageRefused),
        (answered(400, "to: wangari@uonbi.ac.ke is not a valid address"), MessageRefused),
        (answered(422, "The 'From' address you supplied is not a Sender Signature on your account."), MessageDeferred),
        (answered(400, "Domain sandbox is disabled"), MessageDeferred),
        (AnymailAPIError(status_code=422), MessageDeferred),
        (AnymailRecipientsRefused(), MessageRefused),
        (AnymailInvalidAddress("x"), MessageRefused),
        (AnymailUnsupportedFeature("x"), MessageDeferred),
        (AnymailAPIError(status_code=401), ServerUnreachable),
        (AnymailAPIError(status_code=503), ServerUnreachable),
        (AnymailAPIError(), ServerUnreachable),
    ],
)
def test_a_providers_answers_are_ours(provider, message, monkeypatch, error, becomes):
    def refuse(*args: object) -> None:
        raise error

    monkeypatch.setattr(Provider, "post_to_esp", refuse)

    with pytest.raises(becomes):
        through(message)


def test_each_message_comes_back_to_an_address_of_its_own(settings, message):
    settings.MAIL_BOUNCES_TO = "bounces@lightup.example"

    mail = envelope(message, note(message))

    assert mail.from_email == f"bounces+{message.pk.hex}@lightup.example"
    assert mail.message()["From"] == "Light Up <pledge@localhost>"
    assert letters.returns_to(message) in mail.from_email
