"""One running site for all journeys, as `make run` or the production set would start it, and a visitor with a browser."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from tests import gallery
from tests.browser import ARGUMENTS, required_executable
from tests.journeys.visitor import Visitor
from tests.running.installation import Installation


def _rendered(template: str, context: dict[str, Any]) -> str:
    with translation.override("en"):
        return render_to_string(template, context)


# Pages that a healthy site does not show, as its views render them: no row is read for any of them.
ERRORS: dict[str, Callable[[], str]] = {
    name: partial(_rendered, f"{name}.html", context)
    for name, context in {
        "403": {},
        "403_csrf": {},
        "422": {},
        "429": {},
        "500": {"incident": "7K3M-9QXW"},
        "503": {"kept": [{"name": "full_name", "value": "Wangari Otieno"}], "action": "/en/sign/light-up/"},
    }.items()
}


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    required_executable()  # no site is started for a browser that is not there
    made = Installation(tmp_path_factory.mktemp("journeys"), redis_distance=2)
    try:
        made.prepare()
        made.start_all(BASE_URL=made.site.base_url)
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def people(installation: Installation) -> gallery.Cast:
    """Signatories whose certificates have all the fates that there are."""
    return gallery.cast(installation)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For a module, not longer: while playwright runs, Django takes every other test for an asynchronous one."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=required_executable(), args=ARGUMENTS)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def visit(installation: Installation, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Make a visitor: a browser that nobody has used before. Says what a context of playwright is asked."""
    made: list[Visitor] = []

    def visitor(**asked: Any) -> Visitor:
        made.append(Visitor(installation, browser, **asked))
        return made[-1]

    yield visitor
    for each in made:
        each.leave()
