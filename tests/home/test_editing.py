"""Editors work in the CMS without a developer: every page opens, previews, and takes its way through review."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from campaign.blocks import CampaignBlocks
from campaign.models import CampaignPage
from content.models import BasePage, StandardPage
from home.demo.accounts import ACCOUNTS
from tests.home.editing import form_of, posted
from users.models import User

SECRETARIAT, EDITOR, MODERATOR = ACCOUNTS


@pytest.fixture
def demo(loaded_demo, db, settings):
    settings.SECOND_FACTOR_REQUIRED = False  # as in development


@pytest.fixture
def sign_in(client, demo):
    def as_(email):
        client.force_login(User.objects.get(email=email))
        return client

    return as_


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_every_page_opens_in_the_editor_in_both_languages(sign_in):
    client = sign_in(SECRETARIAT)

    for page in Page.objects.filter(depth__gt=1).specific():
        response = client.get(edit(page))
        assert response.status_code == 200, page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_preview_works_in_every_language(sign_in, language):
    client = sign_in(EDITOR)
    page = StandardPage.objects.get(slug="about", locale__language_code=language)

    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    typed = client.post(preview, form_of(client, edit(page)) | {"title": "A title nobody has saved"})
    response = client.get(preview)

    assert typed.json()["is_valid"]
    assert f'<html lang="{language}"'.encode() in response.content
    assert b"A title nobody has saved" in response.content


def test_an_editor_submits_and_the_secretariat_publishes(sign_in):
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    client = sign_in(EDITOR)
    change = form_of(client, edit(page)) | {"title": "Who we are"}

    client.post(edit(page), change | {"action-publish": "1"})
    page.refresh_from_db()
    assert page.title == "About Light Up"  # editors propose

    client.post(edit(page), change | {"action-submit": "1"})
    page.refresh_from_db()
    assert page.current_workflow_state is not None

    client = sign_in(SECRETARIAT)
    client.post(edit(page), change | {"action-publish": "1"})
    page.refresh_from_db()
    assert page.title == "Who we are"
    assert page.live


def test_a_moderator_of_pledges_edits_no_pages(sign_in):
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    client = sign_in(MODERATOR)

    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(edit(page)).status_code == 302


def test_only_the_secretariat_states_who_answers_for_the_site(sign_in):
    address = reverse("wagtailsettings:edit", args=["content", "sitesettings"])

    assert sign_in(EDITOR).get(address, follow=True).redirect_chain[-1][0] == reverse("wagtailadmin_home")
    assert sign_in(SECRETARIAT).get(address, follow=True).status_code == 200


def test_a_campaign_has_one_face_in_each_language(sign_in):
    client = sign_in(SECRETARIAT)
    face = CampaignPage.objects.get(slug="light-up", locale__language_code="en")
    add = reverse("wagtailadmin_pages:add", args=["campaign", "campaignpage", face.get_parent().pk])
    fields = posted(client.get(add).context["form"]) | {"title": "Another", "lead": "x", "campaign": face.campaign_id}

    response = client.post(add, fields | {"action-publish": "1"})

    assert "already has a page in this language" in response.content.decode()
    assert CampaignPage.objects.filter(locale__language_code="en", campaign=face.campaign).count() == 1


def test_a_new_english_page_stands_in_the_arabic_tree_at_once(sign_in):
    client = sign_in(SECRETARIAT)
    home = Page.objects.get(slug="home", depth=2)
    add = reverse("wagtailadmin_pages:add", args=["content", "standardpage", home.pk])
    fields = posted(client.get(add).context["form"]) | {"title": "Press", "slug": "press", "lead": "For the press."}

    client.post(add, fields | {"action-publish": "1"})

    placeholder = StandardPage.objects.get(slug="press", locale=Locale.objects.get(language_code="ar"))
    assert placeholder.language_notice.kind == "fallback"
    assert 'data-notice="fallback"' in client.get("/ar/press/").content.decode()


def test_the_admin_makes_no_call_home(sign_in):
    html = sign_in(SECRETARIAT).get(reverse("wagtailadmin_home")).content.decode()

    assert "releases.wagtail.io" not in html
    assert "gravatar" not in html
    assert 'src="http' not in html


def test_every_field_of_a_page_has_a_label_that_is_translated():
    for model in BasePage.__subclasses__():
        for field in model._meta.local_fields:
            if field.editable and not field.auto_created and field.name != "page_ptr":
                assert not isinstance(field.verbose_name, str), f"{model.__name__}.{field.name}"


def test_the_guide_names_every_block(sign_in):
    response = sign_in(EDITOR).get(reverse("guide"))

    html = response.content.decode()
    for block in CampaignBlocks().child_blocks.values():
        assert str(block.label) in html
    assert reverse("guide") in sign_in(EDITOR).get(reverse("wagtailadmin_home")).content.decode()


def test_the_guide_is_for_those_who_work_here(client, demo):
    assert client.get(reverse("guide")).status_code == 302


def test_every_place_that_the_guide_names_opens(sign_in):
    client = sign_in(SECRETARIAT)

    for entry in client.get(reverse("guide")).context["chapters"]:
        assert len(entry["places"]) == len(entry["chapter"].places)
        for place in entry["places"]:
            assert client.get(place["url"]).status_code == 200, place["url"]


@pytest.mark.parametrize(
    ("role", "there", "missing"),
    [(EDITOR, "page_languages", "pledge_desk"), (MODERATOR, "pledge_desk", "page_languages")],
)
def test_the_guide_sends_nobody_where_they_may_not_go(sign_in, role, there, missing):
    addresses = {"pledge_desk": reverse("pledge_desk:index"), "page_languages": reverse("page_languages")}
    client = sign_in(role)

    shown = client.get(reverse("guide")).context["chapters"]

    urls = {place["url"] for entry in shown for place in entry["places"]}
    assert addresses[there] in urls
    assert addresses[missing] not in urls
    assert all(client.get(url).status_code == 200 for url in urls)
