"""Signing: what the form becomes, and that nobody learns from the answer who has signed before."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.caching import forget
from mail.models import Message
from pledges import errors
from pledges.forms import SignForm
from pledges.models import Campaign, Consent, Pledge, Signatory, SpentProof
from pledges.services import SignedFacts, approve_version, draft_version, publish_version, sign_pledge
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory
from tests.pledges.conftest import SIGN, solved
from transparency.models import Entry
from users.models import User

pytestmark = pytest.mark.django_db

FACTS = SignedFacts(full_name="Wangari Otieno", email="wangari@uonbi.ac.ke", country="KE", display="name")


def test_a_filled_form_becomes_a_pending_pledge_with_one_mail_owed(campaign, post):
    response = post(role="Professor", discipline="", orcid="0000-0002-1825-0097", message="Be kind.\r\nBe awake.")

    assert response.status_code == 303
    assert re.fullmatch(r"/en/sign/light-up/sent/\?k=[\w-]{22}", response["Location"])
    pledge = Pledge.objects.get()
    assert pledge.state == "pending"
    assert (pledge.full_name, pledge.affiliation, pledge.country_id) == (
        "Wangari Otieno",
        "University of Nairobi",
        "KE",
    )
    assert (pledge.role, pledge.orcid, pledge.message) == ("Professor", "0000-0002-1825-0097", "Be kind.\nBe awake.")
    assert pledge.text == campaign.commitment.current_version().text_in("en")
    assert pledge.expires_at - pledge.created_at == timedelta(days=7)
    message = Message.objects.get()
    assert (message.kind, message.to, message.language) == ("pledges/confirm", "wangari@uonbi.ac.ke", "en")
    assert message.subject == pledge.subject
    assert not Entry.objects.filter(kind="pledge.confirmed").exists()
    assert not hasattr(pledge, "certificate")


def test_whatever_field_is_filled_in_reaches_the_record(campaign, post):
    typed = {
        "full_name": "Wangari Otieno",
        "email": "w.otieno@uonbi.ac.ke",
        "country": "KE",
        "affiliation": "University of Nairobi",
        "display": "initials",
        "sort_as": "Otieno, Wangari",
        "role": "Professor",
        "discipline": next(value for value, _label in SignForm().fields["discipline"].choices[1][1]),
        "orcid": "0000-0002-1825-0097",
        "message": "Be kind.",
    }
    boxes = {name: "on" for name in SignForm().fields if name.startswith("consent")}
    assert typed.keys() | boxes.keys() == SignForm().fields.keys()  # a new field is tried here too

    post(**typed, **boxes)

    pledge = Pledge.objects.get()
    kept = {"email": pledge.address, "country": pledge.country_id}
    assert {name: kept.get(name) or getattr(pledge, name) for name in typed} == typed
    assert pledge.consents.count() == len(boxes) + 1  # initials are agreed to by the choice itself


def test_neither_link_nor_code_nor_handle_is_stored(campaign, post):
    handle = post()["Location"].partition("k=")[2]

    stored = " ".join(map(str, Pledge.objects.values_list().get()))

    assert handle not in stored
    assert Pledge.objects.get().token_digest in stored  # what is kept is a digest


def test_the_page_that_follows_shows_where_the_mail_went(campaign, client, post):
    response = client.get(post()["Location"])

    assert response.status_code == 200
    assert b"wangari@uonbi.ac.ke" in response.content
    assert b'autocomplete="one-time-code"' in response.content


@pytest.mark.parametrize(
    ("boxes", "display", "purposes"),
    [
        ({}, "name", {"certificate", "listing"}),
        ({}, "initials", {"certificate", "listing"}),
        ({}, "hidden", {"certificate"}),
        ({}, "unlisted", {"certificate"}),
        ({"consent_print": "on"}, "hidden", {"certificate", "print"}),
        ({"consent_updates": "on"}, "name", {"certificate", "listing", "updates"}),
        ({"consent_print": "on", "consent_updates": "on"}, "name", {"certificate", "listing", "print", "updates"}),
    ],
)
def test_each_consent_is_kept_by_itself_dated_and_with_its_wording(campaign, post, boxes, display, purposes):
    post(display=display, **boxes)

    consents = Consent.objects.all()
    assert {consent.purpose for consent in consents} == purposes
    assert all(consent.wording and consent.given_at and consent.withdrawn_at is None for consent in consents)


def test_a_pledge_is_signed_in_the_language_of_the_page(campaign, post):
    assert post("/ar/sign/light-up/")["Location"].startswith("/ar/sign/light-up/sent/")

    pledge = Pledge.objects.get()
    assert pledge.language == pledge.text.language == Message.objects.get().language == "ar"


# --- nobody learns who has signed ---------------------------------------------------------------------------------


def answer_to(client, form, address: str) -> tuple[object, ...]:
    """Everything that somebody at the other end could compare."""
    fields = form(email=address, altcha=solved())
    for each in caches.all():
        each.clear()
    with CaptureQueriesContext(
        connection,
    ) as on_post:
        posted = client.post(SIGN, fields)
    with CaptureQueriesContext(connection) as on_get:
        shown = client.get(posted["Location"])
    handle = posted["Location"].partition("k=")[2]
    page = shown.content.decode().replace(handle, "HANDLE").replace(address, "ADDRESS")
    return (
        posted.status_code,
        len(handle),
        sorted(posted.headers),
        posted.content,
        len(on_post),
        shown.status_code,
        sorted(shown.headers),
        page,
        len(on_get),
    )


@pytest.mark.parametrize("state", ["pending", "confirmed", "revoked", "withdrawn"])
def test_the_answer_is_the_same_for_an_address_that_is_known_and_for_one_that_is_not(campaign, client, form, state):
    first = PledgeFactory(email="known@uonbi.ac.ke", confirmed=state != "pending")
    if state in {"revoked", "withdrawn"}:
        why = {"revocation_reason": "other"} if state == "revoked" else {}
        Pledge.objects.filter(pk=first.pk).update(state=state, ended_at=timezone.now(), **why)
    answer_to(client, form, "warm@uonbi.ac.ke")  # what is kept in memory is there from now on

    known = answer_to(client, form, "known@uonbi.ac.ke")
    unknown = answer_to(client, form, "other@uonbi.ac.ke")

    assert known == unknown
    assert Pledge.objects.filter(signatory__email="known@uonbi.ac.ke").count() == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Wangari@UONBI.ac.ke", "wangari@uonbi.AC.KE"),
        ("wangari.otieno@gmail.com", "WangariOtieno+light@googlemail.com"),
        ("wangari+one@outlook.com", "wangari@outlook.com"),
        ("wangari@protonmail.com", "wangari+x@pm.me"),
        ("info@bücher.example.org", "info@xn--bcher-kva.example.org"),
    ],
)
def test_two_spellings_of_one_mailbox_are_one_signatory(campaign, post, first, second):
    assert post(email=first).status_code == post(email=second).status_code == 303

    assert Signatory.objects.count() == 1
    assert Pledge.objects.count() == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("wangari+one@uonbi.ac.ke", "wangari@uonbi.ac.ke"),  # not every server knows tags
        ("w.otieno@uonbi.ac.ke", "wotieno@uonbi.ac.ke"),
        ("w.otieno@outlook.com", "wotieno@outlook.com"),
        ("wangari@uonbi.ac.ke", "wangari@uon.ac.ke"),
    ],
)
def test_two_mailboxes_that_may_be_different_people_are_two_signatories(campaign, post, first, second):
    assert post(email=first).status_code == post(email=second).status_code == 303

    assert Signatory.objects.count() == 2


def test_mail_goes_to_the_address_as_it_was_typed(campaign, post):
    post(email="  Wangari.Otieno+light@Gmail.com ")

    assert Message.objects.get().to == "Wangari.Otieno+light@gmail.com"
    assert Signatory.objects.get().email == "wangariotieno@gmail.com"


# --- nothing half-written -----------------------------------------------------------------------------------------


def nothing_is_written() -> bool:
    return not any(model.objects.exists() for model in (Pledge, Signatory, Consent, Message, SpentProof))


@pytest.mark.parametrize("table", ["pledges_consent", "pledges_pledge", "mail_message"])
def test_when_any_part_fails_nothing_is_written_and_the_proof_is_not_spent(campaign, client, form, table):
    fields = form(altcha=solved())
    _refuse_inserts(table)
    client.raise_request_exception = False

    response = client.post(SIGN, fields)

    assert response.status_code == 500
    assert nothing_is_written()
    _allow_inserts(table)
    assert client.post(SIGN, fields).status_code == 303


def _refuse_inserts(table: str) -> None:
    """Let the database refuse, which is what a full disk or a broken constraint does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
            )
            cursor.execute(f"CREATE TRIGGER refused BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()")
        else:
            cursor.execute(f"CREATE TRIGGER refused BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END")


