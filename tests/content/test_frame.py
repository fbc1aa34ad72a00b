"""Menus, languages and contact around every page."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Site

from content.frame import frame
from content.models import SiteSettings
from tests.factories.campaigns import a_campaign
from tests.factories.pages import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    StandardPageFactory,
    a_site,
    alias,
    translate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_site(footer_note="About the site.", names_note="Names follow the operator's table.")


def around(language="en", path="/en/"):
    with translation.override(language):
        return frame(RequestFactory().get(path))


def test_the_menu_holds_live_pages_that_editors_put_there_in_tree_order(home):
    StandardPageFactory(parent=home, slug="b", title="The ESCM Plan", menu_title="The plan", show_in_menus=True)
    StandardPageFactory(parent=home, slug="a", title="About", show_in_menus=True)
    StandardPageFactory(parent=home, slug="c", title="Not in menus")
    StandardPageFactory(parent=home, slug="d", title="Draft", show_in_menus=True, live=False)

    assert [(link.label, link.url) for link in around().nav] == [("The plan", "/en/b/"), ("About", "/en/a/")]


def test_each_language_has_its_own_menu(home):
    page = StandardPageFactory(parent=home, slug="plan", title="The plan", show_in_menus=True)
    translate(home)
    translate(page, title="الخطة")

    assert [link.label for link in around("ar").nav] == ["الخطة"]


def test_a_placeholder_in_a_menu_says_which_language_its_name_is_in(home):
    page = StandardPageFactory(parent=home, slug="plan", title="The plan", show_in_menus=True)
    translate(home)
    alias(page)

    (link,) = around("ar").nav

    assert (link.label, link.url, link.language) == ("The plan", "/ar/plan/", "en")


def test_the_frame_costs_nothing_once_it_is_kept(home, django_assert_num_queries):
    StandardPageFactory(parent=home, slug="plan", show_in_menus=True, in_footer=True)
    around()

    with django_assert_num_queries(0):
        around()


def test_it_is_built_anew_when_a_page_is_published_moved_or_taken_down(home):
    about = StandardPageFactory(parent=home, slug="about", title="About", show_in_menus=True)
    below = StandardPageFactory(parent=about, slug="below", title="Below", show_in_menus=True)
    assert [link.label for link in around().nav] == ["About"]

    about.title = "Who we are"
    about.save_revision().publish()
    assert [link.label for link in around().nav] == ["Who we are"]

    below.move(home, "last-child")
    assert [link.label for link in around().nav] == ["Who we are", "Below"]

    about.refresh_from_db()
    about.unpublish()
    assert [link.label for link in around().nav] == ["Below"]


def test_the_footer_groups_ways_to_take_part_to_check_and_to_read(home):
    StandardPageFactory(parent=home, slug="privacy", title="Privacy", in_footer=True)
    CampaignIndexPageFactory(parent=home, show_in_menus=True)

    columns = {column["heading"]: [link.url for link in column["links"]] for column in around().footer_nav}

    assert columns == {"Take part": ["/en/campaigns/"], "Check": ["/en/verify/"], "About": ["/en/privacy/"]}


def test_the_sentences_at_the_foot_are_the_home_pages(home, client):
    response = client.get("/en/")

    assert b"About the site." in response.content
    assert "Names follow the operator&#x27;s table." in response.content.decode()


def test_the_button_leads_to_the_campaign_in_the_readers_language(home):
    index = CampaignIndexPageFactory(parent=home)
    page = CampaignPageFactory(parent=index, campaign=a_campaign())
    SiteSettings.objects.create(site=Site.objects.get(), sign_page=page)
    translate(home)
    translate(page)

    assert around().sign_url == "/en/campaigns/light-up/#sign"
    assert around("ar").sign_url == "/ar/campaigns/light-up/#sign"


def test_without_a_campaign_there_is_no_button(home, client):
    assert around().sign_url == ""
    assert client.get("/en/").status_code == 200


def test_what_the_operator_states_wins_over_the_servers_settings(home, settings):
    assert around().contact.contact_email == settings.CONTACT_EMAIL

    SiteSettings.objects.create(site=Site.objects.get(), contact_email="office@ness.link", hosting="Haikou")

    assert around().contact.contact_email == "office@ness.link"
    assert around().contact.hosting == "Haikou"
    assert around().contact.organisation == settings.ORGANISATION


def test_a_site_without_any_page_still_has_a_frame(client):
    Site.objects.all().delete()

    assert client.get("/en/anything/").status_code == 404


def test_the_language_menu_offers_each_language_and_says_what_is_missing(home, client):
    plan = StandardPageFactory(parent=home, slug="plan")
    translate(home)

    languages = {entry.code: entry for entry in client.get("/en/plan/").context["languages"]}
    assert (languages["en"].current, languages["en"].available, languages["en"].url) == (True, True, "/en/plan/")
    assert (languages["ar"].available, languages["ar"].url, languages["ar"].dir) == (False, "/ar/", "rtl")

    alias(plan)
    languages = {entry.code: entry for entry in client.get("/en/plan/").context["languages"]}
    assert (languages["ar"].available, languages["ar"].url) == (False, "/ar/plan/")


def test_a_view_is_offered_in_each_language_with_its_query(home, client):
    languages = {entry.code: entry for entry in client.get("/en/verify/?number=ABC").context["languages"]}

    assert languages["ar"].url == "/ar/verify/?number=ABC"


def test_a_page_that_does_not_exist_offers_the_home_pages(home, client, settings):
    response = client.get("/en/nowhere/")

    assert response.status_code == 404
    assert {entry.url for entry in response.context["languages"]} == {f"/{code}/" for code, _name in settings.LANGUAGES}


def test_a_template_knows_the_page_it_shows(home, client):
    assert b'data-page="home.HomePage"' in client.get("/en/").content
    assert b'data-page="pledges:verify"' in client.get("/en/verify/").content


def test_a_template_without_a_request_renders(home):
    assert engines["django"].from_string("{% load content_tags %}{% facts '{hosting}' %}").render({})
