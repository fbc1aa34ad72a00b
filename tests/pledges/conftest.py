"""What tests of the journey share: a campaign, a form that is right, a proof of work, and the mails that went out."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from altcha.v2 import Challenge, Payload, solve_challenge
from django.core import mail as outbox
from django.utils import timezone

from mail.models import Message
from mail.owed import send_owed
from pledges import limits, proofs
from pledges.models import Campaign
from tests.factories.campaigns import a_campaign

SIGN = "/en/sign/light-up/"


@pytest.fixture
def campaign(db) -> Campaign:
    return a_campaign()


@pytest.fixture
def form() -> Callable[..., dict[str, str]]:
    """Return what Wangari's browser posts, changed by what is given; None leaves a field out."""

    def filled(**changes: str | None) -> dict[str, str]:
        right = {
            "full_name": "Wangari Otieno",
            "email": "wangari@uonbi.ac.ke",
            "country": "KE",
            "affiliation": "University of Nairobi",
            "display": "name",
            "consent": "on",
        }
        return {name: value for name, value in (right | changes).items() if value is not None}

    return filled


def solved() -> str:
    """Do the work that a browser does, and return what it posts as `altcha`."""
    challenge = Challenge.from_dict(proofs.new_challenge(limits.Origin("a-campus")))
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


@pytest.fixture
def post(client, form):
    """Post the sign form, with a proof of work unless told otherwise."""

    def send(path: str = SIGN, *, proof: str | None = None, **changes: str | None):
        fields = form(**changes) | {"altcha": solved() if proof is None else proof}
        return client.post(path, fields)

    return send


@pytest.fixture
def letters() -> Callable[[], list[EmailMessage]]:
    """Send all that is owed, as if its time had come, and return what went out: real messages, read back from bytes."""

    def sent() -> list[EmailMessage]:
        Message.objects.filter(sent_at=None).update(due_at=timezone.now())
        send_owed()
        parsed = [read_back(mail.message().as_bytes()) for mail in outbox.outbox]
        outbox.outbox.clear()
        return parsed

    return sent


def read_back(content: bytes) -> EmailMessage:
    from email import message_from_bytes, policy  # only here: the name `email` is a field's everywhere else

    return message_from_bytes(content, policy=policy.default)


def body_of(letter: EmailMessage, kind: str = "plain") -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return part.get_content()
