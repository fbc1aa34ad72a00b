"""The whole way without a pointer: every stop can be seen, mistakes are led to, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import gallery
from tests.journeys.sight import FROM_HERE, STOP
from tests.journeys.visitor import PHONE, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

A_LONG_WAY = 150  # stops
DESK = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; at each stop the focus can be seen."""
    page.evaluate(FROM_HERE)
    for _ in range(A_LONG_WAY):
        page.keyboard.press("Tab")
        assert page.evaluate(STOP) == []
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def tab_through(page: Page, where: str) -> list[str]:
    """Press Tab from the skip link to the end of the page; say what is wrong with any of the stops."""
    found = []
    page.locator(".skip").focus()  # not where the page may have put the focus
    page.evaluate(FROM_HERE)
    for _ in range(A_LONG_WAY):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return found
        found += [f"{where}: {fault}" for fault in stop]
    return [*found, f"{where}: Tab does not come to an end"]


def test_from_the_skip_link_to_the_sent_page(visit: Callable[..., Visitor]):
    scholar = visit(locale="en", **DESK)
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
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[name=email]")).to_have_value("wangari at university")
    expect(page.locator("[name=country]")).to_have_value("KE")
    expect(page.locator("[name=affiliation]")).to_have_value("University of Nairobi")
    expect(page.locator("[name=display][value=name]")).to_be_checked()
    expect(page.locator("[name=orcid]")).to_have_value("1234")
    expect(page.locator("[name=consent]")).to_be_checked()
    for name in ("full_name", "email", "orcid"):
        field = page.locator(f"[name={name}]")
        expect(field).to_have_attribute("aria-invalid", "true")
        # what is wrong is read out with the field that it is wrong in
        said = page.locator(f"[data-summary] a[href='#id_{name}']").inner_text()
        expect(field).to_have_accessible_description(re.compile(re.escape(said)))

    for name, mended in (("full_name", scholar.name), ("email", scholar.email), ("orcid", "0000-0002-1825-0097")):
        page.locator("[data-summary]").focus()
        tab_to(page, f"[data-summary] a[href='#id_{name}']")
        keys.press("Enter")
        expect(page.locator(f"[name={name}]")).to_be_focused()
        keys.press("Control+A")
        keys.type(mended)
    keys.press("Enter")

    page.wait_for_url("**/sent/**")
    expect(page).to_have_title(re.compile("^(?!Error)"))
    expect(page.get_by_role("main")).to_contain_text(scholar.email)
    assert scholar.state_of_pledge() == ["pending"]


def test_from_the_code_to_the_certificate_to_a_report(visit: Callable[..., Visitor]):
    scholar = visit(locale="en", permissions=["clipboard-read", "clipboard-write"], **DESK)
    page, keys = scholar.page, scholar.page.keyboard
    scholar.sign()

    # pasted, as it may be (WCAG 3.3.8): nobody needs to remember six digits
    page.evaluate("(code) => navigator.clipboard.writeText(code)", scholar.mailed_code())
    tab_to(page, "[name=code]")
    keys.press("Control+V")
    keys.press("Enter")
    page.wait_for_url("**/en/certificates/**")
    number = page.locator(".number").first.inner_text()

    tab_to(page, "[data-copy]")
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[data-copy-source]").input_value()

    page.locator(".skip").focus()
    tab_to(page, "main a[href$='/report/']")
    keys.press("Enter")
    page.wait_for_url("**/report/")
    tab_to(page, "main button[type=submit]")
    keys.press("Enter")
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    tab_to(page, "[data-summary] a")
    keys.press("Enter")
    expect(page.locator("[name=reason]").first).to_be_focused()
    keys.press("ArrowDown")
    expect(page.locator("[name=reason]").nth(1)).to_be_checked()
    tab_to(page, "main button[type=submit]")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, the report is with us")

    tab_to(page, "header a[href$='/verify/'], footer a[href$='/verify/']")
    keys.press("Enter")
    page.wait_for_url("**/verify/")
    tab_to(page, "[name=number]")
    keys.type(number.lower())
    keys.press("Enter")
    expect(page.locator("[data-verdict=valid]")).to_be_visible()
    expect(page).to_have_title(re.compile("^This certificate is valid"))


@pytest.mark.parametrize(
    ("screen", "menu"), [(DESK, ".header__language"), (PHONE, ".header__small")], ids=["desk", "phone"]
)
def test_a_menu_opens_and_closes_and_gives_the_focus_back(visit: Callable[..., Visitor], screen: dict, menu: str):
    visitor = visit(locale="en", **screen)
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open("/en/campaigns/light-up/")
    opened = page.locator(f"{menu}[open]")

    tab_to(page, f"{menu} > summary")
    keys.press("Enter")
    expect(opened).to_be_visible()
    tab_to(page, f"{menu} a[lang=ar]")
    keys.press("Escape")
    expect(opened).to_have_count(0)
    expect(page.locator(f"{menu} > summary")).to_be_focused()

    keys.press("Space")
    tab_to(page, "main *")  # on through the menu and out of it
    expect(opened).to_have_count(0)

    page.locator(f"{menu} > summary").focus()
    keys.press("Enter")
    tab_to(page, f"{menu} a[lang=ar]")
    keys.press("Enter")
    page.wait_for_url("**/ar/campaigns/light-up/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


MOST_SEEN = {"home", "campaigns-light-up", "stories", "sign-errors", "certificate-valid", "verify-valid", "roll"}


@pytest.mark.parametrize(
    ("language", "kinds", "look"),
    [
        ("en", None, {"viewport": {"width": 320, "height": 480}, "color_scheme": "light"}),
        ("en", MOST_SEEN, {"viewport": {"width": 1280, "height": 720}, "color_scheme": "dark"}),
        ("ar", MOST_SEEN, {"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"}),
        ("ar", None, {"viewport": {"width": 1280, "height": 720}, "forced_colors": "active"}),
    ],
    ids=["zoomed", "dark desk", "dark phone", "forced colours"],
)
def test_every_stop_on_every_kind_of_page_can_be_seen(
    visit: Callable[..., Visitor], people: gallery.Cast, language: str, kinds: set[str] | None, look: dict
):
    """Every kind zoomed and in forced colours; in the dark, where only colours differ, those that are seen most."""
    visitor = visit(locale=language, reduced_motion="reduce", **look)

    found, seen = [], set()
    for shown in gallery.pages(visitor.site, language, people):
        if kinds is None or shown.name in kinds:
            visitor.show(shown)
            found += tab_through(visitor.page, shown.name)
            seen.add(shown.name)

    assert found == []
    assert seen >= MOST_SEEN
