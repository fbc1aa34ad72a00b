"""The night map: a picture and a table that say the same."""

import re

import pytest
import time_machine
from django.db import OperationalError
from django.template.loader import render_to_string

from campaign import lights
from tests.factories.campaigns import a_campaign, sign
from tests.factories.pages import a_site
from transparency.tallies import ByCountry

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
    assert context["map_rows"] == [{"name": "Kenya", "count": 3, "by_tier": [3]}]


def test_most_stand_first():
    found = ByCountry({"KE": {"email": 1}, "CN": {"email": 1, "orcid": 2}, "AT": {"email": 3}})

    assert [row["name"] for row in lights.beside(found)["map_rows"]] == ["Austria", "China", "Kenya"]


def columns(rows: dict[str, dict[str, int]]) -> list[list[str]]:
    """Return the cells of the table, line by line."""
    page = render_to_string("campaign/_map.html", lights.beside(ByCountry(rows)) | {"map_url": "/map/light-up.svg"})
    lines = re.findall(r"<tr>(.*?)</tr>", page, re.S)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.S)] for line in lines]


def test_the_table_splits_each_count_by_evidence():
    assert columns({"KE": {"email": 3}}) == [["Country or area", "Confirmed by e-mail only"], ["Kenya", "3"]]
    assert columns({"KE": {"email": 1}, "CN": {"orcid": 2, "email": 1200}}) == [
        ["Country or area", "Scholars", "Confirmed by e-mail only", "Confirmed with an ORCID iD"],
        ["China", "1,202", "1,200", "2"],
        ["Kenya", "1", "1", "0"],
    ]


def test_picture_and_table_say_when_they_were_counted(client):
    campaign = a_campaign()
    a_site(campaign=campaign)
    assert "Counted" not in client.get("/en/").text

    with time_machine.travel("2026-11-24 12:30:00+00:00"):
        sign(campaign)

    caption = client.get("/en/").text.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert "Counted 24 November 2026" in " ".join(caption.split())


@pytest.fixture
def clock(settings):
    settings.KEPT_SECONDS = 60
    with time_machine.travel("2026-11-24 12:00:00+00:00", tick=False) as traveller:
        yield traveller


def test_the_picture_is_drawn_once_for_everybody(client, clock, django_assert_num_queries):
    sign(a_campaign())
    drawn = client.get("/map/light-up.svg", headers={"accept-language": "ar"})

    with django_assert_num_queries(0):
        again = client.get("/map/light-up.svg", headers={"accept-language": "zh-hans"})

    assert again.content == drawn.content
    assert again.headers["Content-Language"] == "en"
    assert "Accept-Language" not in again.headers["Vary"]


def test_the_picture_stands_while_the_database_is_down(client, clock, monkeypatch):
    sign(a_campaign())
    drawn = client.get("/map/light-up.svg")
    clock.shift(3600)

    def down(*_args, **_kwargs):
        raise OperationalError("down")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", down)
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", down)
    client.raise_request_exception = False

    assert client.get("/map/light-up.svg").content == drawn.content


def test_the_first_signature_lights_picture_and_caption_as_it_counts(client, clock):
    campaign = a_campaign()
    a_site(campaign=campaign)
    assert "No light burns here yet" in client.get("/en/").text
    assert b"Kenya" not in client.get("/map/light-up.svg").content
    clock.shift(10)

    sign(campaign)

    page = client.get("/en/")
    assert 'data-count="1"' in page.text
    assert "No light burns here yet" not in page.text
    assert b"Kenya" in client.get("/map/light-up.svg").content
