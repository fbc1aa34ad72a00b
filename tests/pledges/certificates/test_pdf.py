import io
import os
import threading

import pytest
from PIL import ImageChops, ImageStat
from pypdf import PdfReader

from pledges.certificates import Attachment, Undrawable, Words, compiler, numbers, render_pdf
from tests.pledges.certificates.readers import bare, poppler_text, raster, run, standard, tool
from tests.pledges.certificates.samples import ARABIC, NUMBER, make_facts


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(make_facts(role="Professor of Zoology"))


def test_it_is_one_sheet_of_a4_lying(pdf):
    (page,) = PdfReader(io.BytesIO(pdf)).pages

    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 210]


def test_it_says_everything_that_a_certificate_says(pdf):
    text = bare(poppler_text(pdf))
    facts = make_facts()

    for said in (
        "Light Up", "CERTIFICATE OF PLEDGE", "Amina Wanjiru Otieno", "Professor of Zoology", facts.affiliation, "Kenya",
        facts.pledge_text, facts.person_note, "Version 1, English", "Light Up the Night", facts.text_hash, "Confirmed by e-mail",
        "Secretariat", "14 March 2026", numbers.pretty(NUMBER), facts.url_shown, facts.issuer, "CERTIFICATE NUMBER",
    ):  # fmt: skip
        assert bare(said) in text, said


@pytest.mark.parametrize(
    ("language", "date", "label"),
    [
        ("es", "25 de septiembre de 2026", "Fecha del compromiso"),
        ("fr", "25 septembre 2026", "Date de l’engagement solennel"),
        ("ru", "25 сентября 2026 г.", "Дата принятия обязательства"),
    ],
)
def test_a_long_date_and_its_label_stay_on_their_line(language, date, label):
    facts = make_facts(language=language, signed_on=date, words=Words(date_label=label))

    lines = [bare(line) for line in poppler_text(render_pdf(facts)).splitlines()]

    assert any(bare(date) in line for line in lines)
    assert any(bare(label.upper()) in line for line in lines)


def test_it_follows_pdf_a_3_and_pdf_ua_1(pdf):
    xmp = standard(pdf)

    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_it_is_tagged_titled_and_has_a_language(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]

    assert reader.metadata.title == "Certificate of Pledge · Amina Wanjiru Otieno"
    assert reader.metadata.subject.startswith("Amina Wanjiru Otieno, Professor of Zoology")
    assert reader.metadata.author == make_facts().issuer
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_light_and_qr_have_words_for_those_who_cannot_see_them_and_the_mark_has_none(pdf):
    alts = []

    def walk(element):
        element = element.get_object()
        if isinstance(element, list):
            for child in element:
                walk(child)
        elif isinstance(element, dict):
            if "/Alt" in element:
                alts.append((element["/S"], element["/Alt"]))
            if "/K" in element:
                walk(element["/K"])

    walk(PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])
    words = make_facts().words

    assert alts == [("/Figure", words.light_alt), ("/Figure", words.qr_alt)]


def test_every_font_is_embedded_and_readable(pdf):
    rows = run([tool("pdffonts"), "-"], pdf).decode().splitlines()[2:]

    assert len(rows) == 5  # Garamond in three cuts, Source Sans in two
    for row in rows:
        *_, embedded, subset, to_unicode, _, _ = row.split()
        assert (embedded, subset, to_unicode) == ("yes", "yes", "yes")


def test_the_same_facts_give_the_same_bytes(pdf):
    assert render_pdf(make_facts(role="Professor of Zoology")) == pdf


def test_the_only_time_in_it_is_that_of_the_signing(pdf):
    metadata = PdfReader(io.BytesIO(pdf)).metadata

    assert metadata.creation_date == make_facts().signed_at
    assert metadata.modification_date in (None, make_facts().signed_at)


