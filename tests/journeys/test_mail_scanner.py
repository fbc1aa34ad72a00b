"""Filters of universities open every link of a mail before its reader does, some in a browser. Only a person confirms."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("browser")]


def test_a_scanner_confirms_nothing_and_a_stranger_takes_the_pledge_out(visit: Callable[..., Visitor]):
    person, scanner = visit(locale="en"), visit()
    person.sign()
    links = person.mail_links()
    [confirming] = [link for link in links if "/confirm/" in link]
    [not_me] = [link for link in links if "/not-me/" in link]

    for link in links:
        for method in ("HEAD", "GET", "GET"):
            assert scanner.page.request.fetch(link, method=method).status == 200
        scanner.open(link)
        scanner.page.wait_for_load_state("networkidle")
        for x, y in ((40, 80), (500, 400), (640, 620)):
            scanner.page.mouse.move(x, y, steps=5)
        scanner.page.mouse.wheel(0, 2000)
        scanner.page.evaluate(
            "document.querySelectorAll('main *').forEach((e) => e.dispatchEvent(new Event('mouseover')))"
        )

    assert person.state_of_pledge() == ["pending"]
    person.open(confirming)
    expect(person.page.locator("form[method=post]")).to_have_count(1)

    person.page.get_by_role("link", name="This was not me").click()
    person.page.wait_for_url(f"**{urlsplit(not_me).path}")
    person.press("Remove this pledge")

    expect(person.page.locator("form[method=post]")).to_have_count(0)
    assert person.state_of_pledge() == []
    assert person.page.request.get(confirming).status == 404
