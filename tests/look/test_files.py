"""Fonts, scripts and vendored files: their weight, and the licence beside each."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
FONTS = STATIC / "fonts"
SCRIPTS = [STATIC / "js" / name for name in ("theme.js", "light-up.js", "sign.js")]  # those of public pages


def test_a_reader_of_latin_loads_little():
    assert (
        sum((FONTS / name).stat().st_size for name in ("eb-garamond-latin.woff2", "source-sans-3-latin.woff2")) < 90_000
    )


def test_a_reader_of_arabic_loads_little():
    assert sum((FONTS / name).stat().st_size for name in ("amiri-arabic.woff2", "amiri-latin.woff2")) < 100_000


def test_every_font_is_used_and_every_used_font_is_there():
    named = set(
        re.findall(r"url\(\"\.\./fonts/([^\"]+)\"\)", (STATIC / "css" / "fonts.css").read_text(encoding="utf-8"))
    )

    assert named == {path.name for path in FONTS.glob("*.woff2")}


@pytest.mark.parametrize("name", ["OFL-EB-Garamond.txt", "OFL-Source-Sans-3.txt", "OFL-Amiri.txt"])
def test_each_family_has_its_licence_beside_it(name):
    assert "SIL Open Font License" in (FONTS / name).read_text(encoding="utf-8")


def test_the_widget_has_its_licence_beside_it():
    assert "MIT License" in (STATIC / "vendor" / "altcha" / "LICENSE.txt").read_text(encoding="utf-8")


def test_scripts_of_the_first_view_are_small():
    assert sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS) < 5_000


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_no_markup_and_evaluate_nothing(script):
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script.read_text()
    )


def test_pictures_carry_no_script():
    for picture in STATIC.rglob("*.svg"):
        assert not re.search(r"<script|\son[a-z]+=|https?://(?!www\.w3\.org)", picture.read_text(encoding="utf-8")), (
            picture
        )
