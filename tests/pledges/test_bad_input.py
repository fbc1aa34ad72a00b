"""What people and machines send by mistake or on purpose: a clear answer, everything typed kept, nothing half-written."""

import html
import re

import pytest
from django.test import Client

from pledges.models import Pledge
from tests.factories.pledges import PledgeFactory, token
from tests.pledges.conftest import SIGN
from tests.pledges.test_signing import nothing_is_written

pytestmark = pytest.mark.django_db

NAME = "Enter your name as it should stand on the certificate"
UNPRINTABLE = "This holds characters that cannot be printed."
TOO_LONG = "Enter at most"
NO_AT = "Enter an e-mail address with an @ sign"
SYNTAX = "Check the e-mail address for missing or extra characters."
DOMAIN = "We cannot send mail to this domain."
VANISHING = "addresses vanish after a short time"
COUNTRY = "Choose a country or area from the list"
ORCID = "An ORCID iD has sixteen digits"
NULL = "Null characters are not allowed."

BAD = [
    ("full_name", "", NAME),
    ("full_name", None, NAME),
    ("full_name", "   ", NAME),
    ("full_name", "\u200b\u2060", NAME),
    ("full_name", "\u202e\u2066", NAME),
    ("full_name", "\u200d\u200c", NAME),
    ("full_name", "-", NAME),
    ("full_name", "12345", NAME),
    ("full_name", "😀😀", "Our certificate cannot draw: 😀"),
    ("full_name", "Wangari 😀", "Our certificate cannot draw: 😀"),
    ("full_name", "a" * 201, "Enter at most 200 characters; this has 201."),
    ("full_name", "o" * 5_000, "this has 5000."),
    ("full_name", "Wan\x07gari", UNPRINTABLE),
    ("full_name", "Wan\x1bgari", UNPRINTABLE),
    ("full_name", "Wan\ue000gari", UNPRINTABLE),
    ("full_name", "Wan\ufdd0gari", UNPRINTABLE),
    ("full_name", "Wan\x00gari", NULL),
    ("full_name", "\u0958" * 200, "this has 400."),  # two letters each, once normalised
    ("email", "", NO_AT),
    ("email", None, NO_AT),
    ("email", "wangari", NO_AT),
    ("email", "wangari.uonbi.ac.ke", NO_AT),
    ("email", "wangari@", SYNTAX),
    ("email", "@uonbi.ac.ke", SYNTAX),
    ("email", "wangari@@uonbi.ac.ke", SYNTAX),
    ("email", "wangari@uonbi", SYNTAX),
    ("email", "wangari@uonbi..ac.ke", SYNTAX),
    ("email", "wangari@uonbi.ac.ke.", SYNTAX),
    ("email", ".wangari@uonbi.ac.ke", SYNTAX),
    ("email", "wan gari@uonbi.ac.ke", SYNTAX),
    ("email", "wangari@uonbi.ac.ke, achieng@uonbi.ac.ke", SYNTAX),
    ("email", "Wangari <wangari@uonbi.ac.ke>", SYNTAX),
    ("email", "wangari@uonbi.ac.ke\r\nBcc: victim@uonbi.ac.ke", SYNTAX),
    ("email", "wangari@[127.0.0.1]", SYNTAX),
    ("email", "wängari@uonbi.ac.ke", SYNTAX),
    ("email", "wangari@localhost", SYNTAX),
    ("email", "wangari@site.invalid", SYNTAX),
    ("email", "wangari@-uonbi.ac.ke", SYNTAX),
    ("email", "w" * 65 + "@uonbi.ac.ke", SYNTAX),
    ("email", "w" * 300 + "@uonbi.ac.ke", "longer than any mailbox may be"),
    ("email", "wangari@mailinator.com", VANISHING),
    ("email", "wangari@Mailinator.COM", VANISHING),
    ("email", "wangari@sub.mailinator.com", VANISHING),
    ("email", "wan\x00gari@uonbi.ac.ke", NULL),
    ("country", "", "Choose the country or area where you work"),
    ("country", None, "Choose the country or area where you work"),
    ("country", "ZZ", COUNTRY),
    ("country", "ke", COUNTRY),
    ("country", "Kenya", COUNTRY),
    ("country", "AQ", COUNTRY),  # nobody works there
    ("country", "KE\x00", COUNTRY),
    ("affiliation", "a" * 201, "Enter at most 200 characters; this has 201."),
    ("affiliation", "Nai\x08robi", UNPRINTABLE),
    ("affiliation", "Institute of 🧪", "Our certificate cannot draw: 🧪"),
    ("display", "", "Choose how we may show your pledge"),
    ("display", None, "Choose how we may show your pledge"),
    ("display", "everything", "Choose one of the three ways"),
    ("consent", None, "Tick this box to sign"),
    ("consent", "", "Tick this box to sign"),
    ("consent", "false", "Tick this box to sign"),
    ("role", "r" * 121, "Enter at most 120 characters; this has 121."),
    ("role", "Pro\x0efessor", UNPRINTABLE),
    ("discipline", "alchemy", "Select a valid choice."),
    ("orcid", "0000-0002-1825", ORCID),
    ("orcid", "0000-0002-1825-009X", "One digit of this ORCID iD is wrong."),
    ("orcid", "https://elsewhere.example/0000-0002-1825-0097", ORCID),
    ("orcid", "٠٠٠٠-٠٠٠٢-١٨٢٥-٠٠٩٨", "One digit of this ORCID iD is wrong."),
    ("message", "m" * 281, "Enter at most 280 characters; this has 281."),
    ("message", "Be\x02kind", UNPRINTABLE),
    ("message", "A heart ❤️‍🔥", "Our certificate cannot draw:"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_a_wrong_field_says_what_to_do_and_all_that_was_typed_is_kept(campaign, post, field, value, sentence):
    typed = {"role": "Professor", "orcid": "0000-0002-1825-0097", "message": "Be kind.", "consent_print": "on"}

    response = post(**typed | {field: value})

    assert response.status_code == 422
    page = response.content.decode()
    assert html.unescape(page).count(sentence) == 2  # in the summary above and beside the field
    assert re.search(r'<div class="summary" role="alert" tabindex="-1"', page)
    assert nothing_is_written()
    _expect_kept(page, typed, field, value)


def _expect_kept(page: str, typed: dict[str, str], field: str, value: str | None) -> None:
    kept = {"full_name": "Wangari Otieno", "email": "wangari@uonbi.ac.ke", "affiliation": "University of Nairobi"}
    kept |= {"role": typed["role"], "orcid": typed["orcid"]}
    for name, words in kept.items():
        if name != field:
            assert re.search(rf'name="{name}" value="{re.escape(words)}"', page), name
    if field != "message":
        assert "\nBe kind.</textarea>" in page
    if field != "country":
        assert '<option value="KE" selected>' in page
    if field != "display":
        assert re.search(r'name="display" value="name"[^>]* checked', page)
    if field != "consent":
        assert re.search(r'name="consent"[^>]* checked', page)
    assert re.search(r'name="consent_print"[^>]* checked', page)
    if field in kept and value and value.isprintable():
        assert f'value="{html.escape(value)}"' in page or f'value="{html.escape(value.strip())}"' in page


def test_all_that_is_wrong_is_said_at_once(campaign, client):
    page = client.post(SIGN, {}).content.decode()

    assert page.count('<li><a href="#id_') == 5
    for sentence in (NAME, NO_AT, "Choose the country", "Choose how we may show", "Tick this box"):
        assert sentence in page


@pytest.mark.parametrize(
    "markup",
    ["<script>alert(1)</script>", "<b>Bold</b> & Söhne", "\"><img src=x onerror=alert(1)>", "{{ 7*7 }} {% now %}", "A </title> B"],
)  # fmt: skip
def test_markup_in_a_name_is_kept_to_the_letter_and_escaped_everywhere(client, post, letters, campaign, markup):
    post(full_name=markup, affiliation=markup)

    pledge = Pledge.objects.get()
    assert pledge.full_name == pledge.affiliation == markup
    pages = [client.get(f"/en/confirm/{token(pledge)}/"), client.get(f"/en/not-me/{token(pledge)}/")]
    client.post(f"/en/confirm/{token(pledge)}/")
    Pledge.objects.update(is_held=False)  # the house holds such a name; a person has let it pass
    pages.append(client.get(f"/en/certificates/{pledge.certificate.pretty_number}/"))
    Pledge.objects.update(listed_at=pledge.created_at)
    pages.append(client.get("/en/campaigns/light-up/signatories/"))
    for page in pages:
        assert page.status_code == 200
        assert html.escape(markup) in page.content.decode()
        assert html.escape(markup) == markup or markup not in page.content.decode()
    (letter, *_) = letters()
    assert html.escape(markup) in letter.get_body(("html",)).get_content()
    assert markup in letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "path", [SIGN, "/en/sign/light-up/sent/?k=x", "/en/sign/light-up/sent/again/?k=x", "TOKEN", "NOT-ME"]
)
def test_a_body_beyond_64_kilobytes_is_refused_before_it_is_read(client, campaign, form, path):
    pledge = PledgeFactory()
    path = path.replace("TOKEN", f"/en/confirm/{token(pledge)}/").replace("NOT-ME", f"/en/not-me/{token(pledge)}/")

    response = client.post(path, form(message="m" * 66_000))

    assert response.status_code == 413
    assert Pledge.objects.get().is_pending


def test_a_body_of_ten_megabytes_is_refused(client, campaign):
    response = client.generic("POST", SIGN, b"x" * 10_000_000, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "²", "1e3", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(client, campaign, length):
    assert client.generic("POST", SIGN, b"full_name=x", CONTENT_LENGTH=length).status_code == 413


def test_a_body_without_a_length_is_an_empty_form(client, campaign):
    assert client.generic("POST", SIGN, b"", CONTENT_LENGTH="").status_code == 422


def test_three_thousand_fields_are_refused(client, campaign, form):
    fields = form() | {f"f{n}": "" for n in range(3_000)}
    body = "&".join(f"{name}={value}" for name, value in fields.items())

    response = client.generic("POST", SIGN, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert nothing_is_written()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="full_name"\r\n\r\nWan',
        b'--x\r\nContent-Disposition: form-data; name="full_name"; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--',
        b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--",
        b"\x00\xff\xfe" * 40,
    ],
)
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=é"]
)
def test_broken_multipart_is_a_clean_refusal(client, campaign, caplog, body, kind):
    response = client.generic("POST", SIGN, body, content_type=kind)

    assert response.status_code in {400, 422}
    assert nothing_is_written()
    assert "request.failed" not in caplog.text  # a stranger's bad post is no failure of ours


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "nonsense", "application/x-www-form-urlencoded; charset=utf-16"]
)
def test_other_kinds_of_body_are_refused(client, campaign, kind):
    response = client.generic("POST", SIGN, b'{"full_name": "W"}', content_type=kind)

    assert response.status_code in {400, 415, 422}
    assert nothing_is_written()


