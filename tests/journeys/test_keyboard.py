"""The whole way without a pointer: every stop can be seen, mistakes are led to, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

A_LONG_WAY = 60  # stops
SHOWS_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; at each stop the focus can be seen."""
    for _ in range(A_LONG_WAY):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_from_the_skip_link_to_the_sent_page(visit: Callable[..., Visitor]):
    scholar = visit(locale="en", viewport={"width": 1280, "height": 900})
    page, keys = scholar.page, scholar.page.keyboard
    scholar.open("/en/campaigns/light-up/")

    tab_to(page, ".skip")
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, "main a[href='#sign']")
    keys.press("Enter")
    tab_to(page, "[name=full_name]")

    tab_to(page, "[name=email]")
    keys.type("wangari at university")
    tab_to(page, "[name=country]")
    keys.type("Kenya")
    tab_to(page, "[name=affiliation]")
    keys.type("University of Nairobi")
    tab_to(page, "[name=display]")
    keys.press("Space")
    tab_to(page, "summary")
    keys.press("Enter")
    tab_to(page, "[name=orcid]")
    keys.type("1234")
    tab_to(page, "[name=consent]")
    keys.press("Space")
    tab_to(page, "#sign button[type=submit]")
    keys.press("Enter")

    expect(page.locator("[data-summary]")).to_be_focused()
    assert page.url.endswith("/en/sign/light-up/")
    expect(page.locator("[name=email]")).to_have_value("wangari at university")
    expect(page.locator("[name=country]")).to_have_value("KE")
    expect(page.locator("[name=affiliation]")).to_have_value("University of Nairobi")
    expect(page.locator("[name=display][value=name]")).to_be_checked()
    expect(page.locator("[name=orcid]")).to_have_value("1234")
    expect(page.locator("[name=consent]")).to_be_checked()
    for name in ("full_name", "email", "orcid"):
        expect(page.locator(f"[name={name}]")).to_have_attribute("aria-invalid", "true")

    for name, mended in (("full_name", scholar.name), ("email", scholar.email), ("orcid", "0000-0002-1825-0097")):
        page.locator("[data-summary]").focus()
        tab_to(page, f"[data-summary] a[href='#id_{name}']")
        keys.press("Enter")
        expect(page.locator(f"[name={name}]")).to_be_focused()
        keys.press("Control+A")
        keys.type(mended)
    keys.press("Enter")

    page.wait_for_url("**/sent/**")
    expect(page.get_by_role("main")).to_contain_text(scholar.email)
    assert scholar.state_of_pledge() == ["pending"]
