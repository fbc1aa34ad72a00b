"""The clock is set back, set on, or stands on a leap day: nothing waits for a time that was wrong, nothing goes twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail as outgoing

from home.sweeping import sweep
from mail.models import Message
from pledges.models import Certificate, Pledge
from pledges.owed import render_certificates
from pledges.services import confirm_pledge, resend_confirmation
from pledges.waiting import fate_of
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory, token
from transparency.models import Entry, Tally
from transparency.sequencer import fold, sequence

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SIGNED = NOON - timedelta(minutes=1)
TWO_HOURS = timedelta(hours=2)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def swept() -> list[str]:
    """Sweep; return to whom mails went."""
    before = len(outgoing.outbox)
    assert [step.error for step in sweep() if step.error] == []
    return [mail.to[0] for mail in outgoing.outbox[before:]]


def test_a_mail_written_by_a_clock_that_was_ahead_goes_out_now_and_once(clock):
    pledge = PledgeFactory(at=NOON)
    clock.move_to(NOON - TWO_HOURS)

    assert swept() == [pledge.address]
    assert swept() == []
    clock.move_to(NOON + timedelta(minutes=1))
    assert swept() == []


def test_a_server_that_says_later_is_not_asked_without_a_pause_by_a_clock_set_back(clock, monkeypatch):
    PledgeFactory(at=NOON)
    clock.move_to(NOON - TWO_HOURS)
    Message.objects.update(attempts=1, due_at=NOON - TWO_HOURS + timedelta(seconds=10))

    assert swept() == []


def test_a_claim_of_a_clock_that_was_ahead_is_not_kept_for_hours(clock, settings):
    pledge = PledgeFactory(at=SIGNED)
    Message.objects.update(due_at=NOON)
    assert Message.objects.claim(Message.objects.get().pk, at=NOON) is not None  # and that process died
    clock.move_to(NOON - TWO_HOURS)

    assert swept() == [pledge.address]


def test_a_claim_of_now_is_kept_while_its_mail_is_handed_over(clock):
    PledgeFactory(at=SIGNED)
    Message.objects.update(due_at=NOON)
    message = Message.objects.claim(Message.objects.get().pk, at=NOON)
    assert Message.objects.renew_claim(message, at=NOON)

    assert swept() == []


def test_signed_at_noon_and_confirmed_at_ten_counts_and_is_drawn(clock):
    pledge = PledgeFactory(at=NOON)
    clock.move_to(NOON - TWO_HOURS)

    confirmed = confirm_pledge(token=token(pledge))
    swept()

    assert confirmed.is_confirmed
    assert Certificate.objects.get().rendered_at is not None
    assert sum(Tally.objects.filter(dimension="all").values_list("count", flat=True)) == 1


def test_files_owed_since_a_time_to_come_are_drawn_now(clock):
    confirm_pledge(token=token(PledgeFactory(at=NOON)), at=NOON)
    clock.move_to(NOON - TWO_HOURS)

    assert render_certificates() == 1


def test_the_log_goes_on_in_the_order_of_writing_when_times_go_back(clock):
    a_campaign()
    for step in (timedelta(), -TWO_HOURS, timedelta(minutes=5)):
        clock.move_to(NOON + step)
        confirm_pledge(token=token(PledgeFactory(at=NOON + step)))
        sequence()

    entries = list(Entry.objects.filter(kind="pledge.confirmed").order_by("index"))
    assert [entry.pk for entry in entries] == sorted(entry.pk for entry in entries)
    assert [entry.at for entry in entries] != sorted(entry.at for entry in entries)
    indexes = list(Entry.objects.sequenced().values_list("index", flat=True))
    assert indexes == list(range(len(indexes)))
    stored = {(t.campaign, t.dimension, t.key, t.tier): t.count for t in Tally.objects.all()}
    assert {tuple(map(str, cell)): count for cell, count in fold(Entry.objects.sequenced()).items()} == stored


def test_the_waiting_page_says_what_is_true_and_the_mail_can_be_asked_for_again(clock, client):
    pledge = PledgeFactory(at=SIGNED)
    Message.objects.update(due_at=NOON)
    assert swept() == [pledge.address]
    clock.move_to(NOON - TWO_HOURS)

    fate = fate_of(pledge, at=NOON - TWO_HOURS)

    assert fate is not None
    assert "took the message" in fate.sentence
    resend_confirmation(handle=pledge.handle)
    assert swept() == [pledge.address]


def test_a_clock_set_on_expires_a_link_with_words_and_no_failure(clock, client):
    pledge = PledgeFactory(at=NOON)
    clock.move_to(pledge.expires_at)

    answer = client.get(f"/en/confirm/{token(pledge)}/")

    assert answer.status_code == 410
    assert Pledge.objects.get().is_pending


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2100, 2, 28), date(2026, 12, 31)])
def test_a_whole_journey_on_the_last_day_of_a_month(clock, client, day):
    at = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
    clock.move_to(at)
    pledge = PledgeFactory(at=at)
    swept()

    confirm_pledge(token=token(pledge))
    swept()

    number = Certificate.objects.get().pretty_number
    assert client.get(f"/c/{number}", follow=True).status_code == 200
    assert client.get(f"/c/{number}.pdf").status_code == 200
    assert Tally.objects.get(dimension="day").key == day.isoformat()