def _allow_inserts(table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER refused ON {table}")
            cursor.execute("DROP FUNCTION refuse")
        else:
            cursor.execute("DROP TRIGGER refused")


def test_workers_are_woken_only_after_the_commit(campaign, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=None)

    assert [callback.args[0].name for callback in callbacks] == ["mail.tasks.send_owed"]


def test_a_sample_is_owed_no_mail(campaign):
    pledge, _handle = sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=None, is_sample=True)

    assert pledge.is_sample
    assert not Message.objects.exists()


# --- open and closed ----------------------------------------------------------------------------------------------

NOW = timezone.now()


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"),
    [
        (None, None, True),
        (timedelta(0), None, True),
        (timedelta(seconds=1), None, False),
        (None, timedelta(seconds=1), True),
        (None, timedelta(0), False),
        (timedelta(days=-2), timedelta(days=-1), False),
    ],
)
def test_signatures_are_taken_from_the_opening_to_the_closing(campaign, opens, closes, is_open):
    campaign.opens_at = None if opens is None else NOW + opens
    campaign.closes_at = None if closes is None else NOW + closes
    campaign.save()

    assert Campaign.objects.open(NOW).exists() == is_open
    if is_open:
        sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=None, at=NOW)
        assert Pledge.objects.count() == 1
    else:
        with pytest.raises(errors.CampaignClosed):
            sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=None, at=NOW)
        assert nothing_is_written()


