"""The night map: a picture and a table that say the same."""

import pytest

from campaign import lights
from tests.factories.campaigns import a_campaign, sign
from tests.factories.pages import a_site

pytestmark = pytest.mark.django_db


def test_each_country_with_a_pledge_is_lit(client):
    sign(a_campaign(), 2)

    response = client.get("/map/light-up.svg")

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert b"<title>Kenya</title>" in response.content
    assert b"<title>China</title>" not in response.content
    assert "public" in response.headers["Cache-Control"]
    assert not response.cookies


def test_a_dark_map_is_drawn_too(client):
    a_campaign()

    assert b"<svg" in client.get("/map/light-up.svg").content


def test_an_unknown_campaign_has_no_map(client):
    assert client.get("/map/nowhere.svg").status_code == 404


def test_the_table_stands_beside_it_in_the_readers_language(client):
    campaign = a_campaign()
    a_site(campaign=campaign)
    sign(campaign, 3)

    context = client.get("/en/").context

    assert context["map_url"] == "/map/light-up.svg"
    assert context["map_rows"] == [{"name": "Kenya", "count": 3}]


def test_most_stand_first(monkeypatch):
    monkeypatch.setattr(lights, "counts_of", lambda slug: {"KE": 1, "CN": 3, "AT": 3})

    assert [row["name"] for row in lights.table("x")["map_rows"]] == ["Austria", "China", "Kenya"]
