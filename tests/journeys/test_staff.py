"""Those who keep the site: they build pages, change them and publish them, and judge a pledge; without a developer."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests import smoke
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "share.png"
PASSWORD = "light-up-demo"  # as `make run` prints it
DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "en"}


def sign_in(staff: Visitor, role: str) -> None:
    staff.open("/cms/")
    staff.page.locator("[name=login]").fill(f"{role}@example.org")
    staff.page.locator("[name=password]").fill(PASSWORD)
    staff.page.get_by_role("main").locator("form button[type=submit]").click()
    staff.page.wait_for_url("**/cms/")


def page_in_english(staff: Visitor, slug: str) -> int:
    [(pk,)] = staff.installation.query(
        "SELECT wagtailcore_page.id FROM wagtailcore_page JOIN wagtailcore_locale"
        " ON wagtailcore_locale.id = wagtailcore_page.locale_id"
        f" WHERE slug = '{slug}' AND language_code = 'en'"
    )
    return int(pk)


def test_the_secretariat_changes_a_title_looks_at_it_and_publishes(visit: Callable[..., Visitor]):
    staff, before, reader = visit(**DESK), visit(), visit()
    page = staff.page
    contact = page_in_english(staff, "contact")
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


def test_a_campaign_page_is_built_from_blocks_and_published(visit: Callable[..., Visitor]):
    staff, reader = visit(**DESK), visit()
    page = staff.page
    sign_in(staff, "secretariat")
    body = page.locator("#panel-child-content-body-section")

    def place(block: str) -> None:
        body.get_by_role("button", name="Insert a block").last.click()
        page.get_by_role("option", name=block, exact=True).click()

    def write(words: str) -> None:
        body.locator("[contenteditable=true]").last.click()
        page.keyboard.type(words)

    staff.open("/cms/campaign-records/new/")
    page.locator("[name=name]").fill("Rivers")
    page.locator("[name=slug]").fill("rivers")
    page.locator("[name=level]").select_option("national")
    page.locator("[name=commitment]").select_option(index=1)
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".messages")).to_contain_text("created")

    staff.open(f"/cms/pages/{page_in_english(staff, 'campaigns')}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("[name=title]").fill("Rivers for our children")
    page.locator("[name=campaign]").select_option(label="Rivers")
    page.locator("[name=lead]").fill("A pledge for the rivers that our children will drink from.")
    place("Text")
    write("Our rivers carry what we do to the sea.")
    place("Figure")
    body.get_by_role("button", name="Choose an image").last.click()
    page.get_by_role("tab", name="Upload").click()
    picture = page.locator(".modal")
    picture.locator("input[type=file]").set_input_files(PICTURE)
    picture.locator("[name$=title]").fill("A river")
    picture.locator("[name$=description]").fill("A light over a river")
    picture.get_by_role("button", name="Upload").click()
    expect(picture).to_have_count(0)
    body.locator("[name$=alt]").last.fill("A light over a river at night")
    place("Quote")
    body.locator("textarea[name$=value-text]").last.fill("Water remembers.")
    body.locator("[name$=speaker]").last.fill("Wangari Otieno")
    place("Questions and answers")
    body.locator("[name$=question]").last.fill("Who may sign?")
    write("Every scholar.")
    place("Counter")
    place("Night map")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published")

    reader.open("/en/campaigns/rivers/")
    shown = reader.page.get_by_role("main")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Rivers for our children")
    expect(shown).to_contain_text("Our rivers carry what we do to the sea.")
    expect(shown.get_by_role("img", name="A light over a river at night")).to_have_count(1)
    expect(shown).to_contain_text("Water remembers.")
    expect(shown).to_contain_text("Who may sign?")
    expect(reader.page.locator("#sign")).to_have_count(1)


def test_a_moderator_holds_and_the_secretariat_revokes_a_pledge_and_its_certificate_says_so(
    visit: Callable[..., Visitor],
):
    moderator, secretariat, reader = visit(**DESK), visit(**DESK), visit(name="Wangari Doubtful")
    smoke.sign(reader.site, email=reader.email, name=reader.name)
    certificate = urlsplit(smoke.confirm(reader.site, smoke.confirm_link(reader.site, reader.email))).path
    reader.open(certificate)
    expect(reader.page.locator("[data-verdict]")).to_have_attribute("data-verdict", "valid")

    open_at_the_desk(moderator, "moderator", reader.name)
    expect(acts(moderator).get_by_role("link", name="Revoke", exact=True)).to_have_count(0)
    act(moderator, "Hold", "Held")
    open_at_the_desk(secretariat, "secretariat", reader.name)
    act(secretariat, "Revoke", "Revoked", reason_class="impersonation")

    assert reader.state_of_pledge() == ["revoked"]
    reader.open(certificate)
    expect(reader.page.locator("[data-verdict]")).to_have_attribute("data-verdict", "revoked")
    expect(reader.page.get_by_role("main")).not_to_contain_text("The faculty says so")
    assert reader.page.request.get(f"/c/{certificate.rstrip('/').rpartition('/')[2]}.pdf").status in {404, 410}


def open_at_the_desk(staff: Visitor, role: str, name: str) -> None:
    sign_in(staff, role)
    staff.open("/cms/pledges/")
    staff.page.get_by_placeholder("Search…").fill(name)
    staff.page.get_by_placeholder("Search…").press("Enter")
    expect(staff.page.locator("table.listing tbody tr")).to_have_count(1)
    staff.page.get_by_role("link", name=name).click()


def acts(staff: Visitor) -> Locator:
    return staff.page.get_by_role("list", name="What you can do")


def act(staff: Visitor, name: str, word: str, *, reason_class: str = "") -> None:
    reason = "The faculty says so in its letter of 3 May."
    acts(staff).get_by_role("link", name=name, exact=True).click()
    staff.page.locator("[name=reason]").fill(reason)
    if reason_class:
        staff.page.locator("[name=reason_class]").select_option(reason_class)
    staff.page.locator("form[method=post] .desk-acts button[type=submit]").click()
    done = staff.page.get_by_role("region", name="History").locator("tbody tr").first
    expect(done).to_contain_text(word)
    expect(done).to_contain_text(reason)