def test_four_threads_get_what_one_gets():
    wanted = {name: render_pdf(make_facts(name)) for name in ("Amina Otieno", "李偉", "محمد الفاسي", "Q")}
    got: dict[str, bytes] = {}
    threads = [
        threading.Thread(target=lambda name=name: got.update({name: render_pdf(make_facts(name))})) for name in wanted
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert got == wanted


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_forked_after_the_first_certificate_refuses_instead_of_waiting_for_ever(pdf):
    child = os.fork()
    if child == 0:
        try:
            render_pdf(make_facts())
        except RuntimeError:
            os._exit(42)
        os._exit(1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
    assert compiler._workshop.is_orphaned is False


def test_the_qr_code_is_read_from_a_raster_of_100_dots_an_inch(pdf):
    import zxingcpp

    (found,) = zxingcpp.read_barcodes(raster(pdf, 100))

    assert found.text == make_facts().url_short


def test_another_reader_reads_it_too(pdf, tmp_path):
    raster(pdf, 100).save(tmp_path / "sheet.png")

    assert (
        run([tool("zbarimg"), "--quiet", "--raw", str(tmp_path / "sheet.png")]).decode().strip()
        == make_facts().url_short
    )


def test_a_sheet_from_right_to_left_is_mirrored_but_its_light_is_not():
    english, arabic = raster(render_pdf(make_facts()), 50), raster(render_pdf(make_facts(**ARABIC)), 50)

    def light(picture, left):  # 116 mm wide, 23 mm from the top
        dots = 50 / 25.4
        box = [round(mm * dots) for mm in (left, 23, left + 116, 139)]
        return picture.crop(box).convert("L").resize((58, 58))

    difference = ImageStat.Stat(ImageChops.difference(light(english, 155), light(arabic, 26))).mean[0]
    assert difference < 4  # of 255: the same picture, half a dot away


def test_sample_data_says_that_it_is_a_sample():
    assert "SAMPLE" in poppler_text(render_pdf(make_facts(sample=True)))
    assert "SAMPLE" not in poppler_text(render_pdf(make_facts()))


def test_an_institution_has_no_note_on_persons():
    text = poppler_text(render_pdf(make_facts("Sample University of Nairobi", institution=True, person_note="")))

    assert "identification only" not in text


def test_a_certificate_without_a_name_shows_the_number_as_title():
    sheet = render_pdf(make_facts(""))

    assert PdfReader(io.BytesIO(sheet)).metadata.title == f"Certificate of Pledge · {numbers.pretty(NUMBER)}"


def test_a_file_can_be_attached():
    sheet = render_pdf(
        make_facts(), attachment=Attachment("credential.json", '{"é": 1}', "application/json", "The credential")
    )

    assert PdfReader(io.BytesIO(sheet)).attachments == {"credential.json": ['{"é": 1}'.encode()]}
    assert "<pdfaid:part>3</pdfaid:part>" in standard(sheet)


@pytest.mark.parametrize("field", ["name", "affiliation", "role", "country", "pledge_text", "campaign", "issuer"])
def test_letters_without_a_font_are_refused_by_name_whatever_text_they_are_in(field):
    with pytest.raises(Undrawable) as caught:
        render_pdf(make_facts(**{field: "Amina 😀"}))

    assert caught.value.letters == ("😀",)


@pytest.mark.parametrize(
    "name",
    [
        "#let x = 1",
        "$ 1/0 $",
        "*bold* _it_ `raw`",
        "@ref <label>",
        "// no comment",
        '")',
        "\\u{41}",
        "= Title",
        "[#]",
        "{}",
    ],
)
def test_markup_in_a_name_is_a_name(name):
    assert bare(name) in bare(poppler_text(render_pdf(make_facts(name))))


@pytest.mark.parametrize(
    ("text", "language", "capitals"),
    [
        ("Taahhüt belgesi, ilk ışık", "tr", "TAAHHÜT BELGESİ, İLK IŞIK"),
        ("Πιστοποιητικό δέσμευσης", "el", "ΠΙΣΤΟΠΟΙΗΤΙΚΟ ΔΕΣΜΕΥΣΗΣ"),
        ("Свідоцтво", "uk", "СВІДОЦТВО"),
        ("Straße", "de", "STRASSE"),
    ],
)
def test_capitals_follow_the_language(text, language, capitals):
    from pledges.certificates.render import capitals as set_in_capitals

    assert set_in_capitals(text, language) == capitals