def test_bytes_that_are_no_letters_are_refused_with_the_form(client, campaign):
    body = b"full_name=%FF%FE&email=%C3%28&country=KE&display=name&consent=on"

    response = client.generic("POST", SIGN, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 422
    assert nothing_is_written()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    "page", ["sign", "sent", "confirm", "not-me", "report", "roll", "certificate", "verify", "short", "pdf"]
)
def test_other_methods_are_refused_and_change_nothing(method, page):
    pledge = PledgeFactory(confirmed=True)
    waiting = PledgeFactory()
    number = pledge.certificate.pretty_number
    paths = {
        "sign": SIGN,
        "sent": f"/en/sign/light-up/sent/?k={waiting.handle}",
        "confirm": f"/en/confirm/{token(waiting)}/",
        "not-me": f"/en/not-me/{token(waiting)}/",
        "report": f"/en/certificates/{number}/report/",
        "roll": "/en/campaigns/light-up/signatories/",
        "certificate": f"/en/certificates/{number}/",
        "verify": "/en/verify/",
        "short": f"/c/{number}",
        "pdf": f"/c/{number}.pdf",
    }

    response = Client().generic(method, paths[page])

    assert response.status_code == 405
    assert sorted(Pledge.objects.values_list("state", flat=True)) == ["confirmed", "pending"]


