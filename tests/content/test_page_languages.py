"""A page never passes off one language for another."""

import pytest
from django.utils import translation
from wagtail.models import Locale
from wagtail_localize.models import LocaleSynchronization

from content.enums import TranslationStanding
from content.models import StandardPage
from tests.factories.pages import StandardPageFactory, a_site, alias, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    home = a_site()
    translate(home, title="أضيئوا")
    return StandardPageFactory(
        parent=home, slug="plan", title="The ESCM Plan", body=[("text", "<p>Write to {hosting}</p>")]
    )


def test_a_page_in_the_sites_own_language_says_nothing(plan, client):
    response = client.get("/en/plan/")

    assert plan.language_notice is None
    assert b"data-notice" not in response.content
    assert b'<html lang="en" dir="ltr"' in response.content


def test_a_courtesy_translation_says_so_and_leads_to_the_original(plan, client):
    arabic = translate(plan, title="خطة ESCM")

    response = client.get("/ar/plan/")

    assert arabic.language_notice.kind == "courtesy"
    assert arabic.language_notice.source_url == "/en/plan/"
    assert b'data-notice="courtesy"' in response.content
    assert b'<html lang="ar" dir="rtl"' in response.content
    assert b'<main id="main" tabindex="-1">' in response.content


def test_an_approved_translation_says_nothing(plan, client):
    arabic = translate(plan, translation_standing=TranslationStanding.APPROVED)

    assert arabic.language_notice is None
    assert b"data-notice" not in client.get("/ar/plan/").content


def test_an_untranslated_page_answers_with_its_fallback_and_says_so(plan, client):
    placeholder = alias(plan)

    response = client.get("/ar/plan/")

    assert response.status_code == 200
    assert placeholder.language_notice.kind == "fallback"
    with translation.override("ar"):
        assert placeholder.language_notice.language_name == "الإنجليزية"  # in a sentence of the reader's language
    assert b'data-notice="fallback"' in response.content
    assert b'<html lang="ar" dir="rtl"' in response.content  # the shell stays the reader's
    assert b'<main id="main" tabindex="-1" lang="en" dir="ltr">' in response.content
    assert b"not yet stated by the operator" in response.content  # even our own words in it


def test_search_engines_are_led_from_the_fallback_to_the_original(plan, client, settings):
    alias(plan)

    response = client.get("/ar/plan/")

    assert f'<link rel="canonical" href="{settings.BASE_URL}/en/plan/">'.encode() in response.content
    assert b'hreflang="en" href="' in response.content
    assert b'rel="alternate" hreflang="ar"' not in response.content


def test_a_translated_page_names_its_translations(plan, client, settings):
    translate(plan)

    response = client.get("/en/plan/")

    for code in ("en", "ar"):
        link = f'<link rel="alternate" hreflang="{code}" href="{settings.BASE_URL}/{code}/plan/">'
        assert link.encode() in response.content


def test_a_page_without_any_arabic_version_is_not_found_in_arabic(plan, client):
    assert client.get("/ar/plan/").status_code == 404


def test_synchronising_a_language_makes_placeholders_that_follow_their_source(plan):
    english, arabic = Locale.objects.get(language_code="en"), Locale.objects.get(language_code="ar")
    LocaleSynchronization.objects.create(locale=arabic, sync_from=english)
    placeholder = StandardPage.objects.get(locale=arabic)

    plan.title = "The plan"
    plan.save_revision().publish()

    placeholder.refresh_from_db()
    assert placeholder.alias_of_id == plan.pk
    assert placeholder.title == "The plan"
