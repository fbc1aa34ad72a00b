"""Who cannot open the link types the code from the mail into the page that is still open."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import PHONE, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]


def test_a_wrong_code_is_refused_kindly_and_the_right_one_confirms(visit: Callable[..., Visitor]):
    scholar = visit(**PHONE, locale="en")
    page = scholar.page
    scholar.sign()
    code = scholar.mailed_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    page.locator("[name=code]").fill(wrong)
    scholar.press("Confirm my pledge")

    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page.locator("[data-state=bad] [name=code]")).to_have_value(wrong)
    expect(page.get_by_role("main")).to_contain_text("4 tries left")
    assert scholar.state_of_pledge() == ["pending"]

    page.locator("[name=code]").fill(f"{code[:3]} {code[3:]}")
    scholar.press("Confirm my pledge")

    page.wait_for_url("**/en/certificates/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(scholar.name)
    assert scholar.state_of_pledge() == ["confirmed"]


def test_the_open_page_learns_by_itself_that_the_message_came_back(visit: Callable[..., Visitor]):
    scholar = visit(**PHONE, locale="en")
    scholar.sign()
    scholar.newest_mail()
    scholar.page.locator("[name=code]").fill("12")

    scholar.installation.execute(
        "UPDATE mail_message SET came_back = 'no_mailbox', came_back_at = created_at, created_at = '2026-01-01 00:00+00'"
        f" WHERE mailbox = '{scholar.email}'"
    )

    fate = scholar.page.locator("[data-fate]")
    expect(fate).to_contain_text("university.example.org says that this mailbox does not exist.")
    expect(fate).to_have_attribute("role", "status")
    expect(scholar.page.locator("[name=code]")).to_have_value("12")
