"""Under the age that the operator sets: counted, named nowhere, sent nothing but the confirmation."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from content.privacy import privacy_facts
from mail.models import Message
from pledges import errors
from pledges.enums import AgeGroup, Display
from pledges.models import Pledge
from pledges.owed import remind_unconfirmed
from pledges.services import change_display, confirm_pledge
from tests.factories.pledges import PledgeFactory, token
from tests.pledges.conftest import SIGN
from transparency.models import Entry
from users.models import User

pytestmark = pytest.mark.django_db

TYPED = {"sort_as": "Otieno", "role": "Prodigy", "orcid": "0000-0002-1825-0097", "message": "I am young."}
BOXES = {"consent_print": "on", "consent_updates": "on"}


@pytest.fixture
def sixteen(settings) -> None:
    settings.MINIMUM_AGE = 16


def test_nobody_is_asked_where_no_age_is_set(campaign, client, post):
    assert "age_group" not in client.get(SIGN).content.decode()

    post(age_group="under")

    assert Pledge.objects.get().age_group == ""


@pytest.mark.parametrize("answer", [None, "", "17", "1999-12-31"])
def test_who_does_not_answer_is_asked_again_and_keeps_what_was_typed(campaign, post, sixteen, answer):
    response = post(age_group=answer)

    assert response.status_code == 422
    page = response.content.decode()
    assert 'href="#id_age_group_0"' in page
    assert "Wangari Otieno" in page
    assert not Pledge.objects.exists()


def test_who_is_old_enough_is_named_as_anybody(campaign, post, sixteen):
    post(age_group="over", **TYPED, **BOXES)

    pledge = Pledge.objects.get()
    assert (pledge.age_group, pledge.display, pledge.role) == ("over", "name", "Prodigy")
    assert pledge.remind_at is not None


def test_who_is_younger_is_counted_and_named_nowhere(campaign, client, post, sixteen):
    post(age_group="under", **TYPED, **BOXES)
    pledge = Pledge.objects.get()
    client.post(f"/en/confirm/{token(pledge)}/")

    pledge.refresh_from_db()
    assert pledge.is_confirmed
    assert Entry.objects.filter(kind="pledge.confirmed").count() == 1
    assert (pledge.age_group, pledge.display) == ("under", "hidden")
    assert [getattr(pledge, name) for name in TYPED] == [""] * len(TYPED)
    assert [consent.purpose for consent in pledge.consents.all()] == ["certificate"]
    page = client.get(f"/en/certificates/{pledge.certificate.pretty_number}/").content.decode()
    assert "A scholar in Kenya" in page
    assert "Otieno" not in page
    assert "Otieno" not in str(pledge.certificate.facts)
    assert "Otieno" not in client.get("/en/campaigns/light-up/signatories/").content.decode()


def test_who_is_younger_gets_the_confirmation_and_no_other_message(campaign, post, letters, sixteen):
    post(age_group="under")
    pledge = Pledge.objects.get()
    assert len(letters()) == 1

    remind_unconfirmed(at=timezone.now() + timedelta(days=2))
    confirm_pledge(token=token(pledge))

    assert letters() == []
    assert set(Message.objects.values_list("kind", flat=True)) == {"pledges/confirm"}


def test_no_wish_shows_the_name_of_who_is_younger(campaign, sixteen):
    pledge = PledgeFactory(age_group="under", confirmed=True)
    staff = User.objects.create(email="secretariat@example.org")

    with pytest.raises(errors.UnderAge):
        change_display(pledge=pledge, by=staff, reason="A letter.", display=Display.NAME)


def test_the_database_refuses_to_name_who_is_younger(campaign):
    pledge = PledgeFactory(age_group=AgeGroup.UNDER)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(display="name")


def test_the_privacy_notice_says_what_is_kept_of_an_age_and_only_where_it_is_asked(settings):
    def said() -> str:
        return " ".join(fact.what for fact in privacy_facts().kept)

    assert "birth date" not in said()
    settings.MINIMUM_AGE = 16
    assert "16 or older; no birth date is asked" in said()
