"""An editor's journey: draft a version, have it approved by somebody else, publish it, and find it frozen."""

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail.models import ModelLogEntry

from pledges import errors, services
from pledges.differences import Piece, differences
from pledges.models import CommitmentText, CommitmentVersion, text_digest
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from transparency.models import Entry

pytestmark = pytest.mark.django_db

READING = "pledges.view_commitment", "pledges.view_commitmentversion"
DRAFTING = *READING, "pledges.add_commitmentversion", "pledges.change_commitmentversion"
NEW = "I make this solemn commitment to the future of every child."


@pytest.fixture(autouse=True)
def a_small_site(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ar", "العربية")]


@pytest.fixture
def editor():
    return UserFactory(name="Alice Editor", rights=DRAFTING)


@pytest.fixture
def secretariat():
    rights = (*DRAFTING, "pledges.approve_commitmentversion", "pledges.publish_commitmentversion")
    return UserFactory(name="Bob Secretariat", rights=rights)


@pytest.fixture
def moderator():
    return UserFactory(rights=[*READING, "pledges.view_pledge", "pledges.moderate_pledge"])


@pytest.fixture
def as_(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def draft(campaign, editor):
    """Version 2 as the editor began it: a copy of version 1."""
    return services.draft_version(commitment=campaign.commitment, by=editor, reason="Clearer.")


def words(version, **changes: str) -> dict[str, str]:
    """What the browser posts from the edit page when nothing, or what is given, is changed."""
    posted = {"reason": version.reason}
    for text in version.texts.all():
        for name in ("title", "text", "certificate_line", "standing", "approved_by_name"):
            posted[f"{text.language}-{name}"] = getattr(text, name)
    return posted | {name.replace("__", "-"): value for name, value in changes.items()}


def at(version, page: str = "") -> str:
    return f"/cms/commitment-versions/{version.pk}/{page}"


def press(client, version, page: str, **fields: str):
    """Open the page, then press its button with what the page holds."""
    seen = client.get(at(version, page)).context["form"].initial.get("seen", "")
    return client.post(at(version, page), {"seen": seen} | fields)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_the_whole_way_from_a_draft_to_what_people_sign(as_, campaign, editor, secretariat):
    opened = as_(editor).post(f"/cms/commitment-versions/draft/{campaign.commitment_id}/", {"reason": "Every child."})
    version = CommitmentVersion.objects.get(number=2)
    as_(editor).post(at(version, "edit/"), words(version, en__text=NEW))
    press(as_(secretariat), version, "approve/")
    press(as_(secretariat), version, "publish/")

    assert opened.url == at(version, "edit/")
    assert fresh(version).is_frozen
    assert campaign.commitment.current_version() == version
    assert PledgeFactory(campaign=campaign).text.text == NEW
    assert [entry.action for entry in ModelLogEntry.objects.for_instance(version).order_by("pk")] == [
        "pledges.draft_version",
        "pledges.write_version",
        "pledges.approve_version",
        "pledges.publish_version",
    ]


def test_who_signed_an_earlier_version_keeps_it(as_, campaign, draft, editor, secretariat):
    pledge = PledgeFactory(campaign=campaign, confirmed=True)
    signed = pledge.text_id
    as_(editor).post(at(draft, "edit/"), words(draft, en__text=NEW))
    press(as_(secretariat), draft, "approve/")
    press(as_(secretariat), draft, "publish/")

    assert fresh(pledge).text_id == signed
    assert fresh(pledge).text.version.number == 1


def test_a_draft_begins_with_the_newest_words_and_no_approval_of_a_translation(draft):
    first = draft.commitment.versions.get(number=1)

    assert list(draft.texts.order_by("language").values_list("language", "text")) == list(
        first.texts.order_by("language").values_list("language", "text")
    )
    assert not draft.texts.exclude(approved_by_name="").exists()


def test_a_second_draft_is_not_offered_while_one_is_open(as_, draft, editor):
    page = as_(editor).get(f"/cms/commitments/inspect/{draft.commitment_id}/")

    assert page.context["draft_url"] == ""
    assert page.context["waiting"] == draft


def test_the_edit_page_shows_each_language_in_its_direction(as_, draft, editor):
    page = as_(editor).get(at(draft, "edit/")).content.decode()

    assert 'name="ar-text"' in page
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page


def test_line_ends_and_composed_letters_do_not_change_a_hash(as_, draft, editor):
    as_(editor).post(at(draft, "edit/"), words(draft, en__text="Ame\u0301lie\r\nand I"))

    text = draft.texts.get(language="en")
    assert text.text == "Am\u00e9lie\nand I"
    assert text.sha256 == text_digest("Amélie\nand I")


def test_a_language_that_is_emptied_is_left_out(as_, draft, editor):
    as_(editor).post(at(draft, "edit/"), words(draft, ar__title="", ar__text="", ar__certificate_line=""))

    assert [text.language for text in draft.texts.all()] == ["en"]


def test_a_language_that_is_half_written_is_refused_and_what_was_typed_is_kept(as_, draft, editor):
    response = as_(editor).post(at(draft, "edit/"), words(draft, ar__text="", en__text=NEW))

    assert response.status_code == 422
    assert NEW in response.content.decode()
    assert draft.texts.get(language="en").text != NEW
    assert draft.texts.get(language="ar").text


def test_a_version_without_an_authoritative_language_is_refused(as_, draft, editor):
    response = as_(editor).post(at(draft, "edit/"), words(draft, en__standing="courtesy"))

    assert response.status_code == 422
    assert "One language at least must be authoritative." in response.content.decode()


def test_the_drafter_cannot_approve_their_own_words(as_, campaign, secretariat):
    own = services.draft_version(commitment=campaign.commitment, by=secretariat)

    response = press(as_(secretariat), own, "approve/")

    assert response.status_code == 403
    assert "Who wrote a version does not approve it." in response.content.decode()
    assert fresh(own).state == "draft"
    assert not as_(secretariat).get(at(own)).context["may_approve"]


def test_who_changed_one_word_of_a_draft_cannot_approve_it_either(as_, draft, secretariat):
    as_(secretariat).post(at(draft, "edit/"), words(draft, en__text=NEW))

    assert press(as_(secretariat), draft, "approve/").status_code == 403
    assert fresh(draft).state == "draft"


@pytest.mark.parametrize("page", ["approve/", "publish/"])
def test_an_editor_neither_approves_nor_publishes(as_, draft, editor, page):
    assert as_(editor).post(at(draft, page), {"seen": "x"}).url == "/cms/"
    assert fresh(draft).state == "draft"


@pytest.mark.parametrize("page", ["edit/", "approve/", "publish/", "reopen/", "translate/"])
def test_a_moderator_reads_versions_and_touches_none(as_, draft, moderator, secretariat, page):
    services.approve_version(version=draft, by=secretariat)

    assert as_(moderator).get(at(draft)).status_code == 200
    assert as_(moderator).post(at(draft, page), words(draft, en__text=NEW)).url == "/cms/"
    assert fresh(draft).state == "approved"
    assert not draft.texts.filter(text=NEW).exists()


def test_a_version_is_not_published_before_it_is_approved(as_, draft, secretariat):
    response = press(as_(secretariat), draft, "publish/")

    assert response.status_code == 409
    assert not fresh(draft).is_frozen


def test_changing_a_word_of_an_approved_version_takes_the_approval_back(as_, draft, editor, secretariat):
    press(as_(secretariat), draft, "approve/")

    as_(editor).post(at(draft, "edit/"), words(draft, en__text=NEW))

    assert (fresh(draft).state, fresh(draft).approved_by) == ("draft", None)
    assert ModelLogEntry.objects.filter(action="pledges.reopen_version").count() == 1


def test_saving_an_approved_version_as_it_is_changes_nothing(as_, draft, editor, secretariat):
    press(as_(secretariat), draft, "approve/")

    as_(editor).post(at(draft, "edit/"), words(draft))

    assert fresh(draft).state == "approved"
    assert not ModelLogEntry.objects.filter(action="pledges.write_version").exists()


def test_an_approved_version_can_be_turned_back_into_a_draft(as_, draft, editor, secretariat):
    press(as_(secretariat), draft, "approve/")

    press(as_(editor), draft, "reopen/")

    assert fresh(draft).state == "draft"


def test_words_that_changed_while_they_were_read_are_not_approved(as_, draft, editor, secretariat):
    seen = as_(secretariat).get(at(draft, "approve/")).context["form"].initial["seen"]
    as_(editor).post(at(draft, "edit/"), words(draft, en__text=NEW))

    response = as_(secretariat).post(at(draft, "approve/"), {"seen": seen})

    assert response.status_code == 409
    assert "The words have changed since you opened this page." in response.content.decode()
    assert NEW in response.content.decode()
    assert fresh(draft).state == "draft"


def test_the_page_before_publishing_shows_what_will_be_frozen_and_what_is_different(as_, draft, editor, secretariat):
    as_(editor).post(at(draft, "edit/"), words(draft, en__text=NEW))
    press(as_(secretariat), draft, "approve/")

    page = as_(secretariat).get(at(draft, "publish/")).content.decode()

    for text in draft.texts.all():
        assert text.sha256 in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "Compared with version 1" in page


def test_publishing_is_on_the_public_log_with_the_hash_of_each_text(as_, draft, editor, secretariat):
    as_(editor).post(at(draft, "edit/"), words(draft, en__text=NEW))
    press(as_(secretariat), draft, "approve/")

    press(as_(secretariat), draft, "publish/")

    entry = Entry.objects.get(kind="commitment.published", subject=f"{draft.commitment.slug}:2")
    assert entry.payload["texts"]["en"] == {"sha256": text_digest(NEW), "standing": "authoritative"}


@pytest.mark.parametrize("page", ["edit/", "approve/", "reopen/"])
def test_a_published_version_is_read_only_in_the_cms(as_, campaign, secretariat, page):
    version = campaign.commitment.current_version()
    before = list(CommitmentText.objects.order_by("pk").values())

    response = as_(secretariat).post(at(version, page), {"seen": "x"} | words(version, en__text=NEW))

    assert response.status_code in {302, 409}
    assert (
        "A published version never changes."
        in as_(secretariat)
        .post(at(version, page), {"seen": "x"} | words(version, en__text=NEW), follow=True)
        .content.decode()
    )
    assert list(CommitmentText.objects.order_by("pk").values()) == before
    assert fresh(version).is_frozen


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE pledges_commitmenttext SET text = 'I promise nothing.'",
        "UPDATE pledges_commitmenttext SET title = 'Another title'",
        "UPDATE pledges_commitmenttext SET certificate_line = 'has promised nothing.'",
        "UPDATE pledges_commitmenttext SET standing = 'authoritative' WHERE standing = 'courtesy'",
        "UPDATE pledges_commitmenttext SET sha256 = 'f00d'",
        "DELETE FROM pledges_commitmenttext WHERE language = 'ar'",
    ],
)
def test_the_database_refuses_to_change_published_words_even_by_hand(campaign, sql):
    before = list(CommitmentText.objects.order_by("pk").values())

    with pytest.raises(IntegrityError, match="text_frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert list(CommitmentText.objects.order_by("pk").values()) == before


def test_a_translation_comes_later_in_a_language_that_is_free(as_, settings, campaign, secretariat):
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    version = campaign.commitment.current_version()
    fields = {
        "language": "fr",
        "title": "Titre",
        "text": "Je m’engage.",
        "certificate_line": "s’est engagée.",
        "approved_by_name": "Chloé Martin",
    }

    response = as_(secretariat).post(at(version, "translate/"), fields)

    added = version.texts.get(language="fr")
    assert response.url == at(version)
    assert (added.standing, added.approved_by_name) == ("courtesy", "Chloé Martin")
    assert Entry.objects.get(kind="commitment.translated").payload["texts"]["fr"]["sha256"] == added.sha256
    assert ModelLogEntry.objects.filter(action="pledges.add_translation", user=secretariat).count() == 1


def test_a_translation_never_replaces_a_text_that_is_there(campaign, secretariat):
    version = campaign.commitment.current_version()
    before = version.texts.get(language="ar").text

    with pytest.raises(errors.LanguageTaken):
        services.add_translation(
            version=version,
            language="ar",
            title="x",
            text="x",
            certificate_line="x",
            approved_by_name="A",
            by=secretariat,
        )

    assert version.texts.get(language="ar").text == before
    assert not Entry.objects.filter(kind="commitment.translated").exists()


def test_a_translation_has_somebody_who_answers_for_it(as_, settings, campaign, secretariat):
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    version = campaign.commitment.current_version()
    fields = {"language": "fr", "title": "Titre", "text": "Je m’engage.", "certificate_line": "s’est engagée."}

    assert as_(secretariat).post(at(version, "translate/"), fields).status_code == 422
    assert not version.texts.filter(language="fr").exists()


def test_a_translation_published_as_a_draft_gets_its_approver_once(as_, campaign, secretariat):
    version = campaign.commitment.current_version()
    page = at(version, "answer-for/ar/")

    first = as_(secretariat).post(page, {"approved_by_name": "Dr. Samira Haddad"})
    second = as_(secretariat).post(page, {"approved_by_name": "Somebody Else"})

    text = version.texts.get(language="ar")
    assert (first.status_code, second.status_code) == (302, 409)
    assert text.approved_by_name == "Dr. Samira Haddad"
    assert not text.is_draft_translation


def test_a_difference_is_told_by_words_and_gives_both_texts_back():
    before, after = "the future of my own children.", "the future of every child."

    pieces = differences(before, after)

    assert Piece("same", "the future of ") in pieces
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("same", "same", [Piece("same", "same")]),
        (
            "أقطع هذا التعهُّد",
            "أقطع ذلك التعهُّد",
            [Piece("same", "أقطع "), Piece("removed", "هذا"), Piece("added", "ذلك"), Piece("same", " التعهُّد")],
        ),
        (
            "我承诺未来",
            "我承担未来",
            [Piece("same", "我承"), Piece("removed", "诺"), Piece("added", "担"), Piece("same", "未来")],
        ),
    ],
)
def test_a_difference_cuts_no_word_of_any_script(before, after, pieces):
    assert differences(before, after) == pieces
