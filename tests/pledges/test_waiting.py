"""The page that is open until the message comes: how the message fares, in words, by itself or by a link."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from time_machine import travel

from mail.enums import MessageState
from mail.models import Message
from pledges.models import Pledge
from pledges.services import confirm_pledge, resend_confirmation
from pledges.waiting import clock
from tests.factories.mail import MessageFactory
from tests.factories.pledges import PledgeFactory, token

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 14, 7, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=2)


@pytest.fixture(autouse=True)
def afternoon():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def pledge():
    return PledgeFactory(at=BEFORE)


def open_page(pledge: Pledge) -> str:
    return f"/en/sign/light-up/sent/?k={pledge.handle}"


def state_alone(pledge: Pledge) -> str:
    return f"/en/sign/light-up/sent/state/?k={pledge.handle}"


def fares(**change: object) -> None:
    Message.objects.update(**{"created_at": BEFORE, "due_at": BEFORE} | change)


FATES = [
    ({"state": "queued"}, "The message waits for its turn to be sent."),
    (
        {"state": "queued", "attempts": 2, "due_at": NOW + timedelta(minutes=5)},
        "The mail server asks us to come back later. We try again at 14:12 (UTC). You need do nothing.",
    ),
    (
        {"state": "sending", "attempts": 1, "claimed_until": NOW + timedelta(minutes=2)},
        "The message is being handed to the mail server.",
    ),
    (
        {"state": "sent", "sent_at": BEFORE},
        "The mail server took the message at 14:05 (UTC). Filters on its way may hold it for some minutes.",
    ),
    (
        {"state": "failed"},
        "We tried for 2 days and could not hand the message over. Have it sent again, or sign with another address.",
    ),
    (
        {"state": "sent", "sent_at": BEFORE, "came_back": "no_mailbox", "came_back_at": NOW},
        "The mail server of uonbi.ac.ke says that this mailbox does not exist. Check the spelling and sign again.",
    ),
    (
        {"state": "dropped", "came_back": "no_domain", "came_back_at": NOW},
        "No mail server takes messages for uonbi.ac.ke. Check the spelling and sign again.",
    ),
    (
        {"state": "failed", "came_back": "full", "came_back_at": NOW},
        "The mail server of uonbi.ac.ke says that this mailbox is full.",
    ),
    (
        {"state": "sent", "sent_at": BEFORE, "came_back": "policy", "came_back_at": NOW},
        "a filter or a rule of theirs forbids it.",
    ),
    ({"state": "failed", "came_back": "other", "came_back_at": NOW}, "The mail server of uonbi.ac.ke did not take"),
    (
        {"state": "sent", "sent_at": BEFORE, "came_back": "complaint", "came_back_at": NOW},
        "The mail server took the message at 14:05 (UTC).",
    ),
    ({"state": "dropped"}, "The mail server took the message at 14:05 (UTC)."),
]


@pytest.mark.parametrize(("change", "sentence"), FATES)
def test_the_open_page_says_how_the_message_fares(client, pledge, change, sentence):
    fares(**change)

    assert sentence in client.get(open_page(pledge)).content.decode()
    assert sentence in client.get(state_alone(pledge)).content.decode()


@pytest.mark.parametrize(
    ("change", "is_final"),
    [({"state": "queued"}, False), ({"state": "sent", "sent_at": BEFORE}, False), ({"state": "failed"}, True)],
)
def test_while_something_may_still_happen_a_link_looks_again_without_script(client, pledge, change, is_final):
    fares(**change)

    page = client.get(open_page(pledge)).content.decode()

    assert ("Look again" in page) != is_final
    assert ("data-again-in" in page) != is_final
    assert "http-equiv" not in page  # a page that loads itself anew would take away the code that somebody is typing


def test_the_state_alone_is_a_fragment_that_nobody_keeps(client, pledge):
    response = client.get(state_alone(pledge))

    assert "<html" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"


def test_an_unknown_handle_has_no_state(client, pledge):
    response = client.get("/en/sign/light-up/sent/state/?k=" + "x" * 22)

    assert response.status_code == 200
    assert response.content.decode().strip() == ""


def test_the_last_message_counts(client, pledge):
    fares(state=MessageState.SENT, sent_at=BEFORE)
    Pledge.objects.update(created_at=BEFORE - timedelta(minutes=5))
    resend_confirmation(handle=pledge.handle)

    assert "waits for its turn" in client.get(state_alone(pledge)).content.decode()


def test_messages_of_other_kinds_say_nothing_here(client, pledge):
    """A reminder is not written to who has signed before: whether there is one would tell."""
    fares(state=MessageState.SENT, sent_at=BEFORE)
    MessageFactory(kind="pledges/reminder", subject=pledge.subject, state=MessageState.FAILED)

    assert "took the message at 14:05" in client.get(state_alone(pledge)).content.decode()


def test_an_open_page_learns_that_the_link_was_pressed_elsewhere(client, pledge):
    confirm_pledge(token=token(pledge))

    page = client.get(state_alone(pledge)).content.decode()

    assert "Your pledge is confirmed." in page
    assert "data-again-in" not in page
    assert f'href="/en/certificates/{pledge.certificate.pretty_number}/"' in page
    whole = client.get(open_page(pledge)).content.decode()
    assert "One more step" not in whole
    assert "one-time-code" not in whole


@pytest.mark.parametrize("display", ["initials", "hidden"])
def test_an_open_page_leads_to_no_certificate_that_hides_the_name(client, display):
    """Somebody else may have typed it, who would know from then on whose certificate that is."""
    pledge = PledgeFactory(at=BEFORE, confirmed=True, display=display)

    for page in (state_alone(pledge), open_page(pledge)):
        assert pledge.certificate.pretty_number not in client.get(page).content.decode()


def test_what_we_could_not_hand_over_accuses_no_address_and_can_be_sent_again(client, pledge):
    fares(state=MessageState.FAILED)
    Pledge.objects.update(created_at=BEFORE - timedelta(days=2))

    page = client.get(open_page(pledge)).content.decode()
    resend_confirmation(handle=pledge.handle)

    assert "refused" not in page
    assert "spelling" not in client.get(state_alone(pledge)).content.decode() + page
    assert "waits for its turn" in client.get(state_alone(pledge)).content.decode()


@pytest.mark.parametrize(
    ("language", "yesterday"),
    [
        ("en", "23 November, 14:07"),
        ("fr", "23 novembre, 14:07"),
        ("es", "23 de noviembre, 14:07"),
        ("ru", "23 ноября, 14:07"),
        ("zh-hans", "11月23日 14:07"),
        ("ar", "23 نوفمبر، 14:07"),
    ],
)
def test_another_day_is_named_as_people_of_the_language_write_it(language, yesterday):
    with translation.override(language):
        before, today = clock(NOW - timedelta(days=1), NOW), clock(NOW, NOW)

    assert before.replace("\u200e", "").startswith(yesterday)
    assert today.startswith("14:07")
    assert "UTC" in today
