"""Two at once: exactly one outcome. In threads, on PostgreSQL, with real commits."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.test import Client

from mail.models import Message
from pledges import errors
from pledges.models import Certificate, Pledge, Signatory, SpentProof
from pledges.owed import erase_unconfirmed, render_certificates
from pledges.proofs import Proof
from pledges.services import confirm_by_code, confirm_pledge, disown_pledge, sign_pledge, withdraw_pledge
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory, code, token, wrong_code
from tests.pledges.conftest import SIGN, solved
from tests.pledges.test_signing import FACTS
from transparency.models import Entry
from users.models import User

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("committed")]

ROUNDS = range(4)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads of their own, released together; return what each gave or raised."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            gate.wait(10)
            return act()
        except Exception as error:  # what went wrong is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(outcomes: list[object]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_requests_for_one_address_make_one_signatory(turn):
    campaign = a_campaign()

    outcomes = at_once(
        *[lambda: sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=None)] * 4,
    )

    assert kinds(outcomes) == ["tuple"] * 4
    assert Signatory.objects.count() == 1
    assert Pledge.objects.count() == Message.objects.count() == 4


@pytest.mark.parametrize("turn", ROUNDS)
def test_a_double_click_spends_its_proof_once(turn, form):
    a_campaign()
    fields = form(altcha=solved())

    outcomes = at_once(*[lambda: Client().post(SIGN, fields).status_code] * 3)

    assert sorted(outcomes) == [303, 422, 422]
    assert Pledge.objects.count() == SpentProof.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_a_proof_is_spent_by_one_of_two_people(turn):
    campaign, proof = a_campaign(), Proof(key="once", expires_at=datetime(2040, 1, 1, tzinfo=UTC))

    outcomes = at_once(*[lambda: sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=proof)] * 2)

    assert kinds(outcomes) == ["ProofReplayed", "tuple"]


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_confirmations_of_one_link_count_once(turn):
    pledge = PledgeFactory()

    outcomes = at_once(*[lambda: confirm_pledge(token=token(pledge))] * 3)

    assert kinds(outcomes) == ["Pledge"] * 3
    assert Certificate.objects.count() == Entry.objects.filter(kind="pledge.confirmed").count() == 1
    assert Message.objects.filter(kind="pledges/certificate").count() == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_links_of_one_person_race_and_one_of_them_counts(turn):
    first, second = PledgeFactory.create_batch(2, email="wangari@uonbi.ac.ke")

    outcomes = at_once(
        lambda: confirm_pledge(token=token(first)), lambda: confirm_by_code(handle=second.handle, code=code(second))
    )

    assert kinds(outcomes) == ["AlreadyPledged", "Pledge"]
    assert Pledge.objects.confirmed().count() == Certificate.objects.count() == 1
    assert Entry.objects.filter(kind="pledge.confirmed").count() == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_confirming_races_with_disowning(turn):
    pledge = PledgeFactory()

    outcomes = at_once(lambda: confirm_pledge(token=token(pledge)), lambda: disown_pledge(token=token(pledge)))

    if Pledge.objects.exists():
        assert kinds(outcomes) == ["AlreadyPledged", "Pledge"]
        assert Pledge.objects.get().is_confirmed
        assert Certificate.objects.count() == 1
    else:
        assert kinds(outcomes) == ["ConfirmationUnknown", "NoneType"]
        assert not Signatory.objects.exists()
        assert not Message.objects.exists()
        assert not Entry.objects.filter(kind="pledge.confirmed").exists()


@pytest.mark.parametrize("turn", range(8))
def test_signing_races_with_the_removal_of_the_same_persons_last_pledge(turn):
    pledge = PledgeFactory(email="wangari@uonbi.ac.ke")
    campaign = pledge.campaign

    outcomes = at_once(
        lambda: disown_pledge(token=token(pledge)),
        lambda: sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=None),
    )

    assert kinds(outcomes) == ["NoneType", "tuple"]
    assert Pledge.objects.get().signatory == Signatory.objects.get()


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_links_of_one_person_are_disowned_at_once(turn):
    first, second = PledgeFactory.create_batch(2, email="wangari@uonbi.ac.ke")

    outcomes = at_once(lambda: disown_pledge(token=token(first)), lambda: disown_pledge(token=token(second)))

    assert kinds(outcomes) == ["NoneType", "NoneType"]
    assert not Signatory.objects.exists()


@pytest.mark.parametrize("turn", ROUNDS)
def test_confirming_races_with_erasing(turn, settings):
    settings.UNCONFIRMED_RETENTION = settings.CONFIRMATION_LIFETIME * 0
    pledge = PledgeFactory()

    outcomes = at_once(lambda: confirm_pledge(token=token(pledge)), erase_unconfirmed)

    if Pledge.objects.exists():
        assert (type(outcomes[0]), outcomes[1]) == (Pledge, 0)
        assert Certificate.objects.count() == 1
    else:
        assert (type(outcomes[0]), outcomes[1]) == (errors.ConfirmationUnknown, 1)
        assert not Signatory.objects.exists()


@pytest.mark.parametrize("turn", ROUNDS)
def test_withdrawing_twice_at_once_is_logged_once(turn):
    pledge = PledgeFactory(confirmed=True)
    staff, _created = User.objects.get_or_create(email="secretariat@example.org")

    outcomes = at_once(*[lambda: withdraw_pledge(pledge=pledge, by=staff, reason="By letter.")] * 2)

    assert kinds(outcomes) == ["Pledge", "Pledge"]
    assert Entry.objects.filter(kind="pledge.withdrawn").count() == 1


def test_wrong_codes_in_parallel_are_all_counted():
    pledge = PledgeFactory()

    outcomes = at_once(*[lambda: confirm_by_code(handle=pledge.handle, code=wrong_code(pledge))] * 6)

    assert kinds(outcomes) == ["CodeExhausted"] * 2 + ["CodeWrong"] * 4
    assert Pledge.objects.get().code_tries == 5


def test_two_workers_render_each_certificate_once():
    PledgeFactory.create_batch(3, confirmed=True)

    outcomes = at_once(render_certificates, render_certificates)

    assert sum(outcomes) == 3
    assert not Certificate.objects.owed().exists()


@pytest.mark.parametrize("turn", ROUNDS)
def test_pages_side_by_side_have_no_more_guesses_than_one_after_the_other(turn, settings):
    settings.CODE_TRIES_A_DAY = 3
    pages = [PledgeFactory(email="victim@uonbi.ac.ke") for _ in range(8)]

    at_once(*[lambda page=page: confirm_by_code(handle=page.handle, code=wrong_code(page)) for page in pages])

    assert sum(page.code_tries for page in Pledge.objects.all()) == Signatory.objects.get().code_tries == 3
