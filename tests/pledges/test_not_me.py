"""“This was not me”: the address's owner removes what somebody else typed, at once and whole."""

import re

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from mail.models import Message
from pledges import errors
from pledges.models import Certificate, Consent, Pledge, Signatory
from pledges.services import disown_pledge, withdraw_as_owner
from tests.factories.pledges import PledgeFactory, token
from transparency.models import Entry

pytestmark = pytest.mark.django_db


def not_me(pledge: Pledge) -> str:
    return f"/en/not-me/{token(pledge)}/"


def test_the_page_has_one_button_and_says_what_it_removes(client):
    pledge = PledgeFactory()

    page = client.get(not_me(pledge)).content.decode()

    assert len(re.findall(r'<form[^>]*method="post"', page)) == 1
    assert "Remove this pledge" in page
    assert "Wangari Otieno" in page
    assert Pledge.objects.get() == pledge


def test_the_button_removes_row_signatory_consents_and_messages(client, letters):
    pledge = PledgeFactory()
    letters()
    PledgeFactory(email="achieng@uonbi.ac.ke")

    response = client.post(not_me(pledge))

    assert response.status_code == 200
    assert "The entry is removed" in response.content.decode()
    assert b"Wangari" not in response.content
    assert Pledge.objects.get().address == "achieng@uonbi.ac.ke"
    assert Signatory.objects.get().email == "achieng@uonbi.ac.ke"
    assert not Consent.objects.exclude(pledge__address="achieng@uonbi.ac.ke").exists()
    assert Message.objects.get().to == "achieng@uonbi.ac.ke"


def test_a_mail_that_is_still_owed_is_not_sent(client, letters):
    pledge = PledgeFactory()

    client.post(not_me(pledge))

    assert letters() == []


def test_another_pledge_of_the_same_person_stays(client):
    first = PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True)
    second = PledgeFactory(email="wangari@uonbi.ac.ke")

    client.post(not_me(second))

    assert Pledge.objects.get() == first
    assert Signatory.objects.get() == first.signatory
    assert Message.objects.filter(subject=first.subject).count() == 2
    assert not Message.objects.filter(subject=second.subject).exists()


def test_a_confirmed_pledge_is_shown_with_a_button_and_get_changes_nothing(client):
    pledge = PledgeFactory(confirmed=True)

    page = client.get(not_me(pledge)).content.decode()

    assert len(re.findall(r'<form[^>]*method="post"', page)) == 1
    assert "Take the pledge back" in page
    assert pledge.certificate.pretty_number in page
    assert Pledge.objects.get().is_confirmed


def test_the_button_takes_a_confirmed_pledge_back_and_removes_nothing(client):
    pledge = PledgeFactory(confirmed=True)

    for _ in range(2):
        response = client.post(not_me(pledge))
        assert response.status_code == 200
        assert "The pledge is taken back" in response.content.decode()

    pledge.refresh_from_db()
    assert pledge.state == "withdrawn"
    assert Certificate.objects.count() == 1
    assert Entry.objects.filter(kind="pledge.withdrawn").count() == 1
    assert "has been taken back" in client.get(not_me(pledge)).content.decode()
    with pytest.raises(errors.AlreadyPledged):
        disown_pledge(token=token(pledge))


def test_that_its_owner_took_it_back_is_on_record(client):
    pledge = PledgeFactory(confirmed=True)

    client.post(not_me(pledge))

    entry = ModelLogEntry.objects.get(action="pledges.withdraw")
    assert (entry.user, entry.object_id) == (None, str(pledge.pk))
    assert entry.data == {"source": "owner"}  # words would be in one language
    assert str(entry.message).endswith("wish. Reason: The owner of the address pressed the button.")


def test_what_the_secretariat_revoked_is_not_taken_back(client):
    pledge = PledgeFactory(confirmed=True)
    Pledge.objects.update(state="revoked", ended_at=timezone.now(), revocation_reason="other")

    assert [client.get(not_me(pledge)).status_code, client.post(not_me(pledge)).status_code] == [410, 410]
    assert Pledge.objects.get().state == "revoked"


@pytest.mark.parametrize(("confirmed", "error"), [(False, errors.NotConfirmed), (None, errors.ConfirmationUnknown)])
def test_only_what_is_confirmed_is_taken_back(confirmed, error):
    pledge = PledgeFactory()

    with pytest.raises(error):
        withdraw_as_owner(token=token(pledge) if confirmed is False else "x" * 43)

    assert Pledge.objects.get().is_pending


def test_removing_twice_says_that_the_link_is_unknown(client):
    pledge = PledgeFactory()
    client.post(not_me(pledge))

    assert client.post(not_me(pledge)).status_code == 404
    assert client.post(f"/en/confirm/{token(pledge)}/").status_code == 404
    assert not Pledge.objects.exists()


def test_who_said_twice_that_it_was_not_them_is_left_alone_for_a_day(client, letters):
    """Removing an entry removes its mails, which must not buy whoever typed the address more of them."""
    for spelling in ("wangari@uonbi.ac.ke", "Wangari+1@uonbi.ac.ke"):
        pledge = PledgeFactory(email=spelling)
        assert len(letters()) == 1
        client.post(not_me(pledge))

    PledgeFactory(email="wangari+2@uonbi.ac.ke")
    PledgeFactory(email="achieng@uonbi.ac.ke")

    assert [mail["To"] for mail in letters()] == ["achieng@uonbi.ac.ke"]


def test_once_is_no_reason_to_fall_silent(client, letters):
    client.post(not_me(PledgeFactory(email="wangari@uonbi.ac.ke")))
    PledgeFactory(email="wangari@uonbi.ac.ke")

    assert len(letters()) == 1
