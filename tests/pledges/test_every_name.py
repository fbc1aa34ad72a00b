"""Every name goes through form, row, mails, pages, files and tables unchanged: byte for byte after NFC."""

import csv
import html
import io
import re
import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader

from pledges import owed, services, sheets
from pledges.enums import FileKind
from pledges.models import Pledge
from tests.factories.pledges import PledgeFactory, token
from tests.factories.users import UserFactory
from tests.pledges.certificates.hard_names import ALL_NAMES
from tests.pledges.certificates.readers import bare, poppler_text
from tests.pledges.conftest import body_of

SAMPLE = Path(__file__).parents[1] / "data" / "names.csv"
MORE_NAMES = (
    "Kaʻahumanu",
    "Oʼodham Ñahñu",
    "Máire Ní Ḋónaıll",
    "IJsbrand van 't Hoff",
    "İbrahim ıIiİ",
    "Straße ẞ ſ",
    "ǅemal Ǉiljana Ǌegoš",
    "ﬁona",
    "x̣ʷəlšucid",
    "Ṯ̣est",
    "q̓aʔ",
    "ΐ Ϋ ς Σ",
    "Иван (Ваня) Й.",
    "नी\u200d ज़",
    "ক্\u200dষ",
    "می\u200cخواهم",
    "ශ්\u200dරී",
    "ﷺ",
    "각",
    "가",
    "ガギグ",
    "ﾊﾝｶｸ",
    "Ａｄａ",
    "葛\U000e0100城",
    "山田\u3000太郎",
    "Jean\u00a0Dupont",
    "Björk Guðmundsdóttir".casefold(),
    "MCDONALD van der BERG",
    "de la Cruz y Ñáñez, hijo",
    "Smith-Jones III",
    "Д'Артаньян",
    "O'Connor O’Connor OʼConnor OʻConnor",
    "Anne‐Marie Jean–Luc",
    "J. R. R.",
    "A",
    "É",
    "ა",
    "ﬄ",
    "m" * 200,
    "é" * 200,
    # numbers and signs that registries take
    "X Æ A-12",
    "Jennifer 8. Lee",
    "Henry VIII.",
    "Sammy Davis, Jr.",
    "Ivar “the Boneless” Ragnarsson",
    "Kvothe / Qvothe",
    "Nuñez & Söhne + Co.",
    "C++ Ada",
    "François‑Xavier",
    "l·lustre Gal·la",
    "Ŀuís Ŀ",
    "ʿAbd al-ʿAzīz ibn Ṣāliḥ",
    "Al-Ḫwārizmī",
    "Ɓala Ɗan Ƙano Ƴar",
    "Ẹ̀bùn Ọ̀ṣun",
    "Ŋalo Ɔkɔ̃ Ɛ̃",
    "Šemšédîn Ê Î Û",
    "Ðorđe Đỗ Ðức",
    "Ģirts Ķīlis Ļļ Ņņ Ŗŗ",
    "Máel Ṁuiṙe",
    "Θεόδωρος ᾼ ᾳ ῥ",
    "Ґалаґан Єфремʼюк Їжак",
    "Ҳамза Қурбон Ғафур Ў",
    "Ӏаддал-ГӀапур",
    "Ԥсҭа Ӷәыԥ",
    # formulas to a spreadsheet, headers to a mail, markup to a page: names to us
    "=cmd|' /C calc'!A0",
    "+Ada",
    "-Ada Lovelace",
    "'=Ada",
    "''+Ada",
    "'Abd al-Malik",
    "＝Ada",
    "Ada, \"Countess\"; 'L'",
    "Bcc: everybody",
    "Ada %0ABcc: x",
    "{{ request }} {% now %}",
    "${jndi:ldap}",
    "\\N Ada \\",
    "%s %d %(name)s",
    "<script>alert(1)</script> & “Ada”",
    "</title><h1>Ada",
    "null undefined NaN",
    # both directions in one name
    "Dr. محمد Smith",
    "محمد (Mohamed) بن علي",
    "דוד O’Brien",
    "Amina أمينة 李",
    "علي 2",
    # length
    "W" * 120,
    "กมลชนกศรีสุวรรณ์วงศ์" * 6,
    "𠮷" * 120,
    ("محمد بن عبد الله " * 11).strip(),
)
# Names that only attack the drawing of a certificate hold what the form takes for an address.
HARD = tuple(name for name in dict.fromkeys((*ALL_NAMES, *MORE_NAMES)) if "@" not in name)
with SAMPLE.open(encoding="utf-8", newline="") as file:
    SAMPLED = tuple(row["name"] for row in csv.DictReader(file))


def test_there_are_enough_hard_names():
    assert len(HARD) >= 180
    assert len(SAMPLED) >= 60


