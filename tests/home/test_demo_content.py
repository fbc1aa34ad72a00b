"""The demo content is real: every page answers, every word is the file's, and what people change stays."""

import json
import re
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Page

from content.models import SiteSettings, StandardPage
from home.demo import accounts, files
from pledges.models import Commitment, Pledge
from users.models import User

pytestmark = pytest.mark.usefixtures("loaded_demo", "db")


def load(*options):
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


def test_every_page_answers_in_every_language(client, settings):
    for language, _name in settings.LANGUAGES:
        for page in Page.objects.live().filter(locale__language_code=language, depth__gt=1):
            response = client.get(page.url)
            assert response.status_code == 200, page.url
            html = response.content.decode()
            assert '="page:' not in html
            assert "<a>" not in html
            assert ('data-notice="courtesy"' in html) == (language != settings.LANGUAGE_CODE)


def test_nothing_on_the_demo_pages_comes_from_another_host_and_no_cookie_is_set(client):
    for page in Page.objects.live().filter(depth__gt=1):
        response = client.get(page.url)
        assert not response.cookies
        for attribute in ('src="http', 'srcset="http', 'src="//'):
            assert attribute not in response.content.decode().replace('src="http://testserver', "")


def test_each_text_is_signed_as_it_stands_in_the_file():
    for entry in files.read("commitments.json")["commitments"]:
        version = Commitment.objects.get(slug=entry["slug"]).current_version()
        for text in entry["versions"][0]["texts"]:
            assert version.text_in(text["language"]).text == text["text"]
        assert version.text_in("en").standing == "authoritative"
        assert version.text_in("ar").is_draft_translation


def skeleton(entry):
    """What a page of the demo is in every language: its kinds of blocks, its links, its figures' dates."""
    links = re.findall(r"page:[a-z0-9-]+|\{[a-z_]+\}", json.dumps(entry))
    shape = [(block["type"], len(block["value"].get("items", []))) for block in entry["body"]]
    dates = [block["value"]["source_date"] for block in entry["body"] if block["type"] == "statistic"]
    return {name: entry[name] for name in ("slug", "type", "parent", "in_footer")} | {
        "links": sorted(links),
        "shape": shape,
        "dates": dates,
    }


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_page_is_the_same_page_in_every_language(language):
    english, pages = files.read_pages("en"), files.read_pages(language)

    assert {slug: skeleton(page) for slug, page in pages.items()} == {
        slug: skeleton(page) for slug, page in english.items()
    }
    for slug, page in pages.items():
        assert bool(page["notice"]) == (language != "en"), slug


def test_every_commitment_is_there_in_every_language(settings):
    for entry in files.read("commitments.json")["commitments"]:
        texts = {text["language"]: text for text in entry["versions"][0]["texts"]}
        assert texts.keys() == dict(settings.LANGUAGES).keys()
        assert {text["standing"] for code, text in texts.items() if code != "en"} == {"courtesy"}


def test_no_sample_is_loaded_unless_asked_for():
    assert not Pledge.objects.exists()


def test_nobody_can_sign_in_as_the_loader():
    loader = User.objects.get(email=accounts.LOADER)

    assert not loader.is_active
    assert not loader.has_usable_password()
    assert loader.groups.count() == 0


def test_the_demo_passwords_open_the_cms(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False  # as in development
    for email in accounts.ACCOUNTS:
        typed = {"login": email, "password": accounts.PASSWORD}
        response = client.post("/accounts/login/?next=/cms/", typed, follow=True)
        assert response.redirect_chain[-1][0] == "/cms/"
        assert response.status_code == 200
        client.logout()


def test_what_editors_changed_stays():
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    page.title = "Who we are"
    page.save_revision().publish()
    SiteSettings.objects.update(organisation="Institute of Zoology")
    Group.objects.get(name="Editors").permissions.clear()

    load()

    assert StandardPage.objects.get(pk=page.pk).title == "Who we are"
    assert SiteSettings.objects.get().organisation == "Institute of Zoology"
    assert not Group.objects.get(name="Editors").permissions.exists()


def test_a_piece_that_is_missing_is_made_again():
    StandardPage.objects.get(slug="imprint", locale__language_code="ar").delete()

    load()

    assert StandardPage.objects.live().filter(slug="imprint", locale__language_code="ar").exists()
