"""Who says that an entry is their name: heard first, believed when several say so; and how soon reports are answered."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.utils import timezone

from pledges import limits
from pledges.enums import DoubtGround
from pledges.models import EntryReport, Pledge
from pledges.services import answer_report, median_answer, release_listing, report_entry
from tests.factories.pledges import PledgeFactory
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge() -> Pledge:
    return PledgeFactory(listed=True)


@pytest.fixture
def moderator() -> User:
    return User.objects.create_user("desk@example.org")


def claim(pledge: Pledge, network: str, reason: str = "not_me") -> EntryReport:
    return report_entry(certificate=pledge.certificate, reason=reason, note="", network=network)


def is_held(pledge: Pledge) -> bool:
    return Pledge.objects.get(pk=pledge.pk).is_held


def test_claims_from_three_networks_hold_the_listing_until_somebody_looks(pledge):
    for network in ("one", "two"):
        claim(pledge, network)
    assert not is_held(pledge)

    claim(pledge, "three")

    assert is_held(pledge)
    assert pledge.doubts.get().ground == DoubtGround.CLAIMS


@pytest.mark.parametrize("networks", [["one"] * 5, ["one", "two", "one", "two"], [""] * 4])
def test_one_stranger_unlists_nobody(pledge, networks):
    for network in networks:
        claim(pledge, network)

    assert not is_held(pledge)


def test_reports_of_other_kinds_hold_nothing(pledge):
    for network in ("one", "two", "three", "four"):
        claim(pledge, network, reason="false_name")

    assert not is_held(pledge)


def test_what_somebody_has_looked_at_is_held_by_claims_no_more(pledge, moderator):
    for network in ("one", "two", "three"):
        report = claim(pledge, network)
    release_listing(pledge=pledge, by=moderator, reason="He showed us his passport.")
    answer_report(report=report, by=moderator, reason="He is who he says.")

    for network in ("four", "five", "six"):
        claim(pledge, network)

    assert not is_held(pledge)


def test_three_networks_take_three_names_a_day_off_and_no_more():
    listed = [PledgeFactory(listed=True) for _each in range(6)]
    for each in listed:
        for network in ("one", "two", "three"):
            claim(each, network)

    assert [is_held(each) for each in listed] == [True] * 3 + [False] * 3
    assert EntryReport.objects.unanswered().count() == 18


def test_a_network_that_has_claimed_its_three_names_takes_no_voice_from_the_others(pledge):
    for _each in range(limits.CLAIMS_PER_NETWORK):
        claim(PledgeFactory(listed=True), "one")

    for network in ("one", "two", "three"):
        claim(pledge, network)
    assert not is_held(pledge)

    claim(pledge, "four")
    assert is_held(pledge)


def test_claims_of_all_networks_together_hold_twenty_names_a_day(caplog):
    caches["limits"].set("limit.claims.held", limits.HELD_BY_CLAIMS_IN_ALL - 1, limits.DAY)
    last, first_too_many = PledgeFactory(listed=True), PledgeFactory(listed=True)
    for each in (last, first_too_many):
        for network in ("one", "two", "three"):
            claim(each, network)

    assert [is_held(last), is_held(first_too_many)] == [True, False]
    assert [(record.message, record.pledge) for record in caplog.records if record.levelname == "WARNING"] == [
        ("claims.too_many", first_too_many.pk)
    ]


def test_a_48_has_one_voice_however_many_networks_it_has(client, pledge):
    address = f"/en/certificates/{pledge.certificate.pretty_number}/report/"
    for network in ("2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:2::1"):
        client.post(address, {"reason": "not_me"}, REMOTE_ADDR=network, HTTP_SEC_FETCH_SITE="same-origin")
    assert EntryReport.objects.count() == 4
    assert not is_held(pledge)

    client.post(address, {"reason": "not_me"}, REMOTE_ADDR="2001:db8:3::1", HTTP_SEC_FETCH_SITE="same-origin")

    assert is_held(pledge)


def test_claims_stand_on_top_of_the_queue(client, settings, moderator, pledge):
    settings.SECOND_FACTOR_REQUIRED = False
    moderator.user_permissions.set(Permission.objects.filter(codename__in=("access_admin", "view_entryreport")))
    first, second = claim(pledge, "one", reason="other"), claim(pledge, "two", reason="offensive")
    third = claim(pledge, "three")
    client.force_login(moderator)

    shown = client.get("/cms/entry-reports/").context["object_list"]

    assert [report.pk for report in shown] == [third.pk, first.pk, second.pk]


def answered(pledge: Pledge, minutes: int, *, days_ago: int = 1) -> None:
    report = claim(pledge, "")
    at = timezone.now() - timedelta(days=days_ago)
    EntryReport.objects.filter(pk=report.pk).update(at=at, answered_at=at + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ([1, 1, 1, 1, 1], "within 1 minute."),
        ([5, 90, 90, 100, 9_000], "within 90 minutes."),
        ([30, 30, 121, 500, 500], "within 3 hours."),
        ([5_000] * 5, "within 4 days."),
    ],
)
def test_the_page_of_reports_says_how_soon_half_were_answered(client, pledge, minutes, words):
    for each in minutes:
        answered(pledge, each)

    page = client.get(f"/en/certificates/{pledge.certificate.pretty_number}/report/").content.decode()

    assert f"Half of the reports of the last 90 days were answered {words}" in page


def test_too_few_or_too_old_say_nothing(client, pledge):
    for _each in range(4):
        answered(pledge, 10)
    answered(pledge, 10, days_ago=91)
    claim(pledge, "")

    assert median_answer() is None
    page = client.get(f"/en/certificates/{pledge.certificate.pretty_number}/report/").content.decode()
    assert "Too few reports were made" in page