def test_a_closed_campaign_says_so_keeps_the_form_and_spends_no_proof(campaign, post):
    Campaign.objects.update(closes_at=timezone.now() - timedelta(days=1))

    response = post()

    assert response.status_code == 409
    assert "takes no signatures" in response.content.decode()
    assert b'value="Wangari Otieno"' in response.content
    assert nothing_is_written()


def test_a_campaign_whose_text_is_not_published_cannot_be_signed(post):
    campaign = a_campaign()
    other = type(campaign.commitment).objects.create(slug="other", name="other")
    Campaign.objects.update(commitment=other)

    assert post().status_code == 409
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ({"closes_at": datetime(2026, 1, 31, 12, tzinfo=UTC)}, "It closed on 31 January 2026, 12:00 UTC."),
        ({"opens_at": datetime(2999, 5, 1, 6, tzinfo=UTC)}, "It opens on 1 May 2999, 06:00 UTC."),
    ],
)
def test_where_nobody_can_sign_the_page_has_no_form_and_says_since_or_until_when(campaign, client, period, sentence):
    assert b"data-sign" in client.get(SIGN).content
    Campaign.objects.update(**period)
    forget()

    page = client.get(SIGN).content.decode()

    assert "takes no signatures at present" in page
    assert sentence in page
    assert "data-sign" not in page


