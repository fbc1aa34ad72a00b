"""Verifying: the short link on paper, the form for a number, and the likely number after a slip."""

import pytest

from pledges.certificates import numbers
from pledges.models import Pledge
from tests.factories.pledges import PledgeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge() -> Pledge:
    return PledgeFactory(listed=True)


def slipped(number: str) -> str:
    """The number with one letter misread; it is no number any more."""
    place = next(i for i, letter in enumerate(number) if letter.isdigit() or letter.isalpha())
    other = "8" if number[place] != "8" else "B"
    return number[:place] + other + number[place + 1 :]


@pytest.mark.parametrize("start", ["/c/", "/C/"])
@pytest.mark.parametrize(
    "write",
    [
        str,
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: number.replace("-", "").lower(),
        lambda number: number.replace("0", "o").replace("1", "l"),
        lambda number: number.replace("-", "–"),
        lambda number: f"{number}/",
    ],
)
def test_the_short_link_is_read_in_any_case_with_or_without_dashes(client, pledge, start, write):
    number = pledge.certificate.pretty_number

    response = client.get(start + write(number))

    assert response.status_code == 302
    assert response["Location"] == f"/en/certificates/{number}/"


@pytest.mark.parametrize(
    ("wanted", "language"), [("ar", "ar"), ("en-GB", "en"), ("sw,ar;q=0.8,en;q=0.2", "ar"), ("", "en")]
)
def test_the_short_link_leads_to_the_page_in_the_readers_language(client, pledge, wanted, language):
    number = pledge.certificate.pretty_number

    response = client.get(f"/C/{pledge.certificate.number}", headers={"accept-language": wanted})

    assert response["Location"] == f"/{language}/certificates/{number}/"
    assert "Accept-Language" in response["Vary"]
    assert "Cookie" not in response["Vary"]


def test_the_qr_code_leads_to_the_short_link(client, pledge, settings):
    response = client.get(f"/c/{pledge.certificate.pretty_number}/qr.svg")

    assert response["Content-Type"].startswith("image/svg+xml")
    assert pledge.certificate.facts["url_short"] == f"HTTP://TESTSERVER/C/{pledge.certificate.number}"


@pytest.mark.parametrize("path", ["/c/{}", "/c/{}/", "/en/certificates/{}/"])
def test_a_number_that_we_do_not_know_is_not_found_and_says_so(client, path):
    response = client.get(path.format(numbers.pretty(numbers.generate())))

    assert response.status_code == 404
    page = response.content.decode()
    assert 'data-verdict="unknown"' in page
    assert "Did you mean" not in page


@pytest.mark.parametrize("tail", [".pdf", ".png", "/light.svg", "/qr.svg", "/share/link.png"])
def test_a_number_that_we_do_not_know_has_no_files(client, tail):
    assert client.get(f"/c/{numbers.generate()}{tail}").status_code == 404


@pytest.mark.parametrize("path", ["/c/{}", "/en/certificates/{}/"])
def test_after_one_slip_the_likely_number_is_named(client, pledge, path):
    number = pledge.certificate.pretty_number

    response = client.get(path.format(slipped(number)))

    assert response.status_code == 404
    assert f'href="/en/certificates/{number}/">{number}</a>' in response.content.decode()


@pytest.mark.parametrize(
    "slip",
    [
        slipped,
        lambda number: number[1:],  # one letter left out
        lambda number: number + number[-1],  # one too many
        lambda number: _swapped(number),
    ],
)
def test_the_form_names_the_likely_number_too(client, pledge, slip):
    number = pledge.certificate.number

    page = client.get("/en/verify/", {"number": slip(number)}).content.decode()

    assert 'data-verdict="unknown"' in page
    assert f">{numbers.pretty(number)}</a>" in page


def _swapped(number: str) -> str:
    place = next(i for i in range(11) if number[i] != number[i + 1])
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def test_two_slips_are_not_guessed(client, pledge):
    number = pledge.certificate.number
    wrong = slipped(number)[:-2] + ("2" if number[-2] != "2" else "3") + number[-1]

    if numbers.pretty(number) in client.get("/en/verify/", {"number": wrong}).content.decode():
        pytest.fail("a number two slips away was named")


def test_guessing_has_a_limit_and_knowing_has_none(client, pledge):
    number = pledge.certificate.number
    for _ in range(30):
        assert "Did you mean" in client.get("/en/verify/", {"number": slipped(number)}).content.decode()

    assert "Did you mean" not in client.get("/en/verify/", {"number": slipped(number)}).content.decode()
    assert 'data-verdict="valid"' in client.get("/en/verify/", {"number": number}).content.decode()
    elsewhere = client.get("/en/verify/", {"number": slipped(number)}, REMOTE_ADDR="198.51.100.4")
    assert "Did you mean" in elsewhere.content.decode()


@pytest.mark.parametrize(
    "write",
    [
        str,
        str.lower,
        lambda number: f"  {number.replace('-', ' ')} ",
        lambda number: f"https://testserver/c/{number}",
        lambda number: f"https://testserver/en/certificates/{number}/",
        lambda number: f"{number}.pdf",
        lambda number: number.translate({ord(c): chr(ord(c) + 0xFEE0) for c in number}),
    ],
)
def test_a_number_is_read_however_it_was_typed_or_pasted(client, pledge, write):
    response = client.get("/en/verify/", {"number": write(pledge.certificate.pretty_number)})

    page = response.content.decode()
    assert response.status_code == 200
    assert 'data-verdict="valid"' in page
    assert "Wangari Otieno" in page
    assert f'href="/en/certificates/{pledge.certificate.pretty_number}/"' in page


@pytest.mark.parametrize(
    ("state", "why", "verdict"), [("withdrawn", "", "withdrawn"), ("revoked", "false_name", "revoked")]
)
def test_a_number_whose_pledge_has_ended_says_so_without_the_name(client, pledge, state, why, verdict):
    Pledge.objects.update(state=state, ended_at=pledge.confirmed_at, revocation_reason=why)

    page = client.get("/en/verify/", {"number": pledge.certificate.number}).content.decode()

    assert f'data-verdict="{verdict}"' in page
    assert "Wangari" not in page


@pytest.mark.parametrize("display", ["initials", "hidden"])
def test_the_name_is_shown_as_its_holder_agreed(client, display):
    pledge = PledgeFactory(listed=True, display=display)

    page = client.get("/en/verify/", {"number": pledge.certificate.number}).content.decode()

    assert 'data-verdict="valid"' in page
    assert "Wangari" not in page


@pytest.mark.parametrize("typed", ["", "   ", "abc", "12345678901234567890", "ÄÖÜ", "A" * 79])
def test_what_is_no_number_is_met_with_a_sentence(client, typed):
    response = client.get("/en/verify/", {"number": typed})

    assert response.status_code == 200
    page = response.content.decode()
    assert ('role="alert"' in page) != ('data-verdict="unknown"' in page)  # one sentence, not two
    assert 'data-verdict="valid"' not in page


def test_the_empty_form_may_be_kept_by_caches(client):
    response = client.get("/en/verify/")

    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert b"data-verdict" not in response.content


def test_two_certificates_never_share_a_number():
    found = {pledge.certificate.number for pledge in PledgeFactory.create_batch(5, confirmed=True)}

    assert len(found) == 5
    assert all(numbers.is_valid(number) for number in found)
