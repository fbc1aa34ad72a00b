import hashlib
import json
import re

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from pledges.certificates import typefaces, undrawable
from pledges.certificates.typefaces import FONTS, typeset
from tests.pledges.certificates.hard_names import ALL_NAMES

MANIFEST = json.loads((FONTS / "manifest.json").read_text())
FONT_FILES = sorted(path for path in FONTS.iterdir() if path.suffix in (".ttf", ".otf"))


def families(text: str, style: str = "serif", **other) -> tuple[str, ...]:
    return typeset(text, style, **({"language": "en", "direction": "ltr"} | other)).families


def test_the_fonts_weigh_45_megabytes_at_most():
    assert sum(path.stat().st_size for path in FONTS.rglob("*") if path.is_file()) <= 45_000_000


def test_each_font_is_in_the_manifest_as_it_is_with_its_licence():
    assert [entry["file"] for entry in MANIFEST] == [path.name for path in FONT_FILES]
    for entry, path in zip(MANIFEST, FONT_FILES, strict=True):
        assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), path.name
        assert (FONTS / "licences" / entry["licence"]).stat().st_size > 500
        assert entry["source"]
        assert entry["version"]


def test_no_font_with_a_reserved_name_was_changed():
    reserved = set()
    for entry in MANIFEST:
        names = TTFont(FONTS / entry["file"], lazy=True)["name"]
        if "Reserved Font Name" in f"{names.getDebugName(0)}{names.getDebugName(13)}":
            reserved.add(entry["family"])
            assert entry["modified"] == "", entry["file"]

    assert reserved == {"Source Sans 3"}


def test_the_committed_coverage_is_that_of_the_fonts():
    assert json.loads(typefaces.COVERAGE.read_text()) == typefaces.coverage_of_fonts()


@pytest.mark.parametrize("name", ALL_NAMES)
def test_every_hard_name_can_be_drawn(name):
    assert undrawable(name) == ()


def test_there_are_sixty_hard_names_and_more():
    assert len(set(ALL_NAMES)) >= 60


@pytest.mark.parametrize(
    ("first", "last"),
    [(0x4E00, 0x9FEA), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0xAC00, 0xD7A3), (0x1200, 0x1248), (0x1400, 0x167F)],
    ids=["Han", "extension A", "extension B", "Hangul", "Ethiopic", "syllabics"],
)
def test_whole_blocks_are_there(first, last):
    assert undrawable("".join(map(chr, range(first, last + 1)))) == ()


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Amina 😀 Otieno", ("😀",)),
        ("A\u1aff \U0001f600\U0001f600", ("\u1aff", "\U0001f600")),  # each once
        ("\ue000", ("\ue000",)),  # private use
        ("\U0002ffff", ("\U0002ffff",)),  # a noncharacter
        ("\ud800", ("\ud800",)),
    ],
)
def test_what_cannot_be_drawn_is_named(text, letters):
    assert undrawable(text) == letters


@pytest.mark.parametrize(
    "text", ["", " ", "e\u0301", "علی\u200cرضا", "ශ්\u200dරී", "渡邊\U000e0104", "א\u200fב", "a\u00adb", "A\ufe0f"]
)
def test_signs_that_are_not_drawn_are_no_obstacle(text):
    assert undrawable(text) == ()


@given(st.text(max_size=40))
def test_any_text_is_either_drawn_or_named_letter_by_letter(text):
    missing = undrawable(text)

    assert all(missing)
    assert all(undrawable(letters) == (letters,) for letters in missing)


@given(st.text(max_size=40))
def test_clusters_are_the_text(text):
    assert "".join(typefaces.clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "style", "family"),
    [
        ("Amina", "serif", "EB Garamond"),
        ("Amina", "sans", "Source Sans 3"),
        ("Олександра", "serif", "EB Garamond"),
        ("محمد", "serif", "Amiri"),
        ("محمد", "sans", "Noto Naskh Arabic"),
        ("शर्मा", "serif", "Noto Serif Devanagari"),
        ("ស្រី", "serif", "Hanuman"),
        ("歐陽", "sans", "Noto Serif CJK SC"),
        ("𪚥", "serif", "Light Up Rare Han"),
        ("ꞑ", "serif", "Noto Serif"),
    ],
)
def test_each_script_has_its_face(text, style, family):
    assert families(text, style)[0] == family


def test_latin_letters_keep_their_face_in_a_text_of_another_script():
    found = typeset("جامعة Fes", "serif", language="ar", direction="rtl")

    assert found.own
    assert found.families[:2] == ("Amiri", "EB Garamond")


@pytest.mark.parametrize(
    ("text", "country", "language", "form"),
    [
        ("李", "", "en", ("zh", "CN")),
        ("李", "TW", "en", ("zh", "TW")),
        ("李", "HK", "zh-hans", ("zh", "HK")),
        ("李", "JP", "en", ("ja", "JP")),
        ("李", "KR", "en", ("ko", "KR")),
        ("李", "", "zh-hant", ("zh", "TW")),
        ("李", "", "ja", ("ja", "JP")),
        ("李 はるか", "CN", "en", ("ja", "JP")),
        ("김 李", "", "en", ("ko", "KR")),
        ("Amina", "JP", "en", ("en", "")),
        ("Ana", "", "pt-BR", ("pt", "BR")),
        ("李", "", "zh-hans", ("zh", "CN")),
    ],
)
def test_chinese_characters_take_the_form_of_the_country_then_of_the_language(text, country, language, form):
    found = typeset(text, "serif", language=language, direction="ltr", country_code=country)

    assert (found.lang, found.region) == form


@pytest.mark.parametrize(
    ("text", "sheet", "direction"),
    [
        ("Amina", "rtl", "ltr"),
        ("محمد", "ltr", "rtl"),
        ("שרה Cohen", "ltr", "rtl"),
        ("14 2026", "rtl", "rtl"),
        ("14", "ltr", "ltr"),
    ],
)
def test_a_text_runs_as_its_first_letter_does_and_figures_as_the_sheet(text, sheet, direction):
    assert typeset(text, "serif", language="en", direction=sheet).direction == direction


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Amina", "Latn"),
        ("14-03", "Zyyy"),
        ("山田 はる", "Hira"),
        ("Li 李偉明", "Hani"),
        ("Ab אב", "Latn"),
        ("ヴァン", "Hira"),
    ],
)
def test_the_main_script_is_that_of_most_letters(text, letters):
    assert typefaces.main_script(text) == letters


def test_only_scripts_that_have_them_get_capitals_and_italics():
    assert [typefaces.has_case(code) for code in ("Latn", "Armn", "Geor", "Arab", "Hani")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [typefaces.may_slant(code) for code in ("Latn", "Cyrl", "Armn", "Deva")] == [True, True, False, False]


def test_the_coverage_is_compact():
    assert typefaces.COVERAGE.stat().st_size < 80_000
    assert re.fullmatch(r"[0-9A-F]+(-[0-9A-F]+)?", json.loads(typefaces.COVERAGE.read_text())["Hanuman"].split()[0])