def test_without_a_published_wording_the_page_has_a_title_and_no_form(client):
    campaign = a_campaign()
    Campaign.objects.update(commitment=type(campaign.commitment).objects.create(slug="other", name="other"))

    page = client.get(SIGN).content.decode()

    assert "takes no signatures at present" in page
    assert "data-sign" not in page
    assert "<h1>Sign the pledge</h1>" in page
    assert 'lang=""' not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_form_stands_on_a_page_of_its_own(campaign, client, method):
    response = getattr(client, method)(SIGN)

    assert response.status_code == 200
    assert method == "head" or b'id="sign"' in response.content


def test_an_unknown_campaign_is_not_found(client, form):
    assert client.get("/en/sign/nowhere/").status_code == 404
    assert client.post("/en/sign/nowhere/", form()).status_code == 404


def test_no_way_of_being_listed_is_preselected_and_no_box_is_ticked(campaign, client):
    page = client.get(SIGN).content.decode()

    assert page.count('type="radio" name="display"') == 3
    assert "checked" not in page


def test_who_chooses_no_way_of_being_listed_is_in_no_list(campaign, client, form):
    fields = form(display=None)
    page = client.get(SIGN).content.decode()
    (silent,) = re.findall(r'<input type="hidden" name="display" value="(\w+)">', page)

    assert client.post(SIGN, fields | {"display": silent}).status_code == 303

    assert Pledge.objects.get().display == "unlisted"
    assert not Consent.objects.filter(purpose="listing").exists()


def test_a_button_that_is_pressed_outweighs_the_silence(campaign, client, form):
    assert client.post(SIGN, form() | {"display": ["unlisted", "initials"]}).status_code == 303

    assert Pledge.objects.get().display == "initials"


def test_silence_presses_no_button_when_the_form_comes_back(campaign, post):
    page = post(display="unlisted", country="").content.decode()

    assert not re.search(r'name="display"[^>]* checked', page)


# --- the words that were read -------------------------------------------------------------------------------------


def publish_other_words(campaign: Campaign) -> str:
    writer, reader = (User.objects.create(email=f"{name}@example.org") for name in ("writer", "reader"))
    words = {"language": "en", "standing": "authoritative", "title": "New", "certificate_line": "x"}
    version = draft_version(commitment=campaign.commitment, texts=[words | {"text": "Other words."}], by=writer)
    publish_version(version=approve_version(version=version, by=reader), by=reader)
    return version.texts.get().sha256


def test_nobody_signs_words_that_they_have_not_read(campaign, client, form):
    (seen,) = re.findall(r'name="text" value="(\w{64})"', client.get(SIGN).content.decode())
    digest = publish_other_words(campaign)
    fields = form(altcha=solved(), text=seen)

    response = client.post(SIGN, fields)

    assert response.status_code == 409
    page = response.content.decode()
    assert "A new wording of the pledge was published while you read." in page
    assert "Other words." in page
    assert 'value="Wangari Otieno"' in page
    assert nothing_is_written()
    assert f'name="text" value="{digest}"' in page  # the next press signs what is there to read now
    assert client.post(SIGN, fields | {"text": digest}).status_code == 303
    assert Pledge.objects.get().text.text == "Other words."


def test_who_has_read_the_words_signs_them(campaign, client, form):
    (seen,) = re.findall(r'name="text" value="(\w{64})"', client.get(SIGN).content.decode())

    assert client.post(SIGN, form(text=seen)).status_code == 303
    assert Pledge.objects.get().text.sha256 == seen


# --- what the database refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"state": "confirmed"},
        {"confirmed_at": NOW},
        {"state": "revoked", "confirmed_at": NOW, "listed_at": NOW, "ended_at": NOW},  # without a reason
        {"state": "withdrawn", "confirmed_at": NOW, "listed_at": NOW},  # without a date
        {"listed_at": NOW},
        {"full_name": ""},
        {"revocation_reason": "other"},
    ],
)
def test_the_database_refuses_a_pledge_that_contradicts_itself(campaign, change):
    pledge = PledgeFactory(campaign=campaign)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(**change)

    pledge.refresh_from_db()
    assert pledge.is_pending
