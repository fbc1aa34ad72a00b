"""Two reminders at most, and none to anybody whom they would not help."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone
from time_machine import travel

from home.sweeping import STEPS
from mail.enums import MessageState
from mail.models import Message
from pledges.models import Campaign, Pledge
from pledges.owed import remind_unconfirmed
from pledges.services import confirm_pledge, disown_pledge
from tests.factories.pledges import PledgeFactory, token
from tests.pledges.conftest import body_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def signed() -> datetime:
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def pledge(signed, letters) -> Pledge:
    """Wangari's, whose message has gone out."""
    made = PledgeFactory(at=signed, email="wangari@uonbi.ac.ke")
    letters()
    return made


def reminders() -> list[str]:
    return sorted(Message.objects.filter(kind="pledges/reminder").values_list("occasion", flat=True))


def test_the_first_comes_after_a_day_the_second_after_four_and_no_third(pledge, signed):
    written = []
    for passed in (DAY - HOUR, DAY, DAY + HOUR, 4 * DAY - HOUR, 4 * DAY, 4 * DAY + HOUR, 6 * DAY, 8 * DAY):
        remind_unconfirmed(at=signed + passed)
        written.append(reminders())

    assert written == [[], *[["reminder-1"]] * 3, *[["reminder-1", "reminder-2"]] * 4]


def test_a_sweep_that_was_away_for_days_writes_one_and_not_two(pledge, signed):
    assert remind_unconfirmed(at=signed + 5 * DAY) == 1

    assert remind_unconfirmed(at=signed + 5 * DAY) == 0
    assert reminders() == ["reminder-2"]


def test_a_reminder_says_what_waits_and_has_the_same_link(pledge, signed, letters):
    remind_unconfirmed(at=signed + DAY)

    with travel(signed + DAY):
        (mail,) = letters()

    assert mail["Subject"] == "Your pledge still waits for you: light-up (en)"
    assert mail["To"] == "wangari@uonbi.ac.ke"
    assert mail["X-Light-Up-Mail"] == "pledges/reminder"
    for body in ("plain", "html"):
        assert "Wangari Otieno" in body_of(mail, body)
        assert "wangari@uonbi.ac.ke" in body_of(mail, body)
        assert "6 more days" in body_of(mail, body)
        assert f"/en/confirm/{token(pledge)}/" in body_of(mail, body)
        assert f"/en/not-me/{token(pledge)}/" in body_of(mail, body)
        assert "You receive this message because" in body_of(mail, body)


def confirm(pledge: Pledge) -> None:
    confirm_pledge(token=token(pledge))


def say_not_me(pledge: Pledge) -> None:
    disown_pledge(token=token(pledge))


def sign_again(pledge: Pledge) -> None:
    confirm_pledge(token=token(PledgeFactory(email=pledge.address)))


def close(pledge: Pledge) -> None:
    Campaign.objects.update(closes_at=pledge.created_at + HOUR)


def refuse(pledge: Pledge) -> None:
    Message.objects.update(state=MessageState.FAILED, sent_at=None)


def hold_up(pledge: Pledge) -> None:
    Message.objects.update(state=MessageState.QUEUED, sent_at=None)


ENDS = [confirm, say_not_me, sign_again, close, refuse, hold_up]


@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_reminded_of_what_no_longer_waits_or_was_never_told(pledge, signed, end: Callable[[Pledge], None]):
    end(pledge)

    assert remind_unconfirmed(at=signed + DAY) == 0
    assert reminders() == []


@pytest.mark.parametrize("end", [confirm, say_not_me, sign_again, close])
def test_a_reminder_under_way_is_not_sent_once_it_would_be_in_vain(pledge, signed, letters, end):
    remind_unconfirmed(at=signed + DAY)
    end(pledge)

    with travel(signed + DAY + HOUR):
        kinds = [mail["X-Light-Up-Mail"] for mail in letters()]

    assert "pledges/reminder" not in kinds


def test_a_link_that_has_expired_is_not_reminded_of(pledge, signed):
    assert remind_unconfirmed(at=pledge.expires_at) == 0
    assert reminders() == []
    assert Pledge.objects.get().remind_at is None


def test_of_several_entries_of_one_person_only_the_last_is_reminded_of(pledge, signed, letters):
    last = PledgeFactory(at=signed + HOUR, email="wangari@uonbi.ac.ke")
    letters()

    remind_unconfirmed(at=signed + DAY + HOUR)

    assert Message.objects.get(kind="pledges/reminder").subject == last.subject


def test_reminders_count_against_what_a_mailbox_may_be_sent_in_a_day(pledge, signed, settings):
    settings.MAIL_PER_ADDRESS_A_DAY = 1  # and the message that asked is of the same day

    remind_unconfirmed(at=signed + DAY)

    reminder = Message.objects.get(kind="pledges/reminder")
    assert (reminder.state, reminder.last_error) == (MessageState.DROPPED, "cap")


def test_a_sample_is_reminded_of_nothing():
    assert PledgeFactory(is_sample=True).remind_at is None


def test_a_batch_ends_and_the_next_one_goes_on(signed, letters):
    PledgeFactory.create_batch(3, at=signed)
    letters()

    assert [remind_unconfirmed(limit=2, at=signed + DAY) for _ in range(3)] == [2, 1, 0]


def test_the_sweep_reminds_until_nothing_is_due(letters, monkeypatch):
    PledgeFactory.create_batch(5, at=timezone.now() - DAY - HOUR)
    letters()
    monkeypatch.setattr("home.sweeping.remind_unconfirmed", partial(remind_unconfirmed, limit=2))

    assert [STEPS["reminders owed"]() for _ in range(2)] == [5, 0]


def test_whatever_is_typed_a_mailbox_gets_no_more_than_its_share_of_a_day(client, settings, letters):
    """Spellings, repetitions and reminders in sum."""
    day_before = timezone.now() - DAY - timedelta(minutes=1)
    for n in range(3):
        PledgeFactory(at=day_before, email=f"wangari.otieno+{n}@gmail.com")
    Message.objects.update(created_at=day_before, state=MessageState.SENT, sent_at=day_before)
    remind_unconfirmed()
    for n in range(10):
        pledge = PledgeFactory(email=f"w.angariotieno+{n}@googlemail.com")
        client.post(f"/en/sign/light-up/sent/again/?k={pledge.handle}")

    assert len(letters()) == settings.MAIL_PER_ADDRESS_A_DAY
    assert Message.objects.filter(last_error="cap").count() > settings.MAIL_PER_ADDRESS_A_DAY
