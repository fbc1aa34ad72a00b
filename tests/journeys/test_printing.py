"""What comes out of a printer: dark words on white paper, all of them, and nothing that can only be pressed."""

from collections.abc import Callable

import pytest

from tests import gallery
from tests.journeys.conftest import ERRORS
from tests.journeys.sight import UNREADABLE
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

A4 = {"width": 794, "height": 1123}
# Says which words do not stand on white paper, or too pale on it (WCAG 1.4.3), whatever the screen had.
PALE = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = (colour) => {
    canvas.fillStyle = "#fff"; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest(".vh, .skip, script, style, noscript")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const name = element.outerHTML.slice(0, 120);
    for (let box = element; box; box = box.parentElement) {
      if (light(painted(getComputedStyle(box).backgroundColor)) < 0.99) { faults.push(`not on paper: ${name}`); break; }
    }
    const contrast = 1.05 / (light(painted(getComputedStyle(element).color)) + 0.05);
    if (contrast < 4.5) faults.push(`pale, ${contrast.toFixed(1)}: ${name}`);
  }
  return [...new Set(faults)];
}"""
ONLY_PRESSED = (
    ".header__nav, .header__small, .header__language, .footer, .button, .share, main form input, main form select"
)
SHOWN = "(all) => all.filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 120))"


def faults(visitor: Visitor, where: str) -> list[str]:
    page = visitor.page
    found = [*page.evaluate(PALE), *page.evaluate(UNREADABLE), *page.locator(ONLY_PRESSED).evaluate_all(SHOWN)]
    if over := visitor.sideways():
        found.append(f"{over} pixels wider than the paper")
    return [f"{where}: {fault}" for fault in found]


def on_paper(visit: Callable[..., Visitor], language: str, scheme: str) -> Visitor:
    visitor = visit(locale=language, viewport=A4, color_scheme=scheme, reduced_motion="reduce")
    visitor.page.emulate_media(media="print", color_scheme=scheme, reduced_motion="reduce")
    return visitor


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("ar", "light")])
def test_every_page_can_be_read_on_paper(
    visit: Callable[..., Visitor], people: gallery.Cast, language: str, scheme: str
):
    visitor = on_paper(visit, language, scheme)

    found = []
    for shown in gallery.pages(visitor.site, language, people):
        if not shown.sends:  # what is sent is a form, and none is printed
            visitor.show(shown)
            found += faults(visitor, shown.name)
    for name, page in ERRORS.items():
        visitor.answer_with(page())
        visitor.open(f"/en/{name}/")
        found += faults(visitor, name)

    assert found == []


def test_a_printed_certificate_can_be_checked(visit: Callable[..., Visitor], people: gallery.Cast):
    visitor = on_paper(visit, "en", "dark")

    visitor.open(people.valid.certificate)

    main = visitor.page.get_by_role("main")
    assert visitor.page.locator(".check__qr img").is_visible()
    assert people.valid.number in main.inner_text()
    assert visitor.page.locator("[data-verdict=valid]").is_visible()


def test_the_figures_of_the_map_are_printed_though_nobody_opened_them(
    visit: Callable[..., Visitor], people: gallery.Cast
):
    visitor = on_paper(visit, "en", "light")

    def printed() -> list[bool]:
        visitor.open("/en/")
        return visitor.page.locator(".map__table table").evaluate_all(
            "(all) => all.map((each) => each.checkVisibility())"
        )

    assert visitor.site.wait_for("the count of those who have signed", printed) == [True]
