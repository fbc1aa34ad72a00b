"""What nobody confirmed goes after 30 days, whole; what was confirmed stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail.models import Message
from pledges.models import Consent, Pledge, Signatory, SpentProof
from pledges.owed import erase_unconfirmed
from pledges.proofs import Proof
from tests.factories.pledges import PledgeFactory

pytestmark = pytest.mark.django_db


def days_ago(days: float) -> dict[str, object]:
    return {"at": timezone.now() - timedelta(days=days)}


def test_an_unconfirmed_pledge_goes_after_thirty_days_with_all_that_belongs_to_it():
    PledgeFactory(**days_ago(31))

    assert erase_unconfirmed() == 1

    for model in (Pledge, Signatory, Consent, Message):
        assert not model.objects.exists()


def test_an_unconfirmed_pledge_stays_to_its_thirtieth_day():
    pledge = PledgeFactory()

    assert erase_unconfirmed(at=pledge.created_at + timedelta(days=30)) == 0
    assert Pledge.objects.get() == pledge
    assert erase_unconfirmed(at=pledge.created_at + timedelta(days=30, microseconds=1)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"state": "withdrawn", "ended_at": timezone.now()},
        {"state": "revoked", "ended_at": timezone.now(), "revocation_reason": "other"},
    ],
)
def test_a_pledge_that_was_confirmed_is_never_erased(changes):
    pledge = PledgeFactory(confirmed=True, **days_ago(400))
    Pledge.objects.update(**changes)

    assert erase_unconfirmed() == 0

    assert Pledge.objects.get() == pledge
    assert pledge.certificate
    assert Message.objects.count() == 2


def test_a_person_with_another_pledge_stays_known():
    kept = PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True, **days_ago(40))
    PledgeFactory(email="wangari@uonbi.ac.ke", **days_ago(39))

    assert erase_unconfirmed() == 1

    assert Pledge.objects.get() == kept
    assert Signatory.objects.get() == kept.signatory


def test_two_forgotten_pledges_of_one_person_take_the_person_with_them():
    PledgeFactory.create_batch(2, email="wangari@uonbi.ac.ke", **days_ago(40))

    assert erase_unconfirmed() == 2
    assert not Signatory.objects.exists()


def test_erasing_goes_on_where_it_stopped():
    PledgeFactory.create_batch(3, **days_ago(40))

    assert [erase_unconfirmed(limit=2) for _ in range(3)] == [2, 1, 0]


def test_how_long_is_a_setting(settings):
    settings.UNCONFIRMED_RETENTION = timedelta(days=1)
    PledgeFactory(**days_ago(2))

    assert erase_unconfirmed() == 1


def test_spent_proofs_are_forgotten_once_they_have_expired():
    now = timezone.now()
    PledgeFactory(proof=Proof(key="old", expires_at=now - timedelta(seconds=1)))
    PledgeFactory(proof=Proof(key="new", expires_at=now + timedelta(hours=1)))

    erase_unconfirmed(at=now)

    assert SpentProof.objects.count() == 1
    assert SpentProof.objects.get().expires_at > now
