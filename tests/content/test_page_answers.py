"""What a page answers to strangers can be kept by any cache; what it answers to staff by none."""

from datetime import date

import pytest
from django.apps import apps
from django.test import RequestFactory

from content.models import BasePage
from tests.factories.campaigns import a_campaign
from tests.factories.pages import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ImageFactory,
    StandardPageFactory,
    a_site,
)
from users.models import User

OUR_PAGES = [model for model in apps.get_models() if issubclass(model, BasePage)]


@pytest.mark.parametrize("model", OUR_PAGES, ids=lambda model: model.__name__)
def test_each_page_type_names_what_may_stand_below_it(model):
    assert "subpage_types" in vars(model)
    assert all("." in name and name != "wagtailcore.Page" for name in model.subpage_types)


@pytest.mark.parametrize("model", OUR_PAGES, ids=lambda model: model.__name__)
def test_each_page_type_tells_editors_what_it_is_for(model):
    assert model.page_description
    assert model._meta.verbose_name != model._meta.model_name


@pytest.mark.django_db
def test_a_stranger_gets_an_answer_that_any_cache_may_keep(client):
    StandardPageFactory(parent=a_site(), slug="about")

    response = client.get("/en/about/")

    assert "public" in response.headers["Cache-Control"]
    assert "max-age=10" in response.headers["Cache-Control"]
    assert "stale-while-revalidate" in response.headers["Cache-Control"]
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    assert b"wagtail-userbar" not in response.content


@pytest.mark.django_db
def test_an_unchanged_page_is_not_sent_again(client):
    StandardPageFactory(parent=a_site(), slug="about")
    first = client.get("/en/about/")

    again = client.get("/en/about/", headers={"if-none-match": first.headers["ETag"]})

    assert again.status_code == 304
    assert not again.content


@pytest.mark.django_db
def test_staff_get_an_answer_of_their_own_with_wagtails_bar(client):
    StandardPageFactory(parent=a_site(), slug="about")
    client.force_login(User.objects.create_superuser("secretariat@example.org", "x"))

    response = client.get("/en/about/")

    assert "private" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]
    assert b"wagtail-userbar" in response.content


@pytest.mark.django_db
def test_a_session_without_rights_shows_no_bar(client):
    StandardPageFactory(parent=a_site(), slug="about")
    client.force_login(User.objects.create_user("officer@example.org", "x"))

    response = client.get("/en/about/")

    assert "private" in response.headers["Cache-Control"]
    assert b"wagtail-userbar" not in response.content


@pytest.mark.django_db
def test_a_page_with_every_block_renders(client):
    home = a_site()
    campaigns = CampaignIndexPageFactory(parent=home)
    sign = CampaignPageFactory(parent=campaigns, campaign=a_campaign())
    picture = ImageFactory()
    body = [
        ("text", "<h2>Why</h2><p>Read <b>this</b>.</p>"),
        ("quote", {"text": "the children of ourselves", "speaker": "Haikou Initiative"}),
        ("figure", {"image": picture, "alt": "A coast", "caption": "Every pledge is a light."}),
        ("statistic", {"figure": "54", "label": "countries", "source": "ESCM Plan", "source_date": date(2025, 11, 12)}),
        ("timeline", {"heading": "So far", "items": [{"when": "2022", "title": "Haikou", "text": "Agreed."}]}),
        ("faq", {"heading": "Questions", "items": [{"question": "Who?", "answer": "<p>Any scholar.</p>"}]}),
        ("cards", {"heading": "On", "items": [{"title": "Campaigns", "page": campaigns, "image": picture}]}),
        ("call_to_sign", {"page": sign, "heading": "Sign", "text": "", "button": "Sign now"}),
        ("embed", {"url": "https://www.ness.link/", "title": "NESS", "image": picture}),
    ]
    StandardPageFactory(parent=home, slug="all", body=body, social_image=picture)

    response = client.get("/en/all/")

    assert response.status_code == 200
    for words in ("Read <b>this</b>", "the children of ourselves", "Any scholar.", "Sign now", "NESS"):
        assert words in response.content.decode()
    assert b'href="/en/campaigns/light-up/#sign"' in response.content
    assert b'property="og:image" content="http://testserver/' in response.content


@pytest.mark.django_db
def test_a_body_with_links_costs_no_queries_once_it_is_kept(client, django_assert_max_num_queries):
    home = a_site()
    linked = [StandardPageFactory(parent=home, slug=f"page-{n}") for n in range(20)]
    cards = [{"title": page.title, "page": page} for page in linked[:12]]
    prose = "".join(f'<p><a linktype="page" id="{page.pk}">x</a></p>' for page in linked)
    StandardPageFactory(parent=home, slug="links", body=[("text", prose), ("cards", {"items": cards})])
    client.get("/en/links/")

    with django_assert_max_num_queries(8):
        response = client.get("/en/links/")

    assert response.content.count(b'href="/en/page-3/"') == 2


@pytest.mark.django_db
def test_a_change_of_a_linked_page_shows_at_once(client):
    home = a_site()
    plan = StandardPageFactory(parent=home, slug="plan")
    StandardPageFactory(parent=home, slug="links", body=[("text", f'<p><a linktype="page" id="{plan.pk}">x</a></p>')])
    client.get("/en/links/")

    plan.slug = "the-plan"
    plan.save_revision().publish()

    assert b'href="/en/the-plan/"' in client.get("/en/links/").content


@pytest.mark.django_db
def test_a_page_taken_down_is_gone_at_once(client):
    page = StandardPageFactory(parent=a_site(), slug="about")
    assert client.get("/en/about/").status_code == 200

    page.unpublish()

    assert client.get("/en/about/").status_code == 404


@pytest.mark.django_db
def test_a_preview_shows_the_draft_and_is_kept_by_nobody():
    page = StandardPageFactory(parent=a_site(), slug="about", body=[("text", "<p>old</p>")])
    page.serve(RequestFactory().get("/en/about/")).render()
    page.body = [("text", "<p>new</p>")]

    preview = page.make_preview_request(preview_mode="")
    preview.render()

    assert b"<p>new</p>" in preview.content
    assert "private" in preview.headers["Cache-Control"]
