"""axe finds nothing: on every kind of page, on a phone and a desk, light and dark, left to right and right to left."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import gallery
from tests.journeys.conftest import ERRORS
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = {
    "runOnly": {"type": "tag", "values": list(RULES)},
    "rules": {"target-size": {"enabled": True}},  # off by default, though it is of 2.2 AA
    "resultTypes": ["violations"],
}
PHONE, DESK = (360, 740), (1280, 900)
# Between them the two languages see each page in each size and each scheme.
LOOKS = {"en": [(PHONE, "light"), (DESK, "dark")], "ar": [(PHONE, "dark"), (DESK, "light")]}
# The colours of a button take their time to change with the scheme; what is between is nobody's page.
COME_TO_REST = "Promise.all(document.getAnimations().map((each) => each.finished))"


def faults(visitor: Visitor, where: str, language: str) -> list[str]:
    """What axe finds on the open page."""
    found = []
    for (width, height), scheme in LOOKS[language]:
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        visitor.page.evaluate(COME_TO_REST)
        for violation in Axe().run(visitor.page, options=OPTIONS).response["violations"]:
            elements = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            found.append(f"{where} {language} {width} {scheme}: {violation['id']}: {elements}")
    return found


@pytest.mark.parametrize("language", LOOKS)
def test_axe_finds_nothing_on_any_kind_of_page(visit: Callable[..., Visitor], people: gallery.Cast, language: str):
    visitor = visit(locale=language)

    found = []
    for shown in gallery.pages(visitor.site, language, people):
        visitor.show(shown)
        found += faults(visitor, shown.name, language)

    assert found == []


def test_axe_finds_nothing_on_the_pages_of_a_bad_moment(visit: Callable[..., Visitor]):
    visitor = visit(locale="en")

    found = []
    for name, page in ERRORS.items():
        visitor.answer_with(page())
        visitor.open(f"/en/{name}/")
        found += faults(visitor, name, "en")

    assert found == []
