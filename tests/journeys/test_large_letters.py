"""Who reads at 400 %, in larger letters or with more room between them misses nothing and scrolls one way only."""

from collections.abc import Callable

import pytest

from tests import gallery
from tests.journeys.conftest import ERRORS
from tests.journeys.sight import TEXT_SPACING, UNREADABLE
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

ZOOMED = {"width": 320, "height": 256}  # a screen of 1280 by 1024 at 400 % (WCAG 1.4.10)
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SET = (
    "(style) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style); document.adoptedStyleSheets = [sheet]; }"
)
LARGE = "html { font-size: 200% !important; }"  # WCAG 1.4.4
READINGS = {
    "at 400 %": (ZOOMED, ""),
    "at 400 %, spaced": (ZOOMED, TEXT_SPACING),
    "spaced": (DESK, TEXT_SPACING),
    "letters of twice the size": (DESK, LARGE),
    "letters of twice the size on a phone": (PHONE, LARGE),
}


# Between them the languages see both directions and, where room is least, the longest words.
READ_IN = {"en": [*READINGS], "ar": [*READINGS], "ru": ["letters of twice the size on a phone"]}


def faults(visitor: Visitor, where: str, language: str) -> list[str]:
    found = []
    for reading in READ_IN[language]:
        size, style = READINGS[reading]
        visitor.page.set_viewport_size(size)
        visitor.page.evaluate(SET, style)
        if over := visitor.sideways():
            found.append(f"{where}, {reading}: {over} pixels too wide")
        found += [f"{where}, {reading}: {fault}" for fault in visitor.page.evaluate(UNREADABLE)]
    return found


@pytest.mark.parametrize("language", READ_IN)
def test_every_page_can_be_read_in_large_letters(visit: Callable[..., Visitor], people: gallery.Cast, language: str):
    visitor = visit(locale=language, reduced_motion="reduce")

    found = []
    for shown in gallery.pages(visitor.site, language, people):
        visitor.show(shown)
        found += faults(visitor, f"{shown.name} {language}", language)
    for name, page in ERRORS.items():
        visitor.answer_with(page())
        visitor.open(f"/en/{name}/")
        found += faults(visitor, name, language)

    assert found == []


def test_what_is_cut_off_or_stands_on_other_words_is_found(visit: Callable[..., Visitor]):
    page = visit().page
    page.set_content(
        "<p style='block-size: 1em; overflow: hidden'>Cut<br>off</p>"
        "<p>Below</p><p style='margin-block-start: -1.9em'>Above</p>"
        "<p>Nothing wrong</p>"
    )

    found = page.evaluate(UNREADABLE)

    assert sorted(fault.partition(":")[0] for fault in found) == ["cut off", "on one another"]
