"""Confirming by the link: a person's press of a button, and nothing else, makes a pledge count."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from mail.models import Message
from pledges import errors, tokens
from pledges.models import Certificate, Pledge, Signatory
from pledges.services import confirm_pledge
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory, code, token
from transparency.models import Entry

pytestmark = pytest.mark.django_db


def counted() -> int:
    return Entry.objects.filter(kind="pledge.confirmed").count()


def nothing_is_confirmed() -> bool:
    return not Certificate.objects.exists() and counted() == 0 and not Pledge.objects.confirmed().exists()


def test_the_button_counts_the_pledge_and_leads_to_its_certificate(client):
    pledge = PledgeFactory()

    response = client.post(f"/en/confirm/{token(pledge)}/")

    pledge.refresh_from_db()
    assert pledge.state == "confirmed"
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{12}", pledge.certificate.number)
    assert response.status_code == 303
    assert response["Location"] == f"/en/certificates/{pledge.certificate.pretty_number}/"
    assert client.get(response["Location"]).status_code == 200
    assert counted() == 1
    owed = Message.objects.get(kind="pledges/certificate")
    assert (owed.to, owed.occasion, owed.capped) == (pledge.address, "confirmed", False)
    assert list(Certificate.objects.owed()) == [pledge.certificate]


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("times", [1, 3])
def test_opening_the_link_changes_nothing(client, method, times):
    pledge = PledgeFactory()
    before = Pledge.objects.values().get()

    for _ in range(times):
        getattr(client, method)(f"/en/confirm/{token(pledge)}/")
        getattr(client, method)(f"/en/not-me/{token(pledge)}/")

    assert Pledge.objects.values().get() == before
    assert nothing_is_confirmed()


def test_the_page_has_one_post_form_and_says_what_is_confirmed(client):
    pledge = PledgeFactory(affiliation="University of Nairobi", role="Professor", display="initials")

    page = client.get(f"/en/confirm/{token(pledge)}/").content.decode()

    assert len(re.findall(r'<form[^>]*method="post"', page, re.IGNORECASE)) == 1
    assert page.count('<button class="button" data-kind="light" data-size="wide" type="submit">') == 1
    for words in (
        "Wangari Otieno",
        "Professor",
        "University of Nairobi",
        "Kenya",
        "My initials only",
        pledge.text.text,
    ):
        assert words in page
    assert f'href="/en/not-me/{token(pledge)}/"' in page


def test_pressing_twice_is_welcome_and_counts_once(client):
    pledge = PledgeFactory()

    first, second = (client.post(f"/en/confirm/{token(pledge)}/") for _ in range(2))

    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert counted() == Certificate.objects.count() == Message.objects.filter(kind="pledges/certificate").count() == 1


def test_a_confirmed_pledge_stays_confirmed_when_its_link_is_pressed_years_later():
    pledge = PledgeFactory(confirmed=True)

    again = confirm_pledge(token=token(pledge), at=timezone.now() + timedelta(days=900))

    assert again.confirmed_at == pledge.confirmed_at
    assert counted() == 1


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=20)])
def test_an_expired_link_confirms_nothing(late):
    pledge = PledgeFactory()

    with pytest.raises(errors.ConfirmationExpired):
        confirm_pledge(token=token(pledge), at=pledge.expires_at + late)

    assert nothing_is_confirmed()


def test_a_link_is_good_to_its_last_moment():
    pledge = PledgeFactory()

    assert confirm_pledge(token=token(pledge), at=pledge.expires_at - timedelta(microseconds=1)).is_confirmed


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_expired_link_leads_to_a_page_that_says_so_and_the_way_on(client, method):
    pledge = PledgeFactory(at=timezone.now() - timedelta(days=8))

    response = getattr(client, method)(f"/en/confirm/{token(pledge)}/")

    assert response.status_code == 410
    page = response.content.decode()
    assert "This link has expired" in page
    assert 'href="/en/campaigns/light-up/#sign"' in page
    assert nothing_is_confirmed()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "mangle",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token + "A",
        lambda token: token.swapcase(),
        lambda token: "A" * 43,
        lambda token: "x",
        lambda token: token + "=",
        lambda token: tokens.digest(token),  # what a thief of the database would have
    ],
)
def test_a_link_that_is_not_whole_or_not_ours_is_unknown(client, method, mangle):
    pledge = PledgeFactory()

    for place in ("confirm", "not-me"):
        response = getattr(client, method)(f"/en/{place}/{mangle(token(pledge))}/")
        assert response.status_code == 404
        assert "We do not know this link" in response.content.decode()

    assert Pledge.objects.get().is_pending


def test_a_link_has_256_bits_and_every_pledge_another_one():
    links = {token(PledgeFactory()) for _ in range(5)}

    assert len(links) == 5
    assert all(len(link) == tokens.TOKEN_LENGTH for link in links)


def test_a_copy_of_the_database_confirms_nothing_without_the_secret_key(settings):
    pledge = PledgeFactory()
    settings.SECRET_KEY = "a guess"

    with pytest.raises(errors.ConfirmationUnknown):
        confirm_pledge(token=tokens.token_of(pledge.nonce))


def test_links_and_codes_in_the_mail_stay_good_when_the_secret_key_is_rotated(settings):
    pledge = PledgeFactory()
    link, digits = token(pledge), code(pledge)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"

    assert (token(pledge), code(pledge)) == (link, digits)
    assert confirm_pledge(token=link).is_confirmed


# --- one person, one pledge ---------------------------------------------------------------------------------------


def test_two_links_of_one_person_count_once():
    first = PledgeFactory(email="wangari@uonbi.ac.ke")
    second = PledgeFactory(email="Wangari@uonbi.ac.ke")
    confirm_pledge(token=token(first))

    with pytest.raises(errors.AlreadyPledged):
        confirm_pledge(token=token(second))

    assert Pledge.objects.confirmed().get() == first
    second.refresh_from_db()
    assert second.is_pending
    assert counted() == Certificate.objects.count() == 1


def test_the_facts_of_the_link_that_is_pressed_are_the_ones_that_count():
    PledgeFactory(email="wangari@uonbi.ac.ke", full_name="Wangari Otieno")
    second = PledgeFactory(email="wangari@uonbi.ac.ke", full_name="Wangari wa Otieno")

    assert confirm_pledge(token=token(second)).full_name == "Wangari wa Otieno"


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_signed_already_is_told_so_and_shown_their_certificate(client, method):
    first = PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True)
    second = PledgeFactory(email="wangari@uonbi.ac.ke")

    response = getattr(client, method)(f"/en/confirm/{token(second)}/")

    assert response.status_code == 409
    page = response.content.decode()
    assert "You have already signed" in page
    assert f'href="/en/certificates/{first.certificate.pretty_number}/"' in page


def test_a_revoked_pledge_is_not_simply_signed_again():
    first = PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True)
    Pledge.objects.update(state="revoked", ended_at=timezone.now(), revocation_reason="false_name")
    second = PledgeFactory(email="wangari@uonbi.ac.ke")

    with pytest.raises(errors.AlreadyPledged):
        confirm_pledge(token=token(second))

    assert Pledge.objects.holding().get() == first


def test_who_has_withdrawn_may_sign_again():
    PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True)
    Pledge.objects.update(state="withdrawn", ended_at=timezone.now())
    second = PledgeFactory(email="wangari@uonbi.ac.ke")

    assert confirm_pledge(token=token(second)).is_confirmed


def test_one_person_may_sign_another_commitment():
    PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True)
    other = PledgeFactory(email="wangari@uonbi.ac.ke", campaign=a_campaign("haikou-initiative"))

    assert confirm_pledge(token=token(other)).is_confirmed
    assert Signatory.objects.count() == 1
    assert Certificate.objects.values("number").distinct().count() == 2


@pytest.mark.parametrize(("state", "why"), [("withdrawn", ""), ("revoked", "other")])
def test_the_link_of_a_pledge_that_has_ended_says_so(client, state, why):
    pledge = PledgeFactory(confirmed=True)
    Pledge.objects.update(state=state, ended_at=timezone.now(), revocation_reason=why)

    for method in (client.get, client.post):
        response = method(f"/en/confirm/{token(pledge)}/")
        assert response.status_code == 410
        assert "This pledge has ended" in response.content.decode()

    assert Pledge.objects.get().state == state


def test_workers_are_woken_only_after_the_commit(django_capture_on_commit_callbacks):
    pledge = PledgeFactory()

    with django_capture_on_commit_callbacks() as callbacks:
        confirm_pledge(token=token(pledge))

    woken = {callback.args[0].name for callback in callbacks}
    assert woken == {"mail.tasks.send_owed", "transparency.tasks.sequence", "pledges.tasks.render_certificates"}


def test_a_sample_is_confirmed_without_a_mail():
    PledgeFactory(is_sample=True, confirmed=True)

    assert counted() == 1
    assert not Message.objects.exists()


def test_a_confirmed_pledge_is_not_erased_by_its_signatory_or_its_text():
    from django.db.models import ProtectedError

    pledge = PledgeFactory(confirmed=True)

    for row in (pledge, pledge.signatory, pledge.text, pledge.campaign, pledge.commitment, pledge.country):
        with pytest.raises(ProtectedError):
            row.delete()
