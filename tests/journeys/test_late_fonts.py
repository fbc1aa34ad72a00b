"""Web fonts that come after the words move nothing: until then these stand in faces of the same width and height."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.journeys.test_large_letters import DESK, PHONE
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

WRITE_DOWN = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach(({ value, sources }) =>
  shifts.push([value, sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName)])
)).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = '() => performance.getEntriesByName("first-contentful-paint").length > 0'
SHOWN = """() => document.fonts.ready.then(() => new Promise((seen) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(seen, 100)))))"""


@pytest.mark.parametrize(
    ("language", "size"),
    [("en", PHONE), ("en", DESK), ("ar", PHONE), ("ar", DESK), ("ru", DESK)],
    ids=["en phone", "en desk", "ar phone", "ar desk", "ru desk"],
)
def test_fonts_that_come_late_move_nothing(visit: Callable[..., Visitor], language: str, size: dict[str, int]):
    visitor = visit(locale=language, viewport=size)
    page = visitor.page
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.add_init_script(WRITE_DOWN)

    for path in (f"/{language}/", f"/{language}/campaigns/light-up/"):
        page.goto(path, wait_until="commit")
        page.wait_for_function(PAINTED)
        assert held != []
        while held:
            held.pop().continue_()
        page.wait_for_load_state()
        page.evaluate(SHOWN)

        shifts = page.evaluate("shifts")
        assert sum(value for value, _moved in shifts) < 0.02, (path, shifts)
