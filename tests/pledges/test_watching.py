"""The watch list: under which disguises a name is still known, and which longer words stay free."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledges.enums import Oddity, WatchKind, WatchMatch
from pledges.watching import Entry, WatchList, oddity_of

MOUSE = Entry(1, WatchKind.FICTIONAL, WatchMatch.PHRASE, ("Mickey Mouse", "Микки Маус", "米老鼠"))
PUTIN = Entry(2, WatchKind.FAMOUS, WatchMatch.NAME, ("Vladimir Putin", "Путин", "Владимир Путин"))
DAMN = Entry(3, WatchKind.OFFENSIVE, WatchMatch.WORD, ("damn",))
BLAST = Entry(4, WatchKind.OFFENSIVE, WatchMatch.LETTERS, ("blasted",))
THE = Entry(5, WatchKind.ADVERTISING, WatchMatch.WORD, ("the",))
GAP = Entry(6, WatchKind.FICTIONAL, WatchMatch.WORD, ("gap year",))


@pytest.fixture(scope="module")
def known() -> WatchList:
    return WatchList.of([MOUSE, PUTIN, DAMN, BLAST, THE, GAP])


@pytest.mark.parametrize(
    "name",
    [
        "Mickey Mouse",
        "mickey MOUSE",
        "Mouse, Mickey",
        "Prof. Dr. Mickey Mouse",
        "Mickey Mouse, PhD",
        "Mickey D. Mouse",
        "Mickey Theodore Mouse",
        "Mickey Mouse 7",
        "Mickey Mouse of Disneyland",
        "Míckëy Mousé",
        "Mickeyy Moouse",
        "MickeyMouse",
        "Mickey-Mouse",
        "M.i.c.k.e.y M.o.u.s.e",
        "M1ckey M0use",
        "Mіckey Mоuse",  # Cyrillic і and о
        "Ｍｉｃｋｅｙ　Ｍｏｕｓｅ",
        "𝕄𝕚𝕔𝕜𝕖𝕪 𝕄𝕠𝕦𝕤𝕖",
        "ᴍɪᴄᴋᴇʏ ᴍᴏᴜꜱᴇ",
        "Mic\u200bkey Mouse",
        "Micky Mouse",  # one letter less, more, other, turned round
        "Mickley Mouse",
        "Mickey Mause",
        "Mickey Mosue",
        "Микки Маус",
        "米老鼠先生",
    ],
)
def test_a_name_is_known_in_every_disguise(known, name):
    assert known.in_name(name).entry == MOUSE.pk


@pytest.mark.parametrize(
    "name", ["Vladimir Putin", "Putin Vladimir", "Vladimir V. Putin", "Vladimir Vladimirovich Putin", "Владимир Владимирович Путин", "ПУТИН", "В. В. Путин", "Господин Путин"],
)  # fmt: skip
def test_a_well_known_person_is_known_with_and_without_the_names_between(known, name):
    assert known.in_name(name).entry == PUTIN.pk


@pytest.mark.parametrize(
    "name",
    [
        "Vladamir Putin",  # one letter other, less, more, turned round
        "Vladmir Putin",
        "Vladimmir Putin",
        "Vladmiir Putin",
        "Putin Vladamir",
        "Vladimir Putln",
        "President Vladamir Putin",
    ],
)
def test_a_well_known_person_is_known_with_a_slip_of_one_letter(known, name):
    assert known.in_name(name).entry == PUTIN.pk


@pytest.mark.parametrize(
    "name",
    [
        "Βλαντιμίρ Πούτιν",
        "व्लादिमीर पुतिन",
        "ভ্লাদিমির পুতিন",
        "விளாடிமிர் புடின்",
        "ולדימיר פוטין",
        "فلاديمير بوتين",
        "ვლადიმირ პუტინი",
        "Վլադիմիր Պուտին",
        "블라디미르 푸틴",
        "ヴラディミル・プティン",
    ],
)
def test_a_well_known_person_is_known_by_sound_in_alphabets_that_the_list_does_not_write(name):
    listed = Entry(1, WatchKind.FAMOUS, WatchMatch.NAME, ("Vladimir Putin", "普京"))

    assert WatchList.of([listed]).in_name(name) is not None


def test_a_name_in_latin_letters_is_not_compared_by_sound(known):
    assert known.in_name("Filadomor Botan") is None


@pytest.mark.parametrize(
    "name",
    ["Vladimir Putina", "Vladimira Putin", "Vladimir Dutin", "Vladimir Petinov", "Vadim Putilin", "Bladimir Lutin"],
)
def test_another_ending_or_first_letter_is_another_name(known, name):
    assert known.in_name(name) is None


@pytest.mark.parametrize(
    "name",
    ["Mickey Rourke", "Peter Mouse", "Mouse", "Mick Eymouseton", "Putina Vladimira Orlova", "Vladimir Putinov", "Wladimir Pusin", "Damnjan Petrović", "Adamn Smith", "Nguyễn Văn Thế", "Gap Kim", "Year Lee"],
)  # fmt: skip
def test_others_are_free(known, name):
    assert known.in_name(name) is None


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Damn You", DAMN),
        ("Daaaamn You", DAMN),
        ("Unblasted Anna", BLAST),
        ("B l a s t e d", BLAST),
        ("Ivan The Great", THE),
        ("Anna Gap Year Berg", GAP),
    ],
)
def test_words_are_found_as_the_entry_says(known, name, entry):
    assert known.in_name(name).entry == entry.pk


def test_a_line_is_searched_for_the_kinds_asked_for_alone(known):
    text = "Institute of the Blasted Heath"

    assert known.in_line(text, kinds=frozenset({WatchKind.OFFENSIVE})).entry == BLAST.pk
    assert known.in_line(text, kinds=frozenset({WatchKind.FICTIONAL})) is None


def test_a_name_that_somebody_called_true_is_free():
    true = Entry(9, WatchKind.TRUE_NAME, WatchMatch.NAME, ("Mickey Mouse",))

    assert WatchList.of([MOUSE, true]).in_name("MOUSE Mickey") is None
    assert WatchList.of([MOUSE, true]).in_name("Prof. Mickey Mouse") is not None


def test_an_empty_list_knows_nobody():
    assert WatchList.of([]).in_name("Mickey Mouse") is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read(text):
    known = WatchList.of([MOUSE, PUTIN, DAMN, BLAST])

    known.in_name(text)
    known.in_line(text, kinds=frozenset(WatchKind))
    oddity_of(text)


@pytest.mark.parametrize(
    ("name", "oddity"),
    [
        ("A" + "nna" * 60, Oddity.TOO_LONG),
        ("J0hn Smith", Oddity.DIGITS),
        ("Anna1990", Oddity.DIGITS),
        ("Anna 1234567", Oddity.DIGITS),
        ("Robert'); DROP", Oddity.SIGNS),
        ("Anna ♥", Oddity.SIGNS),
        ("Anna!", Oddity.SIGNS),
        ("Annа Berg", Oddity.TWO_SCRIPTS),  # a Cyrillic а
        ("Aaaah", Oddity.REPEATED),
        ("Xxx", Oddity.HAMMERED),
        ("Yyy", Oddity.REPEATED),
        ("Ananananan", Oddity.REPEATED),
        ("Ali Ali Ali", Oddity.REPEATED),
        ("Asdf Berg", Oddity.HAMMERED),
        ("Фыва", Oddity.HAMMERED),
        ("Sdkfjhg Wqptz", Oddity.HAMMERED),
        ("Bcd Fgh", Oddity.HAMMERED),
        ("Anna Berg", None),
        ("Anna Berg 2", None),
        ("Anna Berg 3rd", None),
        ("Ng", None),
        ("O", None),
        ("Q", None),
        ("རྡོ་རྗེ་རྒྱལ་མཚན།", None),
        ("Henry III", None),
        ("Siti d/o Ahmad", None),
        ("!Gaeb Xoagub", None),
        ("William “Bill” O’Hara (Ó hEaghra)", None),
        ("Akosua Akyεampong", None),
        ("Mkrtich Mkrtchyan", None),
        ("Brzęczyszczykiewicz", None),
        ("佐藤ケンジ", None),
    ],
)
def test_names_that_look_like_none(name, oddity):
    assert oddity_of(name) == oddity
