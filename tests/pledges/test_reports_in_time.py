"""A report is answered within a day, or the name leaves the lists: whether anybody opens the CMS or not."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise

import pytest
from django.core import mail as outbox
from django.utils import timezone
from time_machine import travel
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from home.sweeping import STEPS
from mail.models import Message
from mail.owed import send_owed
from pledges.enums import DoubtGround, Listing
from pledges.facts import shown_name
from pledges.models import EntryReport, Pledge
from pledges.services import answer_report, hold_listing, hold_unanswered, median_answer, release_listing, report_entry
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from tests.pledges.conftest import body_of, read_back
from users.models import User

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANSWERS = ["pledges.view_entryreport", "pledges.change_entryreport"]


@pytest.fixture
def friday() -> datetime:
    return timezone.now()


@pytest.fixture
def pledge() -> Pledge:
    return PledgeFactory(listed=True)


@pytest.fixture
def moderator() -> User:
    return UserFactory(rights=ANSWERS, email="desk@example.org")


def report(pledge: Pledge, at: datetime, network: str = "one") -> EntryReport:
    made = report_entry(
        certificate=pledge.certificate, reason="false_name", note="Nobody here.", network=network, at=at
    )
    EntryReport.objects.filter(pk=made.pk).update(at=at)
    return made


def listing(pledge: Pledge) -> Listing:
    return Pledge.objects.get(pk=pledge.pk).listing(timezone.now())


def told() -> list[EmailMessage]:
    """Send what is due, and return what went to the desk."""
    outbox.outbox.clear()
    send_owed()
    sent = [read_back(mail.message().as_bytes()) for mail in outbox.outbox]
    return [mail for mail in sent if mail["X-Light-Up-Mail"] == "pledges/reports_wait"]


# the mail


def test_who_answers_reports_is_written_to_at_once_and_again_when_the_day_is_nearly_over(pledge, moderator, friday):
    UserFactory(rights=["pledges.view_pledge"], email="reader@example.org")
    UserFactory(rights=ANSWERS, email="left@example.org", is_active=False)
    report(pledge, friday)

    (first,) = told()
    with travel(friday + 19 * HOUR):
        assert told() == []
    with travel(friday + 20 * HOUR + timedelta(minutes=1)):
        (second,) = told()

    assert first["To"] == second["To"] == "desk@example.org"
    assert first["Subject"] == "1 report about an entry waits for an answer"
    for kind in ("plain", "html"):
        assert "/cms/entry-reports/" in body_of(first, kind)
        assert "The day is nearly over" not in body_of(first, kind)
        assert "The day is nearly over" in body_of(second, kind)
        assert "Wangari" not in body_of(first, kind) + body_of(second, kind)
        assert "Nobody here" not in body_of(first, kind) + body_of(second, kind)


def test_what_is_answered_is_written_of_no_more(pledge, moderator, friday):
    made = report(pledge, friday)
    told()
    answer_report(report=made, by=moderator, reason="She works there.")

    with travel(friday + 21 * HOUR):
        assert told() == []


def test_a_flood_of_reports_is_no_flood_of_mails(pledge, moderator, friday):
    sent = []
    for minutes in range(0, 12 * 60, 20):
        with travel(friday + timedelta(minutes=minutes), tick=False):
            report(pledge, timezone.now(), network=f"network-{minutes}")
            sent += [timezone.now()] * len(told())

    assert len(sent) == 3
    assert min(later - sooner for sooner, later in pairwise(sent)) >= 4 * HOUR


def test_a_report_after_the_first_mail_is_told_when_the_pause_is_over(pledge, moderator, friday):
    answer_report(report=report(pledge, friday), by=moderator, reason="She works there.")
    told()
    report(PledgeFactory(listed=True), friday + HOUR)
    report(PledgeFactory(listed=True), friday + 2 * HOUR)

    with travel(friday + 3 * HOUR):
        assert told() == []
    with travel(friday + 4 * HOUR + timedelta(minutes=1)):
        (mail,) = told()

    assert mail["Subject"] == "2 reports about entries wait for an answer"


def test_each_reads_it_in_the_language_of_their_cms(pledge, moderator, friday):
    UserProfile.objects.create(user=moderator, preferred_language="fr")
    UserFactory(rights=ANSWERS)

    report(pledge, friday)

    assert set(Message.objects.filter(kind="pledges/reports_wait").values_list("language", flat=True)) == {"fr", "en"}


@pytest.mark.parametrize("colleagues", [1, 20])
def test_one_more_report_costs_the_same_whoever_is_told_already(pledge, friday, django_assert_num_queries, colleagues):
    UserFactory.create_batch(colleagues, rights=ANSWERS)
    for network in ("one", "two"):
        report(pledge, friday, network)

    with django_assert_num_queries(7):
        report_entry(certificate=pledge.certificate, reason="other", note="", network="three", at=friday + HOUR)


# the hold


def test_a_report_that_nobody_answers_takes_the_name_off_the_lists_and_not_off_the_certificate(pledge, friday):
    made = report(pledge, friday)

    assert hold_unanswered(at=friday + DAY - HOUR) == 0
    assert listing(pledge) == Listing.LISTED
    assert hold_unanswered(at=friday + DAY) == 1

    pledge.refresh_from_db()
    assert listing(pledge) == Listing.HELD
    assert shown_name(pledge) == "Wangari Otieno"
    assert pledge.doubts.get().ground == DoubtGround.REPORTED
    assert ModelLogEntry.objects.get(action="pledges.hold_unanswered").data == {"report": made.pk}
    assert EntryReport.objects.unanswered().get() == made


def test_the_sweep_does_it(pledge, friday):
    report(pledge, friday - DAY)

    STEPS["reports without an answer looked at"]()

    assert listing(pledge) == Listing.HELD


def test_an_answer_in_time_leaves_the_name_where_it_is(pledge, moderator, friday):
    answer_report(report=report(pledge, friday), by=moderator, reason="She works there.")

    assert hold_unanswered(at=friday + 2 * DAY) == 0
    assert listing(pledge) == Listing.LISTED


def test_that_nothing_was_wrong_puts_the_name_back(pledge, moderator, friday):
    made = report(pledge, friday)
    hold_unanswered(at=friday + DAY)

    answer_report(report=made, by=moderator, reason="She works there.", is_right=True)

    assert listing(pledge) == Listing.LISTED
    assert ModelLogEntry.objects.get(action="pledges.release").user == moderator


def test_an_answer_that_does_not_say_so_leaves_it_off(pledge, moderator, friday):
    made = report(pledge, friday)
    hold_unanswered(at=friday + DAY)

    answer_report(report=made, by=moderator, reason="I have asked her.")

    assert listing(pledge) == Listing.HELD


def test_it_stays_off_while_another_report_waits(pledge, moderator, friday):
    first, second = report(pledge, friday), report(pledge, friday, network="two")
    hold_unanswered(at=friday + DAY)

    answer_report(report=first, by=moderator, reason="A prank.", is_right=True)
    assert listing(pledge) == Listing.HELD

    answer_report(report=second, by=moderator, reason="Another.", is_right=True)
    assert listing(pledge) == Listing.LISTED


def test_an_answer_ends_no_hold_of_a_person(pledge, moderator, friday):
    made = report(pledge, friday)
    hold_unanswered(at=friday + DAY)
    hold_listing(pledge=pledge, by=moderator, reason="Not her.")

    answer_report(report=made, by=moderator, reason="Pressed in error.", is_right=True)

    assert listing(pledge) == Listing.HELD


def test_an_answer_ends_no_hold_for_another_ground(moderator, friday):
    odd = PledgeFactory(listed=True, full_name="Xxxxxxxx Qqqqqqq")
    assert odd.is_held_from_lists_only
    made = report(odd, friday)
    hold_unanswered(at=friday + DAY)

    answer_report(report=made, by=moderator, reason="Somebody else was meant.", is_right=True)

    assert listing(odd) == Listing.HELD
    assert not odd.doubts.filter(ground=DoubtGround.REPORTED).exists()


def test_one_report_holds_once(pledge, moderator, friday):
    report(pledge, friday)
    hold_unanswered(at=friday + DAY)
    release_listing(pledge=pledge, by=moderator, reason="I know her.")

    assert hold_unanswered(at=friday + DAY + HOUR) == 0
    assert listing(pledge) == Listing.LISTED


def test_one_network_takes_three_names_a_day_off_the_lists_and_no_more(friday):
    listed = [PledgeFactory(listed=True) for _each in range(5)]
    for each in listed:
        report(each, friday)

    hold_unanswered(at=friday + DAY)

    assert [listing(each) for each in listed] == [Listing.HELD] * 3 + [Listing.LISTED] * 2


def test_all_networks_together_take_a_hundred(pledge, friday):
    for number in range(101):
        report(pledge, friday, network=f"network-{number}")

    assert EntryReport.objects.filter(hold_at__isnull=False).count() == 100


def test_who_reports_is_told_what_happens_if_nobody_answers(client, pledge):
    address = f"/en/certificates/{pledge.certificate.pretty_number}/report/"
    pages = [
        client.post(address, {"reason": "other", "note": "x"}, HTTP_SEC_FETCH_SITE="same-origin") for _ in range(4)
    ]

    promised = ["leaves the public lists" in page.content.decode() for page in pages]

    assert promised == [True, True, True, False]


# the median


def test_reports_that_wait_count_with_the_time_they_have_waited(pledge, moderator, friday):
    for _each in range(5):
        answered = report(pledge, friday - DAY)
        EntryReport.objects.filter(pk=answered.pk).update(answered_at=friday - DAY + HOUR)
    assert median_answer(at=friday).half_within == HOUR

    for _each in range(7):
        report(pledge, friday - 3 * DAY)

    assert median_answer(at=friday).half_within == 3 * DAY
    assert median_answer(at=friday).has_waiting


def test_new_reports_make_no_median_look_better(pledge, friday):
    for _each in range(5):
        answered = report(pledge, friday - 3 * DAY)
        EntryReport.objects.filter(pk=answered.pk).update(answered_at=friday - DAY)
    for _each in range(20):
        report(pledge, friday - HOUR)

    assert median_answer(at=friday).half_within == 2 * DAY
    assert not median_answer(at=friday).has_waiting


def test_where_nothing_was_ever_answered_the_page_says_how_long_it_waits(client, pledge, friday):
    for _each in range(5):
        report(pledge, friday - 4 * DAY + HOUR)

    page = client.get(f"/en/certificates/{pledge.certificate.pretty_number}/report/").content.decode()

    assert "waited for an answer for 4 days or less. Those that still wait are counted." in page