@pytest.mark.django_db
@pytest.mark.parametrize("name", dict.fromkeys((*HARD, *SAMPLED)))
def test_a_name_goes_everywhere_unchanged(campaign, client, post, letters, name):
    kept = unicodedata.normalize("NFC", name)
    shown = html.escape(kept)

    response = post(full_name=unicodedata.normalize("NFD", name), affiliation=kept)

    assert response.status_code == 303
    pledge = Pledge.objects.get()
    assert pledge.full_name.encode() == pledge.affiliation.encode() == kept.encode()
    (asking,) = letters()
    assert_headers_are_ours(asking)
    assert kept in body_of(asking)
    assert shown in body_of(asking, "html")
    assert f"<bdi>{shown}</bdi>" in client.get(f"/en/confirm/{token(pledge)}/").content.decode()

    client.post(f"/en/confirm/{token(pledge)}/")

    released(pledge)
    number = pledge.certificate.pretty_number
    page = client.get(f"/en/certificates/{number}/").content.decode()
    assert f"{' data-long' if len(kept) > 32 else ''}><bdi>{shown}</bdi></h1>" in page
    assert pledge.certificate.facts["name"] == kept
    (giving,) = letters()
    assert_headers_are_ours(giving)
    assert kept in body_of(giving)
    pdf = owed.certificate_file(pledge.certificate, FileKind.PDF)
    assert PdfReader(io.BytesIO(pdf)).metadata.title == f"Certificate of Pledge · {kept}"
    assert set(bare(kept)) <= set(bare(poppler_text(pdf)))


@pytest.mark.django_db
def test_all_names_stand_on_the_roll_in_the_table_and_on_the_desk(campaign, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    names = [unicodedata.normalize("NFC", name) for name in dict.fromkeys((*HARD, *SAMPLED))]
    for name in names:
        released(PledgeFactory(full_name=name, affiliation=name, listed=True))

    assert sorted(names_on_the_roll(client)) == sorted(names)

    table = b"".join(services.export_pledges(campaign=campaign, by=UserFactory(), reason="For the archive."))
    rows = list(sheets.read_csv(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert [row["name"].encode() for row in rows] == [name.encode() for name in names]
    assert [row["affiliation"].encode() for row in rows] == [name.encode() for name in names]

    client.force_login(UserFactory(rights=["pledges.view_pledge"]))
    assert sorted(names_on_the_desk(client, len(names))) == sorted(names)


def released(pledge: Pledge) -> None:
    """Have staff release a name that the watch list holds: some of ours are famous, or odd on purpose."""
    pledge.refresh_from_db()
    if pledge.is_held:
        services.release_listing(pledge=pledge, by=UserFactory(), reason="Known to us.")


def names_on_the_roll(client) -> list[str]:
    found, address = [], "/en/campaigns/light-up/signatories/"
    while address:
        page = client.get(address).content.decode()
        found += re.findall(r'class="roll__name"><a href="[^"]+"><bdi>(.*?)</bdi></a></th>', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = html.unescape(more[1]) if more else ""
    return [html.unescape(name) for name in found]


def names_on_the_desk(client, count: int) -> list[str]:
    found: list[str] = []
    for number in range(1, count):
        page = client.get("/cms/pledges/", {"p": number}).content.decode()
        found += re.findall(r'<a dir="auto" href="/cms/pledges/\d+/">[ \n]*(.*?)[ \n]*</a>', page)
        if len(found) >= count:
            break
    return [html.unescape(name) for name in found]


def assert_headers_are_ours(letter) -> None:
    """A name never starts a header, nor adds somebody to those who get the mail."""
    assert letter["To"] == "wangari@uonbi.ac.ke"
    assert letter["Bcc"] is letter["Cc"] is None
    assert letter["X-Light-Up-Mail"].startswith("pledges/")
    assert not letter.defects
    assert all(part.isascii() for part in letter.as_bytes().partition(b"\n\n")[0].splitlines())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "name", "greeting"),
    [
        ("en", "Wangari Otieno", "Dear Wangari Otieno,"),
        ("en", "محمد Smith", "Dear \u2068محمد Smith\u2069,"),
        ("en", "李小龍", "Dear 李小龍,"),
        ("ar", "محمد Smith", "محمد Smith"),
        ("ar", "Wangari (Wa) Otieno", "\u2068Wangari (Wa) Otieno\u2069"),
    ],
)
def test_a_name_that_runs_the_other_way_is_isolated_in_plain_text(campaign, post, letters, language, name, greeting):
    post(f"/{language}/sign/light-up/", full_name=name, affiliation=None)

    (letter,) = letters()
    assert greeting in body_of(letter)
    assert ("\u2068" in body_of(letter)) == ("\u2068" in greeting)
