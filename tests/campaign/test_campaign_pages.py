"""The face of a campaign: it shows what is on record, to anybody, at the same cost for one pledge and for many."""

from datetime import UTC, datetime

import pytest
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Locale

from campaign.models import CampaignIndexPage, CampaignPage
from content.caching import forget
from tests.factories.campaigns import TEXTS, a_campaign, sign
from tests.factories.pages import CampaignIndexPageFactory, CampaignPageFactory, ImageFactory, a_site, alias, translate
from transparency.models import Tally

pytestmark = pytest.mark.django_db

HERE = "/en/campaigns/light-up/"


@pytest.fixture
def index():
    return CampaignIndexPageFactory(parent=a_site())


@pytest.fixture
def page(index):
    return CampaignPageFactory(parent=index, campaign=a_campaign())


def test_it_shows_the_pledge_whole_with_its_form_and_its_count(page, client):
    response = client.get(HERE)

    assert response.status_code == 200
    assert TEXTS["en"] in response.content.decode()
    assert b'id="sign"' in response.content
    assert b'action="/en/sign/light-up/"' in response.content
    assert b'data-count="0"' in response.content


def test_a_stranger_gets_no_cookie_and_no_token(page, client):
    response = client.get(HERE)

    assert not response.cookies
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert "public" in response.headers["Cache-Control"]
    assert b"csrfmiddlewaretoken" not in response.content


@pytest.mark.parametrize("number", [1, 20])
def test_it_costs_the_same_for_one_pledge_and_for_twenty(page, client, django_assert_max_num_queries, number):
    sign(page.campaign, number)
    client.get(HERE)

    with django_assert_max_num_queries(12):
        response = client.get(HERE)

    assert f'data-count="{number}"'.encode() in response.content


def test_nothing_is_loaded_from_another_host(page, client):
    page.hero_image, page.hero_alt = ImageFactory(), "A coast at night"
    page.save_revision().publish()

    html = client.get(HERE).content.decode()

    assert 'alt="A coast at night"' in html
    for attribute in ('src="http', "src='http", 'srcset="http', 'src="//', "@import", "url(http"):
        assert attribute not in html


def test_its_address_is_the_records_in_every_language(page, client):
    translate(page, title="أضيئوا قلب العلم")

    response = client.get("/ar/campaigns/light-up/")

    assert response.status_code == 200
    assert TEXTS["ar"] in response.content.decode()
    assert b'action="/ar/sign/light-up/"' in response.content


def test_a_page_not_translated_yet_asks_for_the_pledge_in_the_language_it_is_in(page, client):
    alias(page)

    html = client.get("/ar/campaigns/light-up/").content.decode()

    assert 'data-notice="fallback"' in html
    assert TEXTS["en"] in html
    assert TEXTS["ar"] not in html
    assert 'action="/en/sign/light-up/"' in html


def test_it_takes_the_records_slug_whatever_was_typed(index):
    page = CampaignPage(title="Another title", slug="another", lead="x", campaign=a_campaign("haikou-initiative"))
    index.add_child(instance=page)

    assert page.slug == "haikou-initiative"


def test_a_copy_beside_it_keeps_a_slug_of_its_own(page):
    copied = page.copy(update_attrs={"slug": "copied"})

    assert copied.slug == "copied"


def test_a_record_with_a_face_cannot_be_deleted(page):
    with pytest.raises(ProtectedError):
        page.campaign.delete()


def test_deleting_the_face_leaves_the_record_and_its_pledges(page):
    sign(page.campaign)

    page.delete()

    page.campaign.refresh_from_db()
    assert page.campaign.pledges.count() == 1


def test_a_closed_campaign_says_so_and_shows_no_form(page, client):
    page.campaign.closes_at = datetime(2026, 1, 31, 12, tzinfo=UTC)
    page.campaign.save()

    answer = client.get(HERE).content.decode()

    assert "takes no signatures at present" in answer
    assert "It closed on 31 January 2026, 12:00 UTC." in answer
    assert "data-sign" not in answer
    assert 'id="sign"' in answer  # links from elsewhere lead here
    assert 'href="#sign"' not in answer
    assert TEXTS["en"] in answer


def test_a_campaign_without_a_published_text_takes_no_signatures(index, client):
    campaign = a_campaign("later")
    empty = type(campaign.commitment).objects.create(slug="empty", name="empty")
    campaign.commitment = empty
    campaign.save()
    CampaignPageFactory(parent=index, campaign=campaign)

    response = client.get("/en/campaigns/later/")

    assert response.status_code == 200
    assert b"data-sign" not in response.content
    assert b"takes no signatures at present" in response.content


def test_the_way_back_stands_above_the_title(page):
    assert page.breadcrumbs == [
        {"url": "/en/campaigns/", "label": "Campaigns"},
        {"url": "", "label": "Light up the heart of science"},
    ]


def test_the_list_shows_each_campaign_with_its_count(page, index, client):
    CampaignPageFactory(parent=index, campaign=a_campaign("haikou-initiative", goal=10), title="The Haikou Initiative")
    CampaignPageFactory(parent=index, campaign=a_campaign("draft"), title="Not yet", live=False)
    sign(page.campaign, 2)

    cards = client.get("/en/campaigns/").context["campaigns"]

    assert [(card.title, card.count, card.goal, card.percent) for card in cards] == [
        ("Light up the heart of science", 2, None, 0),
        ("The Haikou Initiative", 0, 10, 0),
    ]


def test_a_card_splits_its_count_by_evidence(page, index, client):
    sign(page.campaign, 3)
    one_kind = client.get("/en/campaigns/").content.decode()
    Tally.objects.filter(dimension="all").update(count=2)
    Tally.objects.create(campaign="light-up", dimension="all", tier="orcid", count=1, as_of=timezone.now())
    forget()

    two_kinds = client.get("/en/campaigns/").content.decode()

    assert "3 scholars have signed" in one_kind
    assert "<li>Confirmed by e-mail only</li>" in one_kind
    assert "3 scholars have signed" in two_kinds
    assert "<li>Confirmed by e-mail only: 2</li><li>Confirmed with an ORCID iD: 1</li>" in two_kinds


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_for_one_campaign_and_for_twelve(index, client, django_assert_max_num_queries, number):
    for n in range(number):
        CampaignPageFactory(parent=index, campaign=a_campaign(f"campaign-{n}"))
    client.get("/en/campaigns/")

    with django_assert_max_num_queries(9):
        response = client.get("/en/campaigns/")

    assert len(response.context["campaigns"]) == number


def test_an_empty_list_says_what_will_stand_there(index, client):
    assert b"No campaign is open yet" in client.get("/en/campaigns/").content


def test_a_goal_reached_is_never_more_than_whole(index, client):
    page = CampaignPageFactory(parent=index, campaign=a_campaign(goal=2))
    sign(page.campaign, 3)

    (card,) = client.get("/en/campaigns/").context["campaigns"]

    assert (card.count, card.percent, card.goal_reached) == (3, 100, True)


def test_campaigns_are_siblings(index):
    assert CampaignIndexPage.subpage_types == ["campaign.CampaignPage"]
    assert CampaignPage.subpage_types == []
    assert index.locale == Locale.objects.get(language_code="en")
