"""What every answer carries: policies that keep pages to themselves, and no cookie for anonymous readers."""

import pytest

from tests.factories.pages import a_site
from tests.factories.pledges import PledgeFactory, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths() -> dict[str, str]:
    a_site()
    pledge, waiting = PledgeFactory(listed=True), PledgeFactory()
    number = pledge.certificate.pretty_number
    return {
        "sign": "/en/sign/light-up/",
        "sent": f"/en/sign/light-up/sent/?k={waiting.handle}",
        "confirm": f"/en/confirm/{token(waiting)}/",
        "not-me": f"/en/not-me/{token(waiting)}/",
        "certificate": f"/en/certificates/{number}/",
        "report": f"/en/certificates/{number}/report/",
        "verify": "/en/verify/",
        "verified": f"/en/verify/?number={number}",
        "roll": "/en/campaigns/light-up/signatories/",
        "challenge": "/altcha/challenge/",
        "short": f"/c/{number}",
        "light": f"/c/{number}/light.svg",
        "unknown": "/c/AAAA-AAAA-AAAA",
        "home": "/en/",
        "missing": "/en/nowhere/",
    }


PAGES = [
    "sign",
    "sent",
    "confirm",
    "not-me",
    "certificate",
    "report",
    "verify",
    "verified",
    "roll",
    "challenge",
    "short",
]
PAGES += ["light", "unknown", "home", "missing"]


@pytest.mark.parametrize("page", PAGES)
def test_anonymous_pages_set_no_cookie_and_do_not_vary_by_one(client, paths, page):
    response = client.get(paths[page])

    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert "cookie" not in response.headers.get("Vary", "").lower()


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_carries_the_policies(client, paths, page):
    response = client.get(paths[page])

    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'"):
        assert directive in policy
    for directive in ("base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert directive in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}
    assert response["Referrer-Policy"] in {"strict-origin-when-cross-origin", "no-referrer"}


@pytest.mark.parametrize("page", ["sent", "confirm", "not-me"])
def test_pages_with_a_secret_in_their_address_are_kept_by_nobody(client, paths, page):
    response = client.get(paths[page])

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in response.content


@pytest.mark.parametrize("page", ["sign", "certificate", "verify", "roll", "home"])
def test_other_pages_send_their_origin_along(client, paths, page):
    assert client.get(paths[page])["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_the_admin_has_a_policy_of_its_own(client):
    response = client.get("/cms/login/")

    assert "'unsafe-inline'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_a_page_in_a_language_does_not_vary_by_what_the_browser_prefers(client, paths):
    assert "Accept-Language" not in client.get(paths["verify"]).headers.get("Vary", "")


@pytest.mark.parametrize(("wanted", "language"), [("ar", "ar"), ("en", "en"), ("ar-EG,en;q=0.5", "ar"), ("sw", "en")])
def test_an_address_without_a_language_leads_to_the_readers(client, paths, wanted, language):
    response = client.get("/verify/", headers={"accept-language": wanted})

    assert response.status_code == 302
    assert response["Location"] == f"/{language}/verify/"
    assert "Accept-Language" in response["Vary"]


def test_each_request_has_an_incident_number_of_its_own(client, paths):
    numbers = {client.get(paths["verify"]).wsgi_request.incident for _ in range(3)}

    assert len(numbers) == 3


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "hex", "utf-7", "rot13"])
def test_a_stranger_chooses_no_codec(client, db, charset):
    kind = f"multipart/form-data; boundary=X; charset={charset}"
    body = b'--X\r\nContent-Disposition: form-data; name="message"\r\n\r\n\\ud800\r\n--X--\r\n'

    response = client.generic("POST", "/en/sign/light-up/", body, content_type=kind)

    assert response.status_code == 400
