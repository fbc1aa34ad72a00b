"""From the campaign page to a certificate that the verify page calls valid, on a phone: the way that most people go."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import PHONE, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

AUTOCOMPLETE = {"full_name": "name", "email": "email", "country": "country", "affiliation": "organization"}
ARABIC_LETTERS = re.compile(r"[\u0621-\u064a]{3}")


def assert_quiet(visitor: Visitor) -> None:
    """The page asked nobody else for anything, kept nothing, and no script of it failed or was refused."""
    assert visitor.other_hosts == []
    assert visitor.cookies == []
    assert visitor.complaints == []


def test_a_scholar_signs_confirms_and_shows_the_certificate(visit: Callable[..., Visitor]):
    scholar = visit(**PHONE, locale="en")
    page = scholar.page
    widths = []

    scholar.open("/en/campaigns/light-up/")
    before = scholar.count()
    widths.append(scholar.sideways())
    for field, token in AUTOCOMPLETE.items():
        expect(page.locator(f"#sign [name={field}]")).to_have_attribute("autocomplete", token)
    expect(page.locator("#sign [name=consent]")).not_to_be_checked()
    expect(page.locator("#sign [type=radio]:checked")).to_have_count(0)

    scholar.fill_in()
    scholar.wait_for_proof()
    with page.expect_request(lambda request: request.method == "POST") as posted:
        scholar.submit()
    page.wait_for_url("**/sent/**")
    assert re.search(r"(^|&)altcha=[^&]{100,}", posted.value.post_data or "")
    expect(page.get_by_role("main")).to_contain_text(scholar.email)
    widths.append(scholar.sideways())

    [link] = [address for address in scholar.mail_links() if "/confirm/" in address]
    scholar.open(link)
    expect(page.locator("form[method=post]")).to_have_count(1)
    widths.append(scholar.sideways())
    scholar.press("Confirm my pledge")
    page.wait_for_url("**/en/certificates/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(scholar.name)
    expect(page.locator("[data-evidence=email] [data-verdict]")).to_have_attribute("data-verdict", "valid")
    widths.append(scholar.sideways())
    number = page.locator(".number").first.inner_text()

    pdf = page.get_by_role("link", name="Download the certificate (PDF)").get_attribute("href")
    downloaded = page.request.get(pdf or "")
    assert (downloaded.status, downloaded.headers["content-type"]) == (200, "application/pdf")
    assert downloaded.body().startswith(b"%PDF-")

    scholar.open("/en/verify/")
    page.locator("[name=number]").fill(number.lower().replace("-", " "))
    scholar.press("Verify")
    expect(page.locator("[data-verdict=valid]")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(scholar.name)
    widths.append(scholar.sideways())

    scholar.site.wait_for(
        "the campaign to count one more",
        lambda: f'data-count="{before + 1}"' in scholar.site.get("/en/campaigns/light-up/").text,
    )
    assert widths == [0] * 5
    assert_quiet(scholar)


def test_the_same_in_arabic_without_a_script(visit: Callable[..., Visitor]):
    scholar = visit(**PHONE, locale="ar", java_script_enabled=False, name="ليلى المراكشي")
    page = scholar.page

    def assert_arabic() -> None:
        root = page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
        assert ARABIC_LETTERS.search(page.get_by_role("heading", level=1).inner_text())

    scholar.open("/ar/campaigns/light-up/")
    assert_arabic()
    scholar.fill_in()
    scholar.submit()
    page.wait_for_url("**/ar/sign/light-up/sent/**")
    assert_arabic()

    mail = scholar.newest_mail()
    raw = scholar.raw_mail(mail)
    assert re.search(r"(?im)^content-language: ar$", raw)
    scholar.open(mail)
    letter = page.frame_locator("iframe.letter")
    expect(letter.locator("html")).to_have_attribute("dir", "rtl")
    expect(letter.locator("body")).to_contain_text(ARABIC_LETTERS)
    [link] = [address for address in scholar.mail_links() if "/confirm/" in address]
    assert "/ar/confirm/" in link

    scholar.open(link)
    assert_arabic()
    page.locator("form[method=post] button").click()
    page.wait_for_url("**/ar/certificates/**")
    assert_arabic()
    expect(page.get_by_role("heading", level=1)).to_have_text(scholar.name)
    number = page.locator(".number").first.inner_text()

    scholar.open("/ar/verify/")
    page.locator("[name=number]").fill(number)
    page.locator("main form button").click()
    expect(page.locator("[data-verdict=valid]")).to_be_visible()
    assert_arabic()
    assert_quiet(scholar)
