"""The count under a box says what the version's page will say, in every writing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pledges.viewsets.wording import count_words

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "cms-words.js"
TEXTS = {
    "We pledge to O’Brien and Jean-Luc.": 6,
    "我们承诺，为孩子们点亮。": 10,
    "我们 pledge 2026": 4,
    "नमस्ते दुनिया": 2,
    "نَتَعَهَّدُ بِالْعَمَلِ": 2,
    "Cafe\u0301 au lait": 3,
    " — ": 0,
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page()
    yield made
    made.close()


@pytest.mark.parametrize("text", TEXTS)
def test_browser_and_server_count_the_same(page: Page, text: str):
    page.set_content(
        f'<textarea data-words></textarea><script data-label="Words:">{SCRIPT.read_text("utf-8")}</script>'
    )

    page.locator("textarea").fill(text)

    assert page.locator("output").inner_text() == f"Words: {TEXTS[text]}"
    assert count_words(text) == TEXTS[text]