def test_asking_again_is_no_page(client):
    pledge = PledgeFactory()

    assert client.get(f"/en/sign/light-up/sent/again/?k={pledge.handle}").status_code == 405
    assert Pledge.objects.get().resends == 0


@pytest.mark.parametrize(
    "path",
    [
        "/en/confirm/%00/",
        "/en/confirm/" + "a" * 5_000 + "/",
        "/en/confirm/é%F0%9F%98%80/",
        "/en/sign/light-up/sent/?k=%00%FF",
        "/en/sign/light-up/sent/?k=" + "k" * 5_000,
        "/en/certificates/%00/",
        "/en/certificates/é/",
        "/c/%00",
        "/c/%FF%FE.pdf",
        "/c/AAAA-AAAA-AAAA/share/link.png",
        "/en/verify/?number=%00",
        "/en/verify/?number=" + "A" * 5_000,
        "/en/verify/?number=%EF%BC%A1%E2%80%8B",
        "/en/campaigns/light-up/signatories/?q=%00",
        "/en/campaigns/light-up/signatories/?q=%25_%5C'%22;--",
        "/en/campaigns/light-up/signatories/?q=" + "q" * 5_000,
    ],
)
def test_strange_addresses_get_a_page(client, campaign, path):
    assert client.get(path).status_code in {200, 404}


