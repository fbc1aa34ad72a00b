"""Each hard name, drawn into a certificate and read back by other people's readers."""

import io
from functools import cache

import pytest
from pypdf import PdfReader

from pledges.certificates import clean, render_pdf
from tests.pledges.certificates.hard_names import ALL_NAMES, HARD_NAMES
from tests.pledges.certificates.readers import bare, poppler_text, pypdf_text
from tests.pledges.certificates.samples import make_facts

FROM_THE_RIGHT = {*HARD_NAMES["Hebrew"], *HARD_NAMES["Arabic"], *HARD_NAMES["Other from the right"], "محمد Smith علي"}
# Their signs stand above or below the line by themselves; typst writes such a sign as a run of its own, and poppler gives
# the whole letter with it once more.
SAID_TWICE = {"ꦱꦸꦏꦂꦤꦺꦴ", "މުޙައްމަދު ޢަލީ", "مُحَمَّدٌ الْأَمِين"}
# A hyphen at the end of a line is a word cut in two to poppler, which takes it away.
CUT = {"Robert'); DROP TABLE pledges;--"}
# Scripts whose letters are one glyph each. pypdf does not know /ActualText, by which a letter of several glyphs is
# written once, and gives the letter for each of its glyphs.
SIMPLE = {
    *HARD_NAMES["Latin"],
    *HARD_NAMES["Greek and Cyrillic"],
    *HARD_NAMES["Caucasus"],
    *HARD_NAMES["Africa and the Americas"],
}
STACKED = {"Ijeọma N̄kọ́"}


@cache  # three tests look at each
def sheet(name: str) -> bytes:
    return render_pdf(make_facts(name, affiliation="", country=""))


@pytest.mark.parametrize("name", [name for name in ALL_NAMES if name not in FROM_THE_RIGHT | SAID_TWICE | CUT])
def test_a_name_is_read_back_letter_for_letter(name):
    assert bare(name) in bare(poppler_text(sheet(name)))


@pytest.mark.parametrize("name", sorted(SIMPLE - STACKED))
def test_a_name_of_simple_letters_is_read_back_by_a_second_reader(name):
    assert bare(name) in bare(pypdf_text(sheet(name)))


@pytest.mark.parametrize("name", sorted(FROM_THE_RIGHT - SAID_TWICE))
def test_a_name_from_the_right_is_read_back_with_all_its_letters(name):
    """Poppler puts words and vowel signs of a line from the right in another order, in a page from the left."""
    text = bare(poppler_text(sheet(name)))
    start = text.index("CERTIFICATEOFPLEDGE") + len("CERTIFICATEOFPLEDGE")

    assert sorted(text[start : start + len(bare(name))]) == sorted(bare(name))


@pytest.mark.parametrize("name", sorted(SAID_TWICE | CUT))
def test_what_a_reader_gets_wrong_it_does_not_lose(name):
    assert set(bare(name)) <= set(bare(poppler_text(sheet(name))))


@pytest.mark.parametrize("name", ["محمد بن عبد الله الفاسي", "فاطمة الزهراء", "ڈاکٹر عبدالقدیر ٹھٹھوی", "שרה כהן"])
def test_a_name_from_the_right_is_read_back_in_order_when_it_has_no_vowel_signs(name):
    assert bare(name) in bare(poppler_text(sheet(name)))


@pytest.mark.parametrize("name", ALL_NAMES)
def test_the_title_of_the_file_has_the_name_exactly_whatever_a_reader_makes_of_the_page(name):
    assert PdfReader(io.BytesIO(sheet(name))).metadata.title == f"Certificate of Pledge · {clean(name)}"
