"""The editor says what a page lacks, and a report says it of all pages that somebody may change."""

import pytest
from django.urls import reverse

from home.demo.roles import EDITORS, MODERATORS
from tests.factories.pages import StandardPageFactory, a_site, alias, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, member, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(member(EDITORS))
    return client


@pytest.fixture
def page():
    """A public page without a body, translated into Arabic."""
    home = a_site(lead="A pledge.", body=[("text", "<p>Words.</p>")])
    made = StandardPageFactory(parent=home, slug="press", title="Press")
    translate(made, title="الصحافة", body=[("text", "<p>نص</p>")])
    return made


def test_the_editor_of_a_page_says_what_it_lacks_and_leads_there(editor, page):
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert '<a href="#panel-child-content-body-section">The body is empty.' in html
    assert 'id="panel-child-content-body-section"' in html


def test_it_speaks_of_the_draft_and_not_of_what_is_public(editor, page):
    page.body = [("text", "<p>Words.</p>")]
    page.save_revision()

    html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "Nothing is missing, as last saved." in html


def test_a_page_that_is_not_saved_yet_is_not_judged(editor, page):
    add = reverse("wagtailadmin_pages:add", args=["content", "standardpage", page.get_parent().pk])

    assert "Before you publish" not in editor.get(add).content.decode()


def test_the_report_names_the_page_and_what_it_lacks(editor, page):
    rows = editor.get(reverse("unfinished_pages")).context["rows"]

    assert [(row["page"].title, [found.kind for found in row["findings"]]) for row in rows] == [("Press", ["body"])]


def test_the_report_is_narrowed_to_a_language(editor, page):
    response = editor.get(reverse("unfinished_pages"), {"language": "ar"})

    assert (response.context["rows"], response.context["number_read"]) == ([], 1)
    assert "Nothing is missing." in response.content.decode()


def test_a_placeholder_is_not_judged_for_the_words_of_its_source(editor, page):
    placed = StandardPageFactory(parent=page.get_parent(), slug="empty", title="Empty")
    alias(placed)

    titles = [row["page"].title for row in editor.get(reverse("unfinished_pages")).context["rows"]]

    assert titles == ["Press", "Empty"]


def test_who_changes_no_pages_has_no_report(client, member, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    a_site()
    client.force_login(member(MODERATORS))

    assert client.get(reverse("unfinished_pages")).status_code == 302
