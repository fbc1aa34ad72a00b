"""axe finds nothing: on every kind of page, on a phone, a desk and a zoomed one, light, dark and in forced colours, left
to right and right to left.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import gallery
from tests.journeys.conftest import ERRORS
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RULE_SWITCHES = {"target-size": {"enabled": True}}  # off by default, though it is of 2.2 AA
OPTIONS = {
    "runOnly": {"type": "tag", "values": list(RULES)},
    "rules": RULE_SWITCHES,
    "resultTypes": ["violations"],
}
PHONE, DESK, ZOOMED = (360, 740), (1280, 900), (320, 256)
FORCED = "forced"  # the reader's own few colours in place of ours: how they contrast is theirs to say
IN_FORCED = OPTIONS | {"rules": RULE_SWITCHES | {"color-contrast": {"enabled": False}}}
# Between them the two languages see each page in each size and each scheme.
Look = tuple[tuple[int, int], str]
LOOKS: dict[str, list[Look]] = {
    "en": [(PHONE, "light"), (DESK, "dark"), (ZOOMED, FORCED)],
    "ar": [(PHONE, "dark"), (DESK, "light")],
}
ELSEWHERE = {"home", "campaigns-light-up", "sign-errors", "certificate-valid", "verify-valid"}
# The colours of a button take their time to change with the scheme; what is between is nobody's page.
COME_TO_REST = "Promise.all(document.getAnimations().map((each) => each.finished))"


def faults(visitor: Visitor, where: str, language: str, looks: list[Look]) -> list[str]:
    """What axe finds on the open page."""
    found = []
    for (width, height), scheme in looks:
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.page.emulate_media(
            color_scheme="light" if scheme == FORCED else scheme,
            forced_colors="active" if scheme == FORCED else "none",
            reduced_motion="reduce",
        )
        visitor.page.evaluate(COME_TO_REST)
        options = IN_FORCED if scheme == FORCED else OPTIONS
        for violation in Axe().run(visitor.page, options=options).response["violations"]:
            elements = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            found.append(f"{where} {language} {width} {scheme}: {violation['id']}: {elements}")
    return found


@pytest.mark.parametrize("language", LOOKS)
def test_axe_finds_nothing_on_any_kind_of_page(visit: Callable[..., Visitor], people: gallery.Cast, language: str):
    visitor = visit(locale=language)

    found = []
    for shown in gallery.pages(visitor.site, language, people):
        visitor.show(shown)
        found += faults(visitor, shown.name, language, LOOKS[language])

    assert found == []


@pytest.mark.parametrize("language", ["fr", "es", "ru", "zh-hans"])
def test_axe_finds_nothing_in_the_other_languages(visit: Callable[..., Visitor], people: gallery.Cast, language: str):
    visitor = visit(locale=language)

    found, seen = [], set()
    for shown in gallery.pages(visitor.site, language, people):
        if shown.name in ELSEWHERE:
            visitor.show(shown)
            found += faults(visitor, shown.name, language, [(PHONE, "light")])
            seen.add(shown.name)

    assert found == []
    assert seen == ELSEWHERE


def test_axe_finds_nothing_on_the_pages_of_a_bad_moment(visit: Callable[..., Visitor]):
    visitor = visit(locale="en")

    found = []
    for name, page in ERRORS.items():
        visitor.answer_with(page())
        visitor.open(f"/en/{name}/")
        found += faults(visitor, name, "en", LOOKS["en"])

    assert found == []
