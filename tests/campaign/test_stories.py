"""Stories: the newest first, each with its date and, where it has one, its country."""

from datetime import date

import pytest

from campaign.enums import StoryKind
from tests.factories.pages import ImageFactory, StoryIndexPageFactory, StoryPageFactory, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return StoryIndexPageFactory(parent=a_site())


def test_the_newest_stands_first_and_drafts_not_at_all(index, client):
    StoryPageFactory(parent=index, title="Older", dated_on=date(2022, 11, 19))
    StoryPageFactory(parent=index, title="Newer", dated_on=date(2025, 11, 12))
    StoryPageFactory(parent=index, title="Draft", live=False)

    stories = client.get("/en/stories/").context["stories"]

    assert [story.title for story in stories] == ["Newer", "Older"]


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_for_one_story_and_for_twelve(index, client, django_assert_max_num_queries, number):
    StoryPageFactory.create_batch(number, parent=index, country_id="KE", picture=ImageFactory())
    client.get("/en/stories/")

    with django_assert_max_num_queries(9):
        client.get("/en/stories/")


@pytest.mark.parametrize(("query", "number"), [("", 12), ("?page=1", 12), ("?page=2", 1)])
def test_a_page_holds_twelve(index, client, query, number):
    StoryPageFactory.create_batch(13, parent=index)

    assert len(client.get(f"/en/stories/{query}").context["stories"]) == number


@pytest.mark.parametrize("page", ["x", "99", "0", "-1", "02", "+2", "2.0", " 2", "", "\u0662", "9" * 5000])
def test_no_other_number_is_a_page(index, client, page):
    StoryPageFactory.create_batch(13, parent=index)

    assert client.get("/en/stories/", {"page": page}).status_code == 404


def test_a_story_says_what_when_and_where(index, client):
    StoryPageFactory(parent=index, slug="haikou", kind=StoryKind.REPORT, dated_on=date(2022, 11, 19), country_id="CN")

    html = client.get("/en/stories/haikou/").content.decode()

    assert "Report" in html
    assert "China" in html
    assert 'datetime="2022-11-19"' in html
    assert "It happened in Haikou." in html


def test_an_empty_list_says_what_will_stand_there(index, client):
    assert b"No story is published yet" in client.get("/en/stories/").content


def test_a_story_without_a_country_shows_none(index):
    assert StoryPageFactory(parent=index).country_name == ""
