"""Names of every length: nothing overlaps, nothing is cut off, no word is broken."""

import io

import pytest
from pypdf import PdfReader

from pledges.certificates import render_pdf, share_image
from pledges.certificates.typefaces import breakable
from tests.pledges.certificates.readers import bare, poppler_text, raster
from tests.pledges.certificates.samples import ARABIC, make_facts

LONG = {
    "200 letters": "Maria da Conceição Evangelina Nascimento dos Santos Albuquerque e Silva de Oliveira Figueiredo "
    "Magalhães Cavalcanti do Espírito Santo Pereira de Alcântara e Bragança Guimarães Vasconcelos de Sousa e Castro Ab",
    "hyphens": "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley",
    "one long word": "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe",
    "Arabic": "محمد بن عبد الله بن عبد الرحمن بن عبد العزيز الفاسي الفهري الإدريسي الحسني المغربي",
    "Chinese without spaces": "歐陽龍驤" * 12,
    "Thai": "สมชายศรีสุวรรณ์กุลธิดา " * 5,
}
FULL = {
    "affiliation": "Interfaculty Institute for Long-Term Ecological Observation and Sustainable Survival, Sample Technical "
    "University of the Northern Territories and Adjacent Islands, Faculty of Environmental Sciences",
    "role": "Distinguished Professor Emerita of Comparative Zoology and Director of the Museum",
}


@pytest.mark.parametrize("other", [{}, FULL], ids=["usual", "everything long"])
@pytest.mark.parametrize("name", LONG.values(), ids=LONG.keys())
def test_a_long_name_stays_in_its_column_and_above_the_signature(name, other):
    facts = make_facts(name.strip(), **other)
    page = raster(render_pdf(facts), 72)

    def is_empty(left: float, top: float, right: float, bottom: float) -> bool:
        dots = 72 / 25.4
        low, _ = page.convert("L").crop([round(mm * dots) for mm in (left, top, right, bottom)]).getextrema()
        return low > 235

    assert is_empty(150.6, 40, 153.5, 150)  # between column and light
    assert is_empty(28, 158.5, 80, 166)  # room to sign
    assert is_empty(28, 38, 150, 48)  # between house and title


@pytest.mark.parametrize("name", [LONG["200 letters"], LONG["hyphens"], LONG["one long word"]])
def test_no_word_of_a_long_name_is_broken(name):
    lines = poppler_text(render_pdf(make_facts(name))).splitlines()

    for word in name.replace("-", "- ").split():
        assert any(word.rstrip("-") in line for line in lines), word


@pytest.mark.parametrize("name", ["Q", "Ng", "李", "ß"])
def test_a_name_of_a_letter_or_two_is_no_larger_than_47_points(name):
    assert bare(name) in bare(poppler_text(render_pdf(make_facts(name))))


@pytest.mark.parametrize("kind", ["link", "square", "story"])
@pytest.mark.parametrize("name", LONG.values(), ids=LONG.keys())
def test_a_long_name_is_drawn_into_every_picture(kind, name):
    assert share_image(make_facts(name.strip(), **FULL), kind)[:4] == b"\x89PNG"


def test_a_long_arabic_sheet_keeps_its_room_too():
    page = raster(render_pdf(make_facts(LONG["Arabic"], **ARABIC)), 72).convert("L")
    dots = 72 / 25.4

    low, _ = page.crop([round(mm * dots) for mm in (297 - 153.5, 40, 297 - 150.6, 150)]).getextrema()
    assert low > 235


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Amina", ["A", "m", "i", "n", "a"]),
        ("ศรีเสา", ["ศ", "รี", "เสา"]),  # a vowel before its consonant, and one after
        ("ແກ້ວ", ["ແກ້", "ວ"]),
        ("ဆန်းမြင့်", ["ဆန်း", "မြင့်"]),  # a final consonant stays with its syllable
        ("ဒက္ခ", ["ဒ", "က္ခ"]),  # as does a stack
        ("སྐལ་བཟང་", ["སྐལ་", "བཟང་"]),
        ("ក្ដា", ["ក្ដា"]),
        ("கிருஷ்ண", ["கி", "ருஷ்ண"]),
        ("ヴァン・ゴッホ", ["ヴァ", "ン・", "ゴッ", "ホ"]),
        ("李 四", ["李 ", "四"]),
        ("𠮷野", ["𠮷", "野"]),
        ("ꦏ꧀ꦏ", ["ꦏ꧀ꦏ"]),
    ],
)
def test_a_line_may_end_in_need_between_syllables_only(name, parts):
    assert breakable(name) == parts


@pytest.mark.parametrize("name", [*LONG.values(), "W" * 120, "歐" * 120, "ဆန်းမြင့်ကြည်" * 9])
def test_the_parts_of_a_name_are_the_name(name):
    assert "".join(breakable(name)) == name


def test_the_longest_names_stay_readable():
    """120 of the widest letters: on five lines they are larger than the small print beside them (7.8 points)."""
    pdf = PdfReader(io.BytesIO(render_pdf(make_facts("W" * 120))))
    sizes: dict[str, float] = {}

    def note(text, _cm, tm, _font, size):
        sizes[text.strip()] = round(size * abs(tm[3]), 1)

    pdf.pages[0].extract_text(visitor_text=note)

    assert min(size for text, size in sizes.items() if "WWWW" in text) > 12
