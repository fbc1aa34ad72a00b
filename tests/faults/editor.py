"""Somebody at the CMS of a running site, with a browser's cookies and what its forms bring along."""

from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

from home.demo.accounts import PASSWORD
from tests.smoke import Site

TIMEOUT_SECONDS = 60


class Editor:
    def __init__(self, site: Site, email: str = "editor@example.org") -> None:
        """Sign in as a demo account."""
        self._site, self._session = site, requests.Session()
        answer = self.send("/accounts/login/", login=email, password=PASSWORD)
        assert answer.status_code == 302, answer.text

    def send(self, address: str, **typed: str) -> requests.Response:
        """Open a page and send its form: what is typed, with what it brings along."""
        here = urljoin(self._site.base_url, address)
        page = BeautifulSoup(self._session.get(here, timeout=TIMEOUT_SECONDS).text, "lxml")
        form = next(form for form in page.find_all("form") if form.find(attrs={"name": "csrfmiddlewaretoken"}))
        return self._session.post(
            here, _brought(form) | typed, headers={"Referer": here}, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )


def _brought(form: Tag) -> dict[str, str]:
    fields: dict[str, str] = {}
    for field in form.find_all(["input", "textarea", "select"], attrs={"name": True}):
        name = str(field["name"])
        if field.name == "textarea":
            fields[name] = field.text.removeprefix("\n")
        elif field.name == "select":
            for chosen in field.find_all("option", selected=True):
                fields[name] = str(chosen["value"])
        elif field.get("type") not in {"checkbox", "radio"} or field.has_attr("checked"):
            fields[name] = str(field.get("value", ""))
    return fields
