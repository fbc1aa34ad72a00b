"""`make shots`: pictures of the pages of a fresh site, to be looked at before a change is taken.

All of them go to `var/shots/` (each page at 1280 and 360 pixels, light and dark, in English and Arabic), the few that
the README shows to `docs/pictures/`.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import MISSING, executable
from tests.running.installation import Installation
from tests.smoke import Site, confirm, confirm_link, sign

ROOT = Path(__file__).resolve().parents[1]
ALL = ROOT / "var" / "shots"
README = ROOT / "docs" / "pictures"
WIDTHS = {"desktop": (1280, 900), "phone": (360, 780)}
# What stands in the README, and as which picture.
CHOSEN = {
    "home-desktop-light-en": "home",
    "campaign-desktop-light-en": "campaign",
    "campaign-phone-light-ar": "campaign-phone-arabic",
    "certificate-desktop-light-en": "certificate",
    "certificate-phone-dark-en": "certificate-phone-dark",
}


def pages(site: Site, language: str) -> Iterator[tuple[str, str]]:
    """The name and path of each page, a signed and confirmed pledge among them."""
    email = f"shots-{language}@university.example.org"
    sent = sign(site, email=email, name="Ngũgĩ wa Thiong’o", language=language)
    link = confirm_link(site, email)
    yield "home", f"/{language}/"
    yield "campaigns", f"/{language}/campaigns/"
    yield "campaign", f"/{language}/campaigns/light-up/"
    yield "sign", f"/{language}/sign/light-up/"
    yield "sent", sent
    yield "confirm", urlsplit(link).path
    certificate = confirm(site, link)
    number = urlsplit(certificate).path.rstrip("/").rpartition("/")[2]
    yield "certificate", certificate
    yield "verified", f"/{language}/verify/?number={quote(number)}"
    yield "roll", f"/{language}/campaigns/light-up/signatories/"
    yield "stories", f"/{language}/stories/"
    yield "not-found", f"/{language}/nowhere/"
    yield "mails", "/dev/mail/"
    yield "mail", site.mails_to(email)[0]


def take(browser: Browser, site: Site, language: str) -> None:
    for name, path in pages(site, language):
        for width, (x, y) in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": x, "height": y}, color_scheme=scheme, reduced_motion="reduce"
                )
                _shoot(page, site.base_url + path, f"{name}-{width}-{scheme}-{language}", fold=y)
                page.close()


def _shoot(page: Page, address: str, name: str, *, fold: int) -> None:
    page.goto(address, wait_until="load")
    page.screenshot(path=ALL / f"{name}.png", full_page=True)
    if name in CHOSEN:
        clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": fold}
        page.screenshot(path=README / f"{CHOSEN[name]}.png", clip=clip)


def main() -> int:
    found = executable()
    if found is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    for folder in (ALL, README):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = Installation(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            installation.prepare()
            installation.start_web()
            for language in ("en", "ar"):
                take(browser, installation.site, language)
        finally:
            browser.close()
            installation.remove()
    sys.stdout.write(f"Look at them: {ALL}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
