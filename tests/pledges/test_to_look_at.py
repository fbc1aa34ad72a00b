"""One list of all that waits for a person: the oldest first, each row with the way to its act."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pledges.models import EntryReport, Pledge
from pledges.services import answer_report, hold_listing, release_listing, report_entry
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

LIST = "/cms/to-look-at/"
MODERATES = ["pledges.view_pledge", "pledges.moderate_pledge"]
ANSWERS = ["pledges.view_entryreport", "pledges.change_entryreport"]


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def moderator(client):
    user = UserFactory(rights=[*MODERATES, *ANSWERS])
    client.force_login(user)
    return user


def held(name: str, *, days_ago: int = 3) -> Pledge:
    pledge = PledgeFactory(full_name=name, confirmed=True, at=timezone.now() - timedelta(days=days_ago))
    return hold_listing(pledge=pledge, by=UserFactory(), reason="A letter came.")


def reported(pledge: Pledge, *, reason: str = "false_name", hours_ago: int = 0) -> EntryReport:
    report = report_entry(certificate=pledge.certificate, reason=reason, note="Nobody here of this name.")
    EntryReport.objects.filter(pk=report.pk).update(at=timezone.now() - timedelta(hours=hours_ago))
    return report


def shown(client, **asked: str) -> list[tuple[str, str]]:
    return [(row.pledge.full_name, str(row.kind)) for row in client.get(LIST, asked).context["rows"]]


def test_holds_claims_and_reports_stand_in_one_list_the_oldest_first(client, moderator):
    reported(PledgeFactory(listed=True, full_name="Alice"), hours_ago=30)
    held("Bob", days_ago=3)
    reported(PledgeFactory(listed=True, full_name="Carol"), reason="not_me", hours_ago=1)
    PledgeFactory(full_name="Xxxxxxxx Qqqqqqq", confirmed=True)
    PledgeFactory(listed=True, full_name="Nobody Asked")

    assert shown(client) == [
        ("Bob", "Name held"),
        ("Alice", "Report of an entry"),
        ("Carol", "Claim to a name"),
        ("Xxxxxxxx Qqqqqqq", "Name held"),
    ]


def test_each_row_says_why_and_leads_to_its_act(client, moderator):
    report = reported(PledgeFactory(listed=True, full_name="Alice"), hours_ago=30)
    odd = PledgeFactory(full_name="Xxxxxxxx Qqqqqqq", confirmed=True)

    page = client.get(LIST).content.decode()

    assert "This person does not exist or did not sign" in page
    assert "Nobody here of this name." in page
    assert "It does not look like a name" in page
    assert page.count("Waiting for more than a day") == 1
    for address in (
        f"/cms/entry-reports/{report.pk}/answer/",
        f"/cms/pledges/{odd.pk}/release/",
        f"/cms/pledges/{odd.pk}/hide/",
        f"/cms/pledges/{odd.pk}/",
    ):
        assert f'href="{address}"' in page


def test_what_was_done_is_gone(client, moderator):
    report, hold = reported(PledgeFactory(listed=True)), held("Bob")

    answer_report(report=report, by=moderator, reason="She works there.")
    release_listing(pledge=hold, by=moderator, reason="It is him.")

    assert shown(client) == []


def test_a_held_name_that_was_reported_stands_once(client, moderator):
    reported(held("Bob"))

    assert shown(client) == [("Bob", "Report of an entry")]
    assert shown(client, kind="held") == [("Bob", "Name held")]


@pytest.mark.parametrize(
    ("kind", "names"),
    [("", ["Bob", "Alice", "Carol"]), ("reports", ["Alice", "Carol"]), ("claims", ["Carol"]), ("held", ["Bob"])],
)
def test_it_is_narrowed_to_one_kind(client, moderator, kind, names):
    held("Bob")
    reported(PledgeFactory(listed=True, full_name="Alice"), hours_ago=2)
    reported(PledgeFactory(listed=True, full_name="Carol"), reason="not_me")

    assert [name for name, _kind in shown(client, kind=kind)] == names


def test_each_sees_what_they_may_work_off(client):
    held("Bob")
    reported(PledgeFactory(listed=True, full_name="Alice"))

    client.force_login(UserFactory(rights=MODERATES))
    assert shown(client) == [("Bob", "Name held")]
    assert shown(client, kind="reports") == [("Bob", "Name held")]
    client.force_login(UserFactory(rights=ANSWERS))
    assert shown(client) == [("Alice", "Report of an entry")]
    client.force_login(UserFactory(rights=["pledges.view_pledge"]))
    assert client.get(LIST).url == "/cms/"


def test_pages_follow_one_another_without_a_gap(client, moderator):
    for number in range(15):
        held(f"Held {number}", days_ago=40 - number)
        reported(PledgeFactory(listed=True, full_name=f"Reported {number}"), hours_ago=20 - number)

    pages = [shown(client, p=str(number)) for number in (1, 2)]

    assert [len(page) for page in pages] == [20, 10]
    assert len({name for page in pages for name, _kind in page}) == 30
    assert client.get(LIST, {"p": "2"}).context["following"] is None


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "²"])
def test_a_page_that_is_none_is_the_first_or_empty(client, moderator, page):
    assert client.get(LIST, {"p": page}).status_code == 200


def test_it_costs_the_same_for_one_row_of_a_kind_and_for_ten(client, moderator, django_assert_num_queries):
    held("Bob")
    reported(PledgeFactory(listed=True))
    PledgeFactory(full_name="Xxxxxxxx Qqqqqqq", confirmed=True)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(9):
        held(f"Held {number}")
        reported(PledgeFactory(listed=True))

    with django_assert_num_queries(len(one)):
        client.get(LIST)
    assert not any("COUNT(" in query["sql"].upper() for query in one)
