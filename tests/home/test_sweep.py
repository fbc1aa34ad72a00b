"""The sweep finishes what was owed. One step that fails does not stop the others."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from home import sweeping
from home.tasks import sweep as sweep_task
from mail.models import Message
from pledges.models import Certificate, Pledge
from pledges.services import SignedFacts, confirm_pledge, sign_pledge
from pledges.tokens import token_of
from tests.factories.campaigns import a_campaign
from tests.factories.pages import StandardPageFactory, a_site
from tests.factories.pledges import PledgeFactory
from transparency.models import Entry

FACTS = SignedFacts(full_name="Wangari Otieno", email="w@example.org", country="KE", display="name")


def signed(at=None):
    pledge, _handle = sign_pledge(campaign=a_campaign(), language="en", facts=FACTS, proof=None, at=at)
    return pledge


@pytest.mark.django_db
def test_it_does_everything_that_is_owed():
    at = timezone.now() - timedelta(hours=1)
    pledge = signed(at)
    confirm_pledge(token=token_of(pledge.nonce), at=at)

    done = {step.name: (step.count, step.error) for step in sweeping.sweep()}

    assert all(error == "" for _count, error in done.values())
    assert not Entry.objects.waiting().exists()
    assert not Certificate.objects.owed().exists()
    assert not Message.objects.owed(timezone.now()).exists()
    assert "w@example.org" in {address for message in mail.outbox for address in message.to}


@pytest.mark.django_db
def test_what_nobody_confirmed_is_erased(settings):
    signed(timezone.now() - settings.UNCONFIRMED_RETENTION - timedelta(days=1))

    list(sweeping.sweep())

    assert not Pledge.objects.exists()


@pytest.mark.django_db
def test_a_page_whose_hour_has_come_is_published(client):
    page = StandardPageFactory(parent=a_site(), slug="soon", live=False)
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)

    list(sweeping.sweep())

    assert client.get("/en/soon/").status_code == 200


def test_a_step_that_fails_does_not_stop_the_others():
    def fails():
        raise OSError("disk full")

    steps = list(sweeping.sweep({"first": lambda: 1, "second": fails, "third": lambda: 3}))

    assert [(step.name, step.count, step.error) for step in steps] == [
        ("first", 1, ""),
        ("second", 0, "OSError"),
        ("third", 3, ""),
    ]


@pytest.mark.django_db
def test_the_task_sweeps_too_and_waits_for_no_mail_server():
    """Mail has a queue of its own."""
    pledge = signed(timezone.now() - timedelta(hours=1))
    confirm_pledge(token=token_of(pledge.nonce))

    sweep_task()

    assert not Entry.objects.waiting().exists()
    assert Message.objects.owed(timezone.now()).exists()
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_command_says_what_it_did():
    out = StringIO()

    call_command("sweep", stdout=out)

    assert [line.partition(":")[0] for line in out.getvalue().splitlines()] == list(sweeping.STEPS)


@pytest.mark.django_db
def test_the_command_fails_in_the_end_when_a_step_failed(monkeypatch):
    def fails():
        raise OSError("disk full")

    monkeypatch.setattr(
        "home.management.commands.sweep.sweep", lambda: sweeping.sweep({"mails": fails, "log": lambda: 2})
    )
    out = StringIO()

    with pytest.raises(CommandError, match="mails"):
        call_command("sweep", stdout=out)

    assert "log: 2" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("display", ["name", "initials"])
def test_what_a_process_of_before_confirmed_is_sorted_and_found_like_the_rest(display):
    pledge, late, unlisted = (PledgeFactory(listed=True, display=how) for how in ("name", display, "unlisted"))
    keys = late.sort_key, late.search_text
    Pledge.objects.filter(pk=late.pk).update(sort_key=b"", search_text="")
    Pledge.objects.filter(pk=pledge.pk).update(search_text="as it was")  # has its key: nobody touches it

    swept = {step.name: step.count for step in sweeping.sweep()}

    late.refresh_from_db()
    pledge.refresh_from_db()
    assert swept["keys of rolls written"] == 1
    assert (bytes(late.sort_key), late.search_text) == (bytes(keys[0]), keys[1])
    assert pledge.search_text == "as it was"
    assert unlisted.sort_key == b""
    assert {step.name: step.count for step in sweeping.sweep()}["keys of rolls written"] == 0


@pytest.mark.django_db
def test_those_without_keys_are_found_by_their_index():
    plan = Pledge.objects.without_keys().order_by("pk").explain()

    assert "pledge_without_keys" in plan or connection.vendor == "postgresql"  # which scans a table of no rows


def test_a_step_with_too_much_to_do_lets_the_others_have_their_turn():
    taken = []

    assert sweeping.again(lambda: taken.append(1) or 1, seconds=0) == 1
    assert len(taken) == 1
