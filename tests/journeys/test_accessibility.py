"""axe finds nothing: on every kind of page, on a phone and a desk, light and dark, left to right and right to left."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledges.certificates import numbers
from tests import smoke
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SIZES = ({"width": 360, "height": 740}, {"width": 1280, "height": 900})
# The colours of a button take their time to change with the scheme; what is between is nobody's page.
COME_TO_REST = "Promise.all(document.getAnimations().map((each) => each.finished))"
OPTIONS = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}


def faults(visitor: Visitor, where: str) -> list[str]:
    """What axe finds on the open page, in each size and scheme."""
    found = []
    for size in SIZES:
        visitor.page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            visitor.page.evaluate(COME_TO_REST)
            for violation in Axe().run(visitor.page, options=OPTIONS).response["violations"]:
                elements = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
                found.append(f"{where} {size['width']} {scheme}: {violation['id']}: {elements}")
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_kind_of_page(visit: Callable[..., Visitor], language: str):
    visitor = visit(locale=language)
    sent = smoke.sign(visitor.site, email=visitor.email, language=language)
    link = urlsplit(smoke.confirm_link(visitor.site, visitor.email)).path
    found = []

    def look(name: str, path: str) -> None:
        visitor.open(path)
        found.extend(faults(visitor, f"{name} {language}"))

    look("home", f"/{language}/")
    look("campaign", f"/{language}/campaigns/light-up/")
    look("standard page", f"/{language}/about/")
    look("sent", sent)
    look("confirm", link)
    look("404", f"/{language}/nowhere/")
    look("verify unknown", f"/{language}/verify/?number={numbers.generate()}")

    visitor.open(f"/{language}/sign/light-up/")
    visitor.submit()
    visitor.page.locator("[data-summary]").wait_for()
    found.extend(faults(visitor, f"sign with errors {language}"))

    certificate = smoke.confirm(visitor.site, link)
    look("certificate", certificate)
    look("verify valid", f"/{language}/verify/?number={certificate.rstrip('/').rpartition('/')[2]}")
    look("roll", f"/{language}/campaigns/light-up/signatories/")

    assert found == []
