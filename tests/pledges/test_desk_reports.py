"""The queue of what strangers told us: the longest waiting first, answered once, with what was found."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pledges.models import EntryReport
from pledges.services import report_entry
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

QUEUE = "/cms/entry-reports/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def moderator(client):
    user = UserFactory(rights=["pledges.view_pledge", "pledges.view_entryreport", "pledges.change_entryreport"])
    client.force_login(user)
    return user


def reported(name: str, *, hours_ago: int = 0) -> EntryReport:
    pledge = PledgeFactory(full_name=name, listed=True)
    report = report_entry(certificate=pledge.certificate, reason="false_name", note="Nobody here of this name.")
    EntryReport.objects.filter(pk=report.pk).update(at=timezone.now() - timedelta(hours=hours_ago))
    return report


def test_the_longest_waiting_stands_first_and_the_answered_are_gone(client, moderator):
    reported("Alice", hours_ago=1)
    reported("Bob", hours_ago=30)
    client.post(f"{QUEUE}{reported('Carol').pk}/answer/", {"reason": "A mistake."})

    response = client.get(QUEUE)

    assert [report.pledge.full_name for report in response.context["object_list"]] == ["Bob", "Alice"]
    assert response.content.decode().count("Waiting for more than a day") == 1


def test_the_answered_are_shown_to_who_asks(client, moderator):
    client.post(f"{QUEUE}{reported('Carol').pk}/answer/", {"reason": "A mistake."})

    response = client.get(QUEUE, {"answered": "yes"})

    assert [report.pledge.full_name for report in response.context["object_list"]] == ["Carol"]


def test_an_answer_is_on_record_with_who_when_and_what_was_found(client, moderator):
    report = reported("Alice")

    response = client.post(f"{QUEUE}{report.pk}/answer/", {"reason": "The dean confirms that she works there."})

    report.refresh_from_db()
    assert response.url == QUEUE
    assert report.answered_by == moderator
    assert report.answered_at is not None
    entry = ModelLogEntry.objects.get(action="pledges.answer_report")
    assert (entry.object_id, entry.user) == (str(report.pledge_id), moderator)
    assert entry.data["reason"] == "The dean confirms that she works there."


def test_a_report_is_answered_once(client, moderator):
    report = reported("Alice")
    client.post(f"{QUEUE}{report.pk}/answer/", {"reason": "first"})

    response = client.post(f"{QUEUE}{report.pk}/answer/", {"reason": "second"})

    assert response.status_code == 409
    assert "A colleague has answered this report already." in response.content.decode()
    assert ModelLogEntry.objects.get(action="pledges.answer_report").data["reason"] == "first"


def test_an_answer_says_something(client, moderator):
    report = reported("Alice")

    assert client.post(f"{QUEUE}{report.pk}/answer/", {"reason": " "}).status_code == 422
    assert EntryReport.objects.unanswered().get() == report


def test_who_may_only_read_cannot_answer(client):
    report = reported("Alice")
    client.force_login(UserFactory(rights=["pledges.view_entryreport"]))

    assert client.post(f"{QUEUE}{report.pk}/answer/", {"reason": "x"}).url == "/cms/"
    assert EntryReport.objects.unanswered().get() == report


def test_the_queue_costs_the_same_for_one_report_and_for_twenty(client, moderator, django_assert_num_queries):
    reported("Alice")
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    for number in range(19):
        reported(f"Alice {number}")

    with django_assert_num_queries(len(one)):
        client.get(QUEUE)
    assert not any("COUNT(" in query["sql"].upper() for query in one)
