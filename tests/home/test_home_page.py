"""The front page: one sentence, one count, one way to sign."""

import pytest

from tests.factories.campaigns import a_campaign, sign
from tests.factories.pages import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    StoryIndexPageFactory,
    StoryPageFactory,
    a_site,
    translate,
)

pytestmark = pytest.mark.django_db


def test_the_root_leads_to_the_readers_language(client):
    translate(a_site())

    assert client.get("/", headers={"accept-language": "ar-EG"}).headers["Location"] == "/ar/"
    assert client.get("/", headers={"accept-language": "sw"}).headers["Location"] == "/en/"


def test_it_shows_its_sentence_line_by_line(client):
    home = a_site(hero="Light Up the Heart of Science,\nLight Up the Future of Humanity")

    assert home.hero_lines == ["Light Up the Heart of Science,", "Light Up the Future of Humanity"]
    assert b"Light Up the Heart of Science," in client.get("/en/").content


def test_without_a_sentence_it_shows_its_title():
    assert a_site(title="Light Up").hero_lines == ["Light Up"]


def test_it_shows_the_count_of_its_campaign_in_every_language(client):
    campaign = a_campaign()
    translate(a_site(campaign=campaign))
    sign(campaign, 2)

    assert b'data-count="2"' in client.get("/en/").content
    assert b'data-count="2"' in client.get("/ar/").content


def test_it_shows_campaigns_and_the_three_newest_stories_of_its_own_language(client):
    home = a_site()
    CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home), campaign=a_campaign())
    stories = StoryIndexPageFactory(parent=home)
    StoryPageFactory.create_batch(4, parent=stories)
    translate(home)

    english, arabic = client.get("/en/").context, client.get("/ar/").context

    assert (len(english["campaigns"]), len(english["stories"])) == (1, 3)
    assert (len(arabic["campaigns"]), len(arabic["stories"])) == (0, 0)


@pytest.mark.parametrize("number", [1, 20])
def test_it_costs_the_same_for_one_pledge_and_for_twenty(client, django_assert_max_num_queries, number):
    campaign = a_campaign()
    home = a_site(campaign=campaign)
    CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home), campaign=campaign)
    sign(campaign, number)
    client.get("/en/")

    with django_assert_max_num_queries(12):
        client.get("/en/")


def test_it_is_empty_but_whole_on_the_first_day(client):
    a_site()

    assert client.get("/en/").status_code == 200
