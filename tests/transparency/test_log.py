"""The log: appended in the caller's transaction, never rewritten, and without anybody's name."""

import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from pledges.services import confirm_pledge, withdraw_pledge
from tests.factories.pledges import PledgeFactory, token
from transparency import log
from transparency.models import Entry
from transparency.sequencer import sequence
from users.models import User

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@transaction.atomic
def then_fail(act: Callable[[], object]) -> None:
    act()
    raise RuntimeError("something failed afterwards")


def test_an_entry_is_appended_without_an_index():
    entry = log.append("tests.happened", subject="x", payload={"a": 1}, at=NOW)

    assert Entry.objects.waiting().get() == entry
    assert (entry.index, entry.folded_at) == (None, None)


def test_an_entry_goes_with_the_transaction_that_appended_it():
    with pytest.raises(RuntimeError, match="afterwards"):
        then_fail(lambda: log.append("tests.happened", subject="x", payload={}, at=NOW))

    assert not Entry.objects.exists()


def test_a_confirmation_and_its_entry_are_rolled_back_together():
    pledge = PledgeFactory()
    before = Entry.objects.count()

    with pytest.raises(RuntimeError, match="afterwards"):
        then_fail(lambda: confirm_pledge(token=token(pledge)))

    pledge.refresh_from_db()
    assert pledge.is_pending
    assert Entry.objects.count() == before


def test_the_sequencer_is_woken_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        log.append("tests.happened", subject="x", payload={}, at=NOW)

    assert [callback.args[0].name for callback in callbacks] == ["transparency.tasks.sequence"]


@pytest.mark.parametrize("is_sequenced", [False, True])
@pytest.mark.parametrize("change", ["kind = 'other'", "subject = 'other'", "payload = '{}'", "at = at + 1"])
def test_the_database_refuses_to_rewrite_an_entry(is_sequenced, change):
    log.append("tests.happened", subject="x", payload={"a": 1}, at=NOW)
    if is_sequenced:
        sequence()
    if connection.vendor == "postgresql":
        change = change.replace("at + 1", "at + interval '1 day'")
    before = Entry.objects.values().get()

    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE transparency_entry SET {change}")

    assert Entry.objects.values().get() == before


@pytest.mark.parametrize("is_sequenced", [False, True])
def test_the_database_refuses_to_delete_an_entry(is_sequenced):
    log.append("tests.happened", subject="x", payload={}, at=NOW)
    if is_sequenced:
        sequence()

    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Entry.objects.all().delete()

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("change", [{"index": None, "folded_at": None}, {"index": 7}, {"folded_at": NOW}])
def test_the_database_refuses_to_number_an_entry_twice(change):
    log.append("tests.happened", subject="x", payload={}, at=NOW)
    sequence()

    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Entry.objects.update(**change)

    assert Entry.objects.get().index == 0


def test_the_database_refuses_an_index_without_a_time_of_folding():
    entry = log.append("tests.happened", subject="x", payload={}, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(index=3)


def test_the_log_holds_nothing_about_the_person():
    private = {
        "full_name": "Wangari Otieno",
        "email": "wangari@uonbi.ac.ke",
        "affiliation": "University of Nairobi",
        "role": "Professor",
        "orcid": "0000-0002-1825-0097",
        "message": "Be kind.",
    }
    pledge = PledgeFactory(confirmed=True, **private)
    withdraw_pledge(pledge=pledge, by=User.objects.create(email="desk@example.org"), reason="By letter.")

    entries = Entry.objects.filter(kind__startswith="pledge.")
    assert entries.count() == 2
    for entry in entries:
        written = json.dumps([entry.kind, entry.subject, entry.payload], ensure_ascii=False)
        for value in (*private.values(), "Wangari", "uonbi", pledge.salt, pledge.nonce, pledge.certificate.number):
            assert value not in written
        assert set(entry.payload) == {
            "campaigns", "commitment", "country", "day", "discipline", "facts", "language", "text", "tier", "version",
        }  # fmt: skip


def test_the_hash_of_the_facts_tells_nothing_without_its_salt():
    one = PledgeFactory(confirmed=True, email="wangari@uonbi.ac.ke")
    again = PledgeFactory(confirmed=True, email="achieng@uonbi.ac.ke")

    hashes = {entry.payload["facts"] for entry in Entry.objects.filter(kind="pledge.confirmed")}

    assert len(hashes) == 2
    assert len(one.salt) == len(again.salt) == 64
    assert one.salt != again.salt
