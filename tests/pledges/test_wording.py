"""Versions of a commitment: drafted, approved by somebody else, published, and from then on frozen by the database."""

import hashlib
import re
import unicodedata

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pledges import errors
from pledges.models import Campaign, Commitment, CommitmentText, CommitmentVersion, Pledge
from pledges.models.commitment import text_digest
from pledges.services import (
    add_translation,
    approve_translation,
    approve_version,
    draft_version,
    publish_version,
    reopen_version,
    wording_digest,
    write_version,
)
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory
from transparency.models import Entry
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return User.objects.create(email="writer@example.org")


@pytest.fixture
def reviewer() -> User:
    return User.objects.create(email="second.reader@example.org")


def words(language: str = "en", text: str = "I make this pledge.", **changes: str) -> dict[str, str]:
    standing = "authoritative" if language == "en" else "courtesy"
    return {
        "language": language,
        "standing": standing,
        "title": "The pledge",
        "text": text,
        "certificate_line": "has made this pledge.",
        "approved_by_name": "",
    } | changes


@pytest.fixture
def draft(writer) -> CommitmentVersion:
    commitment = Commitment.objects.create(slug="pledge", name="Pledge")
    return draft_version(commitment=commitment, texts=[words()], by=writer)


@pytest.fixture
def published(draft, reviewer) -> CommitmentVersion:
    return publish_version(version=approve_version(version=draft, by=reviewer), by=reviewer)


def test_a_version_goes_from_draft_over_approval_to_publication(draft, reviewer):
    commitment = draft.commitment
    assert (draft.state, draft.number, commitment.current_version()) == ("draft", 1, None)

    approved = approve_version(version=draft, by=reviewer)
    assert (approved.state, approved.approved_by, commitment.current_version()) == ("approved", reviewer, None)

    version = publish_version(version=approved, by=reviewer)
    assert version.is_frozen
    assert commitment.current_version() == version
    entry = Entry.objects.get(kind="commitment.published")
    assert entry.payload["texts"] == {"en": {"sha256": version.texts.get().sha256, "standing": "authoritative"}}


def test_who_drafted_a_version_does_not_approve_it(draft, writer):
    with pytest.raises(errors.SelfApproval):
        approve_version(version=draft, by=writer)

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_who_changed_a_word_does_not_approve_it_either(draft, reviewer):
    write_version(version=draft, texts=[words(text="I make this solemn pledge.")], reason="", by=reviewer)

    with pytest.raises(errors.SelfApproval):
        approve_version(version=draft, by=reviewer)


def test_who_opened_a_version_and_changed_nothing_may_approve_it(draft, reviewer):
    write_version(version=draft, texts=[words()], reason="", by=reviewer)

    assert approve_version(version=draft, by=reviewer).state == "approved"


def test_what_has_changed_since_it_was_read_is_not_approved_or_published(draft, writer, reviewer):
    seen = wording_digest(draft)
    write_version(version=draft, texts=[words(text="Other words.")], reason="", by=writer)

    with pytest.raises(errors.WordingChanged):
        approve_version(version=draft, by=reviewer, seen=seen)
    approved = approve_version(version=draft, by=reviewer, seen=wording_digest(draft))
    with pytest.raises(errors.WordingChanged):
        publish_version(version=approved, by=reviewer, seen=seen)

    assert draft.commitment.current_version() is None


def test_a_draft_is_not_published_without_approval(draft, writer):
    with pytest.raises(errors.VersionNotReady):
        publish_version(version=draft, by=writer)

    assert not Entry.objects.exists()


def test_a_version_needs_an_authoritative_text(draft, reviewer, writer):
    write_version(version=draft, texts=[words("ar")], reason="", by=writer)

    with pytest.raises(errors.VersionNotReady):
        approve_version(version=draft, by=reviewer)


def test_other_words_turn_an_approved_version_back_into_a_draft(draft, writer, reviewer):
    approve_version(version=draft, by=reviewer)

    version = write_version(version=draft, texts=[words(text="Other words.")], reason="", by=writer)

    assert (version.state, version.approved_by, version.approved_at) == ("draft", None, None)


