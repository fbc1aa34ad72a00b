"""Those who keep the site: one changes a page and publishes it, one judges a pledge; both without a developer."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests import smoke
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

PASSWORD = "light-up-demo"  # as `make run` prints it
DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "en"}


def sign_in(staff: Visitor, role: str) -> None:
    staff.open("/cms/")
    staff.page.locator("[name=login]").fill(f"{role}@example.org")
    staff.page.locator("[name=password]").fill(PASSWORD)
    staff.page.get_by_role("main").locator("form button[type=submit]").click()
    staff.page.wait_for_url("**/cms/")


def test_the_secretariat_changes_a_title_looks_at_it_and_publishes(visit: Callable[..., Visitor]):
    staff, before, reader = visit(**DESK), visit(), visit()
    page = staff.page
    [(contact,)] = staff.installation.query(
        "SELECT wagtailcore_page.id FROM wagtailcore_page JOIN wagtailcore_locale"
        " ON wagtailcore_locale.id = wagtailcore_page.locale_id"
        " WHERE slug = 'contact' AND language_code = 'en'"
    )
    sign_in(staff, "secretariat")

    staff.open(f"/cms/pages/{contact}/edit/")
    page.locator("#id_title").fill("How to reach us")
    page.get_by_role("button", name="Toggle preview").click()
    expect(page.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)).to_have_text("How to reach us")
    before.open("/en/contact/")
    expect(before.page.get_by_role("heading", level=1)).not_to_have_text("How to reach us")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published")

    reader.open("/en/contact/")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("How to reach us")
    assert reader.cookies == []


def test_a_moderator_holds_and_revokes_a_pledge_and_its_certificate_says_so(visit: Callable[..., Visitor]):
    staff, reader = visit(**DESK), visit(name="Wangari Doubtful")
    page = staff.page
    smoke.sign(staff.site, email=reader.email, name=reader.name)
    certificate = urlsplit(smoke.confirm(staff.site, smoke.confirm_link(staff.site, reader.email))).path
    reader.open(certificate)
    expect(reader.page.locator("[data-verdict]")).to_have_attribute("data-verdict", "valid")
    sign_in(staff, "moderator")

    staff.open("/cms/pledges/")
    page.get_by_placeholder("Search…").fill(reader.name)
    page.get_by_placeholder("Search…").press("Enter")
    expect(page.locator("table.listing tbody tr")).to_have_count(1)
    page.get_by_role("link", name=reader.name).click()
    for act, word, reason_class in (("Hold", "Held", ""), ("Revoke", "Revoked", "impersonation")):
        page.get_by_role("list", name="What you can do").get_by_role("link", name=act, exact=True).click()
        page.locator("[name=reason]").fill("The faculty says so in its letter of 3 May.")
        if reason_class:
            page.locator("[name=reason_class]").select_option(reason_class)
        page.locator("form[method=post] .desk-acts button[type=submit]").click()
        done = page.get_by_role("region", name="History").locator("tbody tr").first
        expect(done).to_contain_text(word)
        expect(done).to_contain_text("The faculty says so in its letter of 3 May.")

    assert reader.state_of_pledge() == ["revoked"]
    reader.open(certificate)
    expect(reader.page.locator("[data-verdict]")).to_have_attribute("data-verdict", "revoked")
    expect(reader.page.get_by_role("main")).not_to_contain_text("The faculty says so")
    assert reader.page.request.get(f"/c/{certificate.rstrip('/').rpartition('/')[2]}.pdf").status in {404, 410}
