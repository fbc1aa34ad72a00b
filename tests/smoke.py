"""The whole journey over HTTP against a running site: `python -m tests.smoke http://127.0.0.1:8000 [--language ar]`.

Read the campaign, sign with a proof of work, read the mail at /dev/mail/, confirm, fetch the certificate and its PDF,
verify it. Needs nothing but the site's own packages. The site must run on development settings, for the mail.
"""

import argparse
import http.client
import json
import re
import secrets
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import altcha

PATIENCE_SECONDS = 60.0
T = TypeVar("T")


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers["location"]


@dataclass
class Form:
    """A form of a page that posts, with the fields that it brings along."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.posting: list[Form] = []
        self._open = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if tag == "form":
            self._open = (named.get("method") or "").lower() == "post"
            if self._open:
                self.posting.append(Form(named.get("action") or ""))
        elif tag == "input" and self._open and named.get("type") == "hidden" and named.get("name"):
            self.posting[-1].fields[str(named["name"])] = named.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def posting_forms(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return parser.posting


class Site:
    """A running site, by its address."""

    def __init__(self, base_url: str, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.base_url = base_url.rstrip("/")
        self._netloc = urlsplit(base_url).netloc
        self._patience_seconds = patience_seconds

    def get(self, address: str) -> Answer:
        return self._ask("GET", address)

    def post(self, address: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", address, urlencode(fields).encode())

    def wait_until_ready(self) -> None:
        self.wait_for("the site to answer", lambda: self._ask("GET", "/healthz").status == 200)

    def wait_for(self, what: str, look: Callable[[], T]) -> T:
        """Look again and again until there is something to see."""
        end = time.monotonic() + self._patience_seconds
        while True:
            try:
                seen = look()
            except (OSError, http.client.HTTPException):
                seen = None  # type: ignore[assignment]
            if seen:
                return seen
            if time.monotonic() > end:
                raise TimeoutError(f"Waited {self._patience_seconds:.0f} seconds for {what}.")
            time.sleep(0.2)

    def mails_to(self, address: str) -> list[str]:
        """The pages of the mails to an address, newest first."""
        page = self.get("/dev/mail/?" + urlencode({"to": address})).text
        return list(dict.fromkeys(re.findall(r'href="(/dev/mail/[0-9A-Za-z-]+/)"', page)))

    def _ask(self, method: str, address: str, body: bytes | None = None) -> Answer:
        """Ask the site itself, whatever host the address names: mails name the public one."""
        parts = urlsplit(urljoin(self.base_url, address))
        connection = http.client.HTTPConnection(self._netloc, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, headers)
            response = connection.getresponse()
            received = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, received, response.read())
        finally:
            connection.close()


def proof_of_work(site: Site) -> str:
    """Do what the browser's widget does: fetch a challenge and solve it."""
    challenge = altcha.Challenge.from_dict(json.loads(site.get("/altcha/challenge/").body))
    solution = altcha.solve_challenge(challenge)
    if solution is None:
        raise TimeoutError("The proof of work was not found.")
    return altcha.Payload(challenge, solution).to_base64()


def sign(site: Site, *, email: str, name: str = "Wangari Otieno", language: str = "en", slug: str = "light-up") -> str:
    """Sign; return the address of the page that waits for the mail."""
    answer = site.post(
        f"/{language}/sign/{slug}/",
        {
            "full_name": name,
            "email": email,
            "country": "KE",
            "affiliation": "University of Nairobi",
            "display": "name",
            "consent": "on",
            "altcha": proof_of_work(site),
        },
    )
    expect(answer.status == 303, f"signing answered {answer.status}:\n{answer.text[:2000]}")
    return answer.location


def confirm_link(site: Site, email: str) -> str:
    """Read the mail to an address; return its one link that confirms."""
    pages = site.wait_for(f"the mail to {email}", lambda: site.mails_to(email))
    page = site.get(pages[-1])
    expect(page.status == 200, f"the mail's page answered {page.status}")
    links = {unescape(link) for link in re.findall(r'href="([^"]+/confirm/[^"/]+/)"', page.text)}
    expect(len(links) == 1, f"exactly one link confirms, but there are {sorted(links)}")
    return links.pop()


def confirm(site: Site, link: str) -> str:
    """Open the link, press its only button; return the address of the certificate."""
    page = site.get(link)
    forms = posting_forms(page.text)
    expect(page.status == 200, f"the confirming page answered {page.status}")
    expect(len(forms) == 1, f"the confirming page has {len(forms)} posting forms")
    answer = site.post(forms[0].action or link, forms[0].fields)
    expect(answer.status == 303, f"confirming answered {answer.status}:\n{answer.text[:2000]}")
    return answer.location


def walk(site: Site, *, language: str = "en") -> str:
    """Walk the whole journey; return the number of the certificate."""
    site.wait_until_ready()
    name = "Amina Wanjirũ Otieno"
    email = f"smoke-{secrets.token_hex(4)}@university.example.org"
    campaign = site.get(f"/{language}/campaigns/light-up/")
    expect(campaign.status == 200, f"the campaign page answered {campaign.status}")
    expect('id="sign"' in campaign.text, "the campaign page has no pledge form")
    expect("set-cookie" not in campaign.headers, "the campaign page sets a cookie")

    sent = sign(site, email=email, name=name, language=language)
    expect(site.get(sent).status == 200, "the page that waits for the mail does not open")
    link = confirm_link(site, email)
    expect(f"/{language}/" in link, f"the link is not in the language of signing: {link}")
    expect(site.get(link).status == 200, "the link does not open")
    certificate_url = confirm(site, link)
    expect(site.get(link).status in {200, 302, 303, 410}, "the used link ends in an error")

    certificate = site.get(certificate_url)
    expect(certificate.status == 200, f"the certificate answered {certificate.status}")
    expect('data-evidence="email"' in certificate.text, "the certificate does not say how we know")
    expect(name in unescape(certificate.text), "the certificate does not show the name")
    number = urlsplit(certificate_url).path.rstrip("/").rpartition("/")[2]
    pdf = site.get(f"/c/{number}.pdf")
    expect(pdf.status == 200 and pdf.body.startswith(b"%PDF-"), f"the PDF answered {pdf.status}")
    picture = site.get(f"/c/{number}/share/link.png")
    expect(picture.body.startswith(b"\x89PNG"), f"the share image answered {picture.status}")
    verified = site.get(f"/{language}/verify/?{urlencode({'number': number})}")
    if verified.status in {302, 303}:
        verified = site.get(verified.location)
    expect('data-verdict="valid"' in verified.text, "the verify page does not call the certificate valid")
    site.wait_for("the mail with the certificate", lambda: len(site.mails_to(email)) == 2)
    return number


def expect(truth: bool, otherwise: str) -> None:
    if not truth:
        raise AssertionError(otherwise)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.smoke", description=__doc__)
    parser.add_argument("base_url")
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    number = walk(Site(given.base_url), language=given.language)
    sys.stdout.write(f"Signed, confirmed and verified: {given.base_url}/c/{number}\n")


if __name__ == "__main__":
    main()