def test_publishing_twice_is_one_publication(published, writer):
    again = publish_version(version=published, by=writer)

    assert again.published_at == published.published_at
    assert Entry.objects.filter(kind="commitment.published").count() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda version, user: approve_version(version=version, by=user),
        lambda version, user: reopen_version(version=version, by=user),
        lambda version, user: write_version(version=version, texts=[words(text="Other.")], reason="", by=user),
    ],
)
def test_a_published_version_is_frozen(published, act):
    other = User.objects.create(email="third@example.org")
    before = list(CommitmentText.objects.values())

    with pytest.raises(errors.VersionFrozen):
        act(published, other)

    assert list(CommitmentText.objects.values()) == before


@pytest.mark.parametrize("field", ["text", "title", "certificate_line", "language", "standing", "sha256"])
def test_the_database_refuses_to_change_a_published_text(published, field):
    before = CommitmentText.objects.values().get()

    with pytest.raises(IntegrityError, match="text_frozen"), transaction.atomic():
        CommitmentText.objects.update(**{field: "courtesy" if field == "standing" else "ar"})

    assert CommitmentText.objects.values().get() == before


def test_the_database_refuses_to_delete_a_published_text(published):
    with pytest.raises(IntegrityError, match="text_frozen"), transaction.atomic():
        CommitmentText.objects.all().delete()

    assert CommitmentText.objects.count() == 1


def test_a_draft_may_still_be_written_and_thrown_away(draft):
    CommitmentText.objects.update(title="Another")
    CommitmentText.objects.all().delete()

    assert not CommitmentText.objects.exists()


def test_a_new_version_starts_as_a_copy_and_the_old_one_is_signed_until_it_is_published(published, writer, reviewer):
    commitment = published.commitment
    second = draft_version(commitment=commitment, by=writer)

    assert (second.number, second.state) == (2, "draft")
    assert second.texts.get().text == published.texts.get().text
    assert commitment.current_version() == published
    approve_version(version=second, by=reviewer)
    publish_version(version=second, by=reviewer)
    assert commitment.current_version() == second


def test_a_pledge_keeps_the_version_that_was_signed(reviewer, writer):
    campaign = a_campaign()
    pledge = PledgeFactory(campaign=campaign, confirmed=True)
    second = draft_version(commitment=campaign.commitment, texts=[words(text="Newer words.")], by=writer)
    approve_version(version=second, by=reviewer)
    publish_version(version=second, by=reviewer)

    pledge.refresh_from_db()
    assert pledge.text.version.number == 1
    assert PledgeFactory(campaign=campaign).text.version.number == 2


def test_a_language_without_a_text_signs_the_authoritative_one(published):
    assert published.text_in("ar") == published.text_in("en") == published.texts.get()


# --- translations -------------------------------------------------------------------------------------------------


def translate(version: CommitmentVersion, by: User, **changes: str) -> CommitmentText:
    given = {
        "language": "ar",
        "title": "التعهد",
        "text": "أتعهد.",
        "certificate_line": "تعهد.",
        "approved_by_name": "Dr A",
    }
    return add_translation(version=version, by=by, **given | changes)


def test_a_translation_is_added_to_a_published_version(published, writer):
    added = translate(published, writer)

    assert (added.standing, added.is_draft_translation, published.text_in("ar")) == ("courtesy", False, added)
    assert Entry.objects.get(kind="commitment.translated").payload["texts"]["ar"]["sha256"] == added.sha256


def test_a_translation_is_frozen_too(published, writer):
    translate(published, writer)

    with pytest.raises(IntegrityError, match="text_frozen"), transaction.atomic():
        CommitmentText.objects.filter(language="ar").update(text="Other")


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"language": "en"}, errors.LanguageTaken), ({"approved_by_name": "  "}, errors.ApproverMissing)],
)
def test_a_translation_needs_a_free_language_and_somebody_who_answers_for_it(published, writer, changes, error):
    with pytest.raises(error):
        translate(published, writer, **changes)

    assert CommitmentText.objects.count() == 1
    assert not Entry.objects.filter(kind="commitment.translated").exists()


def test_a_draft_takes_its_translations_as_it_is_written(draft, writer):
    with pytest.raises(errors.VersionNotReady):
        translate(draft, writer)


