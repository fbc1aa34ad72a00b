"""`make shots`: pictures of the pages of a fresh site with sample data, to be looked at before a change is taken.

`python -m tests.shots [FOLDER] [--readme]`. All of them go to FOLDER (`var/shots`): each public page at 1280 and 360
pixels, light and dark, in English and Arabic, the certificate's PDF and pictures, and the desk of the CMS. With
`--readme` the few that the README shows are taken anew too, into `docs/images/`, and nothing else.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from home.demo.accounts import PASSWORD
from pledges.certificates import numbers
from tests.browser import ARGUMENTS, MISSING, executable
from tests.running.installation import Installation
from tests.smoke import Site, confirm, confirm_link, sign

ROOT = Path(__file__).resolve().parents[1]
ALL = ROOT / "var" / "shots"
README = ROOT / "docs" / "images"
README_BYTES = 200_000  # a picture of the README is no heavier than this
WIDTHS = {"1280": (1280, 900), "360": (360, 740)}
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "ar")
NAMES = {"en": "Ngũgĩ wa Thiong’o", "ar": "نوال السعداوي"}
STAFF = "secretariat@example.org"


@dataclass(frozen=True)
class Journey:
    """What one signature left behind: the addresses that only its mail knows."""

    sent: str
    confirm: str
    certificate: str
    mail: str

    @property
    def number(self) -> str:
        return urlsplit(self.certificate).path.rstrip("/").rpartition("/")[2]


class Photographer:
    """Take pictures of one site into one folder."""

    def __init__(self, browser: Browser, site: Site, folder: Path) -> None:
        self._browser = browser
        self._site = site
        self._folder = folder

    def take_everything(self) -> None:
        for language in LANGUAGES:
            waiting = self._sign(language)
            for name, path in self._pages(language, waiting):
                self._in_every_way(f"{name}-{language}", path)
            confirm(self._site, self._site.base_url + waiting.confirm)
            self._in_every_way(f"confirm-again-{language}", waiting.confirm)
        self._certificate_files(language="en")
        self._desk()

    def take_for_readme(self) -> None:
        made = self._walk("en")
        self._one("home", "/en/", width=1280, height=900)
        self._one("campaign-phone", "/en/campaigns/light-up/", width=360, height=740)
        self._one("certificate", made.certificate, width=1280, height=900)
        self._download("share.png", f"/c/{made.number}/share/link.png")
        with self._signed_in() as page:
            self._shoot(page, "/cms/pledges/", "desk", full_page=False)
        for picture in self._folder.glob("*.png"):
            if picture.stat().st_size > README_BYTES:
                raise SystemExit(f"{picture} weighs {picture.stat().st_size} bytes, more than {README_BYTES}")

    def _sign(self, language: str) -> Journey:
        email = f"shots-{language}@university.example.org"
        sent = sign(self._site, email=email, name=NAMES[language], language=language)
        link = urlsplit(confirm_link(self._site, email)).path
        return Journey(sent=sent, confirm=link, certificate="", mail=self._site.mails_to(email)[0])

    def _walk(self, language: str) -> Journey:
        """Sign and confirm; the mail is the one that brings the certificate."""
        email = f"walked-{language}@university.example.org"
        sent = sign(self._site, email=email, name=NAMES[language], language=language)
        link = confirm_link(self._site, email)
        certificate = confirm(self._site, link)
        mails = self._site.wait_for("the second mail", lambda: [m for m in [self._site.mails_to(email)] if len(m) == 2])
        return Journey(sent=sent, confirm=urlsplit(link).path, certificate=certificate, mail=mails[0][0])

    def _pages(self, language: str, waiting: Journey) -> Iterator[tuple[str, str]]:
        """The name and path of each page that a visitor can come to."""
        home = self._site.get(f"/{language}/").text
        for path in dict.fromkeys(re.findall(rf'href="(/{language}/[^"#?]*)"', home)):
            yield path.strip("/").removeprefix(language).strip("/").replace("/", "-") or "home", path
        made = self._walk(language)
        yield "sign", f"/{language}/sign/light-up/"
        yield "sent", waiting.sent
        yield "confirm", waiting.confirm
        yield "not-me", waiting.confirm.replace("/confirm/", "/not-me/")
        yield "token-gone", f"/{language}/confirm/no-such-token/"
        yield "certificate", made.certificate
        yield "report", f"{made.certificate}report/"
        yield "verify-valid", f"/{language}/verify/?number={quote(made.number)}"
        yield "verify-unknown", f"/{language}/verify/?number={numbers.pretty(numbers.generate())}"
        yield "verify-mistyped", f"/{language}/verify/?number={_mistyped(made.number)}"
        yield "verify-malformed", f"/{language}/verify/?number=hello"
        yield "roll", f"/{language}/campaigns/light-up/signatories/"
        yield "roll-nothing-found", f"/{language}/campaigns/light-up/signatories/?q=nobody-of-this-name"
        yield "not-found", f"/{language}/nowhere/"
        yield "mail", made.mail
        yield "mail-body", f"{made.mail}body/"
        yield "mail-confirm-body", f"{waiting.mail}body/"
        if language == "en":
            yield "mails", "/dev/mail/"
            yield "login", "/accounts/login/"

    def _in_every_way(self, name: str, path: str) -> None:
        for width, (x, y) in WIDTHS.items():
            for scheme in SCHEMES:
                self._one(f"{name}-{width}-{scheme}", path, width=x, height=y, scheme=scheme, full_page=True)
        if name.startswith("sign-"):
            self._refused(name.replace("sign-", "sign-errors-"), path)

    def _one(
        self, name: str, path: str, *, width: int, height: int, scheme: str = "light", full_page: bool = False
    ) -> None:
        page = self._browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        self._shoot(page, path, name, full_page=full_page)
        page.close()

    def _refused(self, name: str, path: str) -> None:
        """The form, sent with mistakes in it."""
        for width, (x, y) in WIDTHS.items():
            for scheme in SCHEMES:
                page = self._browser.new_page(viewport={"width": x, "height": y}, color_scheme=scheme)
                page.goto(self._site.base_url + path)
                page.locator("[name=email]").fill("nobody")
                page.locator("[name=affiliation]").fill("University of Nairobi")
                page.locator("#sign button[type=submit]").click()
                page.locator("[data-summary]").wait_for()
                page.screenshot(path=self._folder / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()

    def _certificate_files(self, *, language: str) -> None:
        number = self._walk_again(language)
        for kind in ("link", "square", "story"):
            self._download(f"share-{kind}.png", f"/c/{number}/share/{kind}.png")
        self._download("badge.png", f"/c/{number}.png")
        pdf = self._folder / "certificate.pdf"
        self._download(pdf.name, f"/c/{number}.pdf")
        command = ["pdftoppm", "-png", "-r", "110", "-singlefile", str(pdf), str(pdf.with_suffix(""))]
        subprocess.run(command, check=True)

    def _walk_again(self, language: str) -> str:
        link = confirm(self._site, confirm_link(self._site, self._third(language)))
        return urlsplit(link).path.rstrip("/").rpartition("/")[2]

    def _third(self, language: str) -> str:
        email = f"files-{language}@university.example.org"
        sign(self._site, email=email, name=NAMES[language], language=language)
        return email

    def _download(self, name: str, path: str) -> None:
        answer = self._site.get(path)
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        (self._folder / name).write_bytes(answer.body)

    def _shoot(self, page: Page, path: str, name: str, *, full_page: bool) -> None:
        page.goto(self._site.base_url + path, wait_until="load")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=self._folder / f"{name}.png", full_page=full_page)
