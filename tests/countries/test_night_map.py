"""The night map: a pure drawing of counts."""

import gzip
import json
import re
import xml.etree.ElementTree as ET

import pytest

from countries import night_map
from countries.night_map import DATA, draw, lights, scholars_per_light

SVG = "{http://www.w3.org/2000/svg}"


def _drawn(counts, *, per_point=1, names=None, title="Lights of the world"):
    return draw(counts, per_point, names or {}, title)


def _spots(svg: str, code: str) -> list[tuple[int, int]]:
    path = ET.fromstring(svg).find(f".//*[@id='{code}']")
    return [(int(x), int(y)) for x, y in re.findall(r"M(-?\d+) (-?\d+)h0", path.get("d"))] if path is not None else []


def test_a_dark_map_is_small_and_whole():
    svg = _drawn({})

    assert ET.fromstring(svg).tag == f"{SVG}svg"
    assert len(svg) < 60_000
    assert len(gzip.compress(svg.encode())) < 25_000
    assert "h0" not in svg


def test_a_light_never_jumps():
    few, many = _spots(_drawn({"KE": 3}), "KE"), _spots(_drawn({"KE": 9, "BR": 2}), "KE")

    assert len(few) == 3
    assert many[:3] == few


def test_one_light_for_each_measure_begun():
    assert [lights(count, 20) for count in (0, 1, 20, 21)] == [0, 1, 1, 2]


@pytest.mark.parametrize("code", ["TV", "NR", "MC", "VA", "SG", "RE", "PS", "TW", "XK", "HK"])
def test_the_smallest_are_lit_like_all_others(code):
    assert len(_spots(_drawn({code: 1}), code)) == 1


def test_every_place_of_forms_has_a_place_on_the_map(db):
    from countries.models import Place

    known = json.loads((DATA / "points.json").read_text())
    offered = set(Place.objects.offered().values_list("alpha2", flat=True))

    assert offered - known.keys() == set()


def test_lights_stand_in_their_own_country():
    """Overseas parts that have a code of their own are not lit for the country they are drawn with."""
    france, guiana = _spots(_drawn({"FR": 24}), "FR"), _spots(_drawn({"GF": 24}), "GF")

    assert all(900 < x < 1000 and 120 < y < 200 for x, y in france)
    assert all(600 < x < 700 and 420 < y < 500 for x, y in guiana)


def test_more_scholars_make_each_light_stand_for_more():
    assert scholars_per_light({}) == 1
    assert scholars_per_light({"KE": 1500}) == 1
    assert scholars_per_light({"KE": 1501}) == 2
    assert scholars_per_light({"KE": 10_000_000, "BR": 3}) == 10_000


def test_a_million_scholars_weigh_little_more():
    counts = dict.fromkeys(json.loads((DATA / "points.json").read_text()), 4_000)

    assert len(_drawn(counts, per_point=scholars_per_light(counts))) < 80_000


def test_names_cannot_break_out():
    svg = _drawn({"KE": 1}, names={"KE": "<script>&"}, title='"</title>')

    assert "<script>" not in svg
    assert ET.fromstring(svg).find(".//*[@id='KE']").find(f"{SVG}title").text == "<script>&"


def test_no_border_is_drawn():
    """All land is one path of closed coasts: two neighbours are in one outline."""
    rings = night_map._land()["path"].count("z")

    assert 200 < rings < 1500
    assert ET.fromstring(_drawn({})).findall(f".//{SVG}path[@stroke='{night_map.SHORE}']").__len__() == 1


def test_an_unknown_code_lights_nothing():
    assert _drawn({"ZZ": 5}) == _drawn({})