def test_somebody_answers_for_a_translation_that_was_published_as_a_draft(writer):
    campaign = a_campaign()
    text = campaign.commitment.current_version().text_in("ar")
    assert text.is_draft_translation
    digest = text.sha256

    approved = approve_translation(text=text, approved_by_name=" Dr A ", by=writer)

    assert (approved.approved_by_name, approved.is_draft_translation, approved.sha256) == ("Dr A", False, digest)
    with pytest.raises(errors.VersionFrozen):
        approve_translation(text=text, approved_by_name="Dr B", by=writer)
    with pytest.raises(errors.ApproverMissing):
        approve_translation(text=text, approved_by_name=" ", by=writer)


# --- the hash -----------------------------------------------------------------------------------------------------


def test_the_hash_is_that_of_the_text_in_utf_8_nfc_with_plain_line_ends():
    text = "É una promessa.\r\nDue righe.\rTre."

    expected = hashlib.sha256("É una promessa.\nDue righe.\nTre.".encode()).hexdigest()

    assert text_digest(text) == text_digest(unicodedata.normalize("NFD", text)) == expected


def test_a_text_is_kept_as_it_is_hashed(draft):
    text = CommitmentText(version=draft, **words("ar", text="  E\u0301 una.\r\nDue. "))
    text.save()

    assert text.text == "É una.\nDue."
    assert text.sha256 == hashlib.sha256(text.text.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "published"},
        {"state": "approved"},
        {"approved_at": timezone.now()},
        {"published_at": timezone.now()},
        {"number": 0},
    ],
)
def test_the_database_refuses_a_version_that_contradicts_itself(draft, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitmentVersion.objects.filter(pk=draft.pk).update(**change)


def test_there_is_one_version_of_a_number_and_one_text_a_language(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitmentVersion.objects.create(commitment=draft.commitment, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitmentText(version=draft, **words()).save()


# --- what stands beside a translation -----------------------------------------------------------------------------


def footers(client, campaign: Campaign, pledge: Pledge) -> list[str]:
    """What the page that signs and that of a certificate say under the pledge, in plain words."""
    pages = [
        client.get(f"/ar/sign/{campaign.slug}/"),
        client.get(f"/en/certificates/{pledge.certificate.pretty_number}/"),
    ]
    found = [
        re.search(r'<footer class="commitment__source">(.*?)</footer>', page.content.decode(), re.S) for page in pages
    ]
    return [" ".join(re.sub("<[^>]+>", "", match[1]).split()) for match in found if match]


@pytest.mark.parametrize("approver", ["", "Prof. Layla Haddad"])
def test_who_approved_a_translation_is_named_wherever_it_is_read(client, approver):
    campaign = a_campaign()
    pledge = PledgeFactory(campaign=campaign, language="ar", listed=True)
    if approver:
        text = CommitmentText.objects.get(language="ar")
        approve_translation(text=text, approved_by_name=approver, by=User.objects.get())

    said = footers(client, campaign, pledge)

    assert len(said) == 2
    assert ["Layla Haddad" in words for words in said] == [bool(approver)] * 2
    assert ["still a draft" in said[1], "approved by Prof. Layla Haddad" in said[1]] == [not approver, bool(approver)]


def test_the_authoritative_languages_are_those_of_the_version(client, writer, reviewer):
    commitment = Commitment.objects.create(slug="light-up", name="Light Up")
    campaign = Campaign.objects.create(slug="light-up", name="Light Up", level="global", commitment=commitment)
    french = {"standing": "authoritative"}
    texts = [
        words("fr", **french),
        words("es", "Prometo.", **french),
        words("ar", "أتعهد."),
        words("en", standing="courtesy"),
    ]
    version = draft_version(commitment=commitment, texts=texts, by=writer)
    approve_version(version=version, by=reviewer)
    publish_version(version=version, by=reviewer)
    pledge = PledgeFactory(campaign=campaign, language="ar", listed=True)

    page = client.get(f"/en/certificates/{pledge.certificate.pretty_number}/").content.decode()
    form = client.get("/en/sign/light-up/").content.decode()

    assert "Authoritative text: French and Spanish." in page
    assert "Authoritative text: French and Spanish." in form


def test_which_languages_are_authoritative_costs_nothing_where_the_text_was_just_read(django_assert_num_queries):
    text = a_campaign().commitment.current_text("ar")
    version = CommitmentVersion.objects.get()

    with django_assert_num_queries(0):
        assert text.version.authoritative_languages == ["en"]
    with django_assert_num_queries(1):
        assert version.authoritative_languages == ["en"]
