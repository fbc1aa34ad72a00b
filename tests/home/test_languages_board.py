"""One board of pages and languages: what is missing, a draft, current or behind, and where it is worked off."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Page

from home.demo.roles import EDITORS, MODERATORS, SECRETARIAT
from home.languages import Cell, Step, board, other_languages, owed
from tests.factories.pages import StandardPageFactory, a_site, alias, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return StandardPageFactory(parent=a_site(), slug="press", title="Press")


@pytest.fixture
def open_board(client, member, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    def read(role=SECRETARIAT, **asked):
        client.force_login(member(role))
        return client.get(reverse("page_languages"), asked)

    return read


def arabic(page):
    return next(row.cells[0] for row in board(["ar"]) if row.pk == page.pk)


def published(page, **moved):
    Page.objects.filter(pk=page.pk).update(**moved)


def test_a_page_that_nobody_has_translated_is_missing(page):
    assert arabic(page) == Cell("ar", Step.MISSING)


def test_a_placeholder_in_the_sites_own_words_is_missing_too(page):
    placeholder = alias(page)

    assert arabic(page) == Cell("ar", Step.MISSING, placeholder.pk)


def test_a_translation_that_is_not_public_is_a_draft(page):
    translated = translate(page)
    published(translated, live=False)

    assert arabic(page) == Cell("ar", Step.DRAFT, translated.pk)


def test_a_translation_published_after_its_source_is_current(page):
    page.save_revision().publish()
    translated = translate(page)

    assert arabic(page) == Cell("ar", Step.CURRENT, translated.pk)


def test_a_source_published_again_leaves_its_translation_behind_by_the_days_between(page):
    page.save_revision().publish()
    translated = translate(page)
    translated.refresh_from_db()
    published(page, last_published_at=translated.last_published_at + timedelta(days=12, hours=5))

    assert arabic(page) == Cell("ar", Step.BEHIND, translated.pk, days=12)


def test_languages_published_within_a_moment_are_in_step(page):
    translated = translate(page)
    translated.refresh_from_db()
    published(page, last_published_at=translated.last_published_at + timedelta(seconds=30))

    assert arabic(page).step == Step.CURRENT


def test_a_source_that_is_not_public_is_owed_to_nobody(page):
    published(page, live=False)

    assert page.pk not in {row.pk for row in board(["ar"])}


def test_only_languages_with_pages_stand_on_the_board(page):
    assert other_languages() == ["ar"]


@pytest.mark.parametrize("number", [1, 5])
def test_the_board_costs_the_same_for_one_page_and_for_five(page, django_assert_num_queries, number):
    for n in range(number):
        StandardPageFactory(parent=page.get_parent(), slug=f"page-{n}")

    with django_assert_num_queries(2):
        assert owed(["ar"]) == number + 2  # the front page, the press page


def test_each_sum_leads_to_the_rows_behind_it(open_board, page):
    translate(page)

    response = open_board(language="ar", step="current")

    assert [entry["row"].title for entry in response.context["rows"]] == [
        "Press"
    ]  # the front page above it is a placeholder
    assert "?language=ar&amp;step=current" in response.content.decode()
    assert reverse("page_languages") in response.content.decode()  # the way back to all


def test_a_board_where_nothing_is_like_that_says_so(open_board, page):
    assert "No page is like that." in open_board(language="ar", step="behind").content.decode()


def test_a_cell_leads_to_where_it_is_worked_off(open_board, page):
    begin = reverse("wagtail_localize:submit_page_translation", args=[page.pk])

    assert begin in open_board(SECRETARIAT).content.decode()
    assert begin not in open_board(EDITORS).content.decode()  # editors begin no translation


def test_who_works_on_no_pages_sees_no_board(open_board, page):
    assert open_board(MODERATORS).status_code == 302
