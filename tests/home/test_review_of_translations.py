"""What editors do to translations waits for review: nothing that they can send to wagtail-localize makes it public."""

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from content.models import StandardPage
from home.demo.accounts import ACCOUNTS
from users.models import User

SECRETARIAT, EDITOR, _MODERATOR = ACCOUNTS


@pytest.fixture
def sign_in(client, loaded_demo, db, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    def as_(email):
        client.force_login(User.objects.get(email=email))
        return client

    return as_


@pytest.fixture
def page(loaded_demo, db):
    """An English page that is public, and an Arabic one beside it that is its alias."""
    home = StandardPage.objects.get(slug="about", locale__language_code="en").get_parent()
    page = StandardPage(title="Press", slug="press-review", lead="For the press.", locale=home.locale)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def arabic(page):
    return page.get_translation_or_none(Locale.objects.get(language_code="ar"))


def translated(page, user):
    """Return the translation of a page, begun but not public."""
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation, _new = Translation.objects.update_or_create(
        source=source, target_locale=Locale.objects.get(language_code="ar"), defaults={"enabled": True}
    )
    translation.save_target(user=user, publish=False)
    return translation


def test_an_editor_begins_no_translation(sign_in, page):
    before = arabic(page)

    sign_in(EDITOR).post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        {"locales": [Locale.objects.get(language_code="ar").pk]},
    )

    assert not Translation.objects.filter(source__object_id=page.translation_key).exists()
    assert (arabic(page) and arabic(page).alias_of_id) == (before and before.alias_of_id)


def test_the_secretariat_begins_one_and_it_is_a_draft(sign_in, page):
    if (placeholder := arabic(page)) is not None:
        placeholder.delete()
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])

    sign_in(SECRETARIAT).post(address, {"locales": [Locale.objects.get(language_code="ar").pk]})

    assert not arabic(page).live


def test_an_editor_translates_words_and_publishes_none_of_them(sign_in, page):
    if (placeholder := arabic(page)) is not None:
        placeholder.delete()
    translation = translated(page, User.objects.get(email=SECRETARIAT))
    target = arabic(page)
    client = sign_in(EDITOR)
    segment = translation.source.stringsegment_set.first()

    answer = client.put(
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
        "value=Smuggled",
        content_type="application/x-www-form-urlencoded",
    )
    client.post(
        reverse("wagtail_localize:update_translations", args=[translation.source_id]), {"publish_translations": "on"}
    )
    client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})

    assert answer.status_code in {200, 201}
    assert StringTranslation.objects.filter(data="Smuggled").exists()  # waits until the secretariat publishes
    target.refresh_from_db()
    assert not target.live
    assert "Smuggled" not in target.title + target.lead


def test_an_editor_replaces_no_public_translation_by_the_english_page(sign_in, page):
    if (placeholder := arabic(page)) is not None:
        placeholder.delete()
    translation = translated(page, User.objects.get(email=SECRETARIAT))
    address = reverse("wagtail_localize:convert_to_alias", args=[arabic(page).pk])

    answer = sign_in(EDITOR).post(address)

    assert answer["Location"] == reverse("wagtailadmin_home")
    assert not arabic(page).live
    assert Translation.objects.filter(pk=translation.pk).exists()

    sign_in(SECRETARIAT).post(address)
    assert arabic(page).live
