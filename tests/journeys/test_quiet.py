"""A page load asks nobody else for anything and leaves nothing with the reader: on every kind of public page."""

from collections.abc import Callable

import pytest

from tests import gallery
from tests.journeys.conftest import ERRORS
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]

FOR_STAFF = ("login", "password-reset")  # a log-in needs a cookie
LEFT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


def test_no_public_page_asks_another_host_or_leaves_anything(visit: Callable[..., Visitor], people: gallery.Cast):
    visitor = visit(locale="en")

    found, seen = [], 0
    for shown in gallery.pages(visitor.site, "en", people):
        if shown.name.startswith(FOR_STAFF):
            continue
        visitor.show(shown)
        visitor.page.wait_for_load_state()
        found += [f"{shown.name} asked {address}" for address in visitor.other_hosts]
        found += [f"{shown.name} left {name}" for name in visitor.page.evaluate(LEFT)]
        found += [f"{shown.name} set {cookie['name']}" for cookie in visitor.cookies]
        seen += 1

    assert found == []
    assert seen > 40


def test_no_page_of_a_bad_moment_does_either(visit: Callable[..., Visitor]):
    visitor = visit(locale="en")

    for name, page in ERRORS.items():
        visitor.answer_with(page())
        visitor.open(f"/en/{name}/")

    assert visitor.other_hosts == []
    assert visitor.cookies == []


def test_a_page_that_does_is_found(visit: Callable[..., Visitor]):
    visitor = visit(locale="en")
    visitor.answer_with("<script>document.cookie = 'seen=1'; localStorage.seen = 1</script><img src='//127.0.0.1:9/x'>")

    visitor.open("/en/")

    assert [cookie["name"] for cookie in visitor.cookies] == ["seen"]
    assert visitor.page.evaluate(LEFT) == ["seen"]
    assert [address.rpartition("/")[2] for address in visitor.other_hosts] == ["x"]