def posted(client, form, *, path: str = SIGN, headers: dict[str, str] | None = None, **changes: object):
    return client.post(path, form() | changes, headers=headers or {})


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"path": "/en/sign/nowhere/"}, 404),
        ({"path": "/en/sign/%00/"}, 404),
        ({"path": "/xx/sign/light-up/"}, 302),
        ({"path": "/sign/light-up/"}, 302),
        ({"headers": {"origin": "https://evil.example"}}, 403),
        ({"headers": {"origin": "https://testserver.evil.example"}}, 403),
        ({"headers": {"sec-fetch-site": "cross-site"}}, 403),
        ({"headers": {"sec-fetch-site": "same-site"}}, 403),
        ({"altcha": "e30="}, 422),
        ({"altcha": "x" * 9_000}, 422),
        ({"altcha": "\x00"}, 422),
        ({"text": "0" * 64}, 409),
        ({"text": "'; DROP TABLE pledges_pledge; --"}, 409),
        ({"full_name": "Wangari\r\nBcc: victim@example.org"}, 422),
        ({"email": "wangari@uonbi.ac.ke%0aBcc:victim@example.org"}, 422),
        ({"email": ["wangari@uonbi.ac.ke", "nobody"]}, 422),
        ({"display": "unlisted\x00"}, 422),
        ({"display": ["name", "everything"]}, 422),
        ({"consent": "off", "full_name": ""}, 422),
        ({"country": ["KE", "ZZ"]}, 422),
        ({"affiliation": "Call +254 20 123 4567"}, 422),
        ({"role": "see https://pills.example"}, 422),
        ({"orcid": "0000-0002-1825-0097\n0000-0002-1825-0097"}, 422),
        ({"discipline": "1.1' OR 1=1"}, 422),
    ],
)
def test_a_post_that_no_page_of_ours_sends_is_refused_cleanly(client, campaign, form, change, status):
    assert posted(client, form, **change).status_code == status
    assert nothing_is_written()


def test_a_header_or_a_field_changes_no_method(client, campaign, form):
    response = posted(client, form, headers={"x-http-method-override": "DELETE"}, _method="DELETE")

    assert response.status_code == 303
    assert Pledge.objects.count() == 1


def test_fields_that_are_not_ours_decide_nothing(client, campaign, form):
    more = {"state": "confirmed", "evidence": "orcid", "is_held": "", "listed_at": "2020-01-01", "is_sample": "on"}

    assert posted(client, form, **more).status_code == 303

    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.evidence, pledge.listed_at, pledge.is_sample) == ("pending", "email", None, False)


def test_no_browser_cuts_what_is_typed_unseen(client, campaign):
    assert "maxlength" not in client.get(SIGN).content.decode()


@pytest.mark.parametrize("field", ["full_name", "email", "affiliation", "orcid", "message"])
def test_what_is_shown_again_holds_no_control_characters(post, campaign, field):
    response = post(**{field: "Wan\x00\x1bgari"})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Wangari" in page
    assert "\x00" not in page
    assert "\x1b" not in page
