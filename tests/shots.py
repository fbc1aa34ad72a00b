"""`make shots`: pictures of the pages of a fresh site with sample data, to be looked at before a change is taken.

`python -m tests.shots [FOLDER]` takes each public page at 1280 and 360 pixels, light and dark, in English and Arabic,
the files of a certificate and the desk of the CMS, and writes them to FOLDER (`var/shots`). `--readme` takes only the
few that the README shows, into `docs/images/`, `--docs` those of `docs/editors.md`.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests import gallery
from tests.browser import ARGUMENTS, MISSING, executable
from tests.gallery import SIGNATORIES, Cast, Shown, cast, walk
from tests.running.installation import Installation
from tests.smoke import Site

ROOT = Path(__file__).resolve().parents[1]
ALL = ROOT / "var" / "shots"
README = ROOT / "docs" / "images"
README_BYTES = 200_000  # no picture of the README is heavier
DESKTOP, PHONE = (1280, 900), (360, 740)
STAFF, PASSWORD = "secretariat@example.org", "light-up-demo"  # as `make run` prints them

# Browsers fetch the pictures further down only when somebody comes near.
EVERYTHING_IS_THERE = """() => {
  const pictures = [...document.images];
  pictures.forEach((each) => { each.loading = "eager"; });
  return Promise.all([document.fonts.ready, ...pictures.map((each) => each.decode().catch(() => {}))]);
}"""


def take_all(browser: Browser, installation: Installation, folder: Path) -> None:
    site = installation.site
    for language in SIGNATORIES:
        for shown in pages(site, language, cast(installation, language)):
            for size in (DESKTOP, PHONE):
                for scheme in ("light", "dark"):
                    take(browser, site, shown, folder / f"{shown.name}-{size[0]}-{scheme}-{language}.png", size, scheme)
    take_files(site, folder)
    take_desk(browser, site, folder)


def pages(site: Site, language: str, people: Cast) -> Iterator[Shown]:
    """Each kind of page, and the mails that led there."""
    yield from gallery.pages(site, language, people)
    for kind, walked in (("confirm", people.waiting), ("certificate", people.valid)):
        mail = site.wait_for("the mail", lambda to=walked.email: site.mails_to(to))[0]
        yield Shown(f"mail-{kind}", f"{mail.rstrip('/')}.html")
    if language == "en":
        yield Shown("mail-page", mail)
        yield Shown("mails", "/dev/mail/")


def take(
    browser: Browser,
    site: Site,
    shown: Shown,
    file: Path,
    size: tuple[int, int],
    scheme: str = "light",
    *,
    whole: bool = True,
) -> None:
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.goto(site.base_url + shown.path)
    if shown.sends:
        page.locator("main form [type=submit]").first.click()
        page.locator("[data-summary]").wait_for()
    shoot(page, file, whole=whole)
    page.close()


def shoot(page: Page, file: Path, *, whole: bool) -> None:
    page.evaluate(EVERYTHING_IS_THERE)
    page.screenshot(path=file, full_page=whole)


def take_files(site: Site, folder: Path) -> None:
    """The certificate's PDF, also as a picture, and what is shared of it."""
    for language in SIGNATORIES:
        number = walk(site, "files", language).number
        for kind in ("link", "square", "story"):
            download(site, f"/c/{number}/share/{kind}.png", folder / f"share-{kind}-{language}.png")
        download(site, f"/c/{number}.png", folder / f"badge-{language}.png")
        pdf = download(site, f"/c/{number}.pdf", folder / f"certificate-pdf-{language}.pdf")
        subprocess.run(["pdftoppm", "-png", "-r", "110", "-singlefile", pdf, pdf.with_suffix("")], check=True)


def download(site: Site, path: str, file: Path) -> Path:
    answer = site.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    file.write_bytes(answer.body)
    return file


def take_desk(browser: Browser, site: Site, folder: Path) -> None:
    page = signed_in(browser, site)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name, path in (("cms", "/cms/"), ("desk", "/cms/pledges/"), ("pages", "/cms/pages/")):
            page.goto(site.base_url + path)
            shoot(page, folder / f"{name}-{scheme}.png", whole=False)
        page.goto(site.base_url + "/cms/pledges/")
        page.locator("table.listing a").first.click()
        page.wait_for_load_state()
        shoot(page, folder / f"desk-pledge-{scheme}.png", whole=True)
    page.close()


def signed_in(browser: Browser, site: Site) -> Page:
    page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, reduced_motion="reduce")
    page.goto(site.base_url + "/cms/")
    page.locator("[name=login]").fill(STAFF)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/cms/")
    return page


def take_for_readme(browser: Browser, site: Site) -> None:
    walked = walk(site, "walked")
    take(browser, site, Shown("home", "/en/"), README / "home.png", DESKTOP, whole=False)
    take(browser, site, Shown("campaign", "/en/campaigns/light-up/"), README / "campaign-phone.png", PHONE, whole=False)
    take(browser, site, Shown("certificate", walked.certificate), README / "certificate.png", DESKTOP, whole=False)
    download(site, f"/c/{walked.number}/share/link.png", README / "share.png")
    page = signed_in(browser, site)
    page.goto(site.base_url + "/cms/pledges/")
    page.locator("table.listing a").first.click()  # the newest
    page.locator(".desk-acts").first.wait_for()
    shoot(page, README / "desk.png", whole=False)


def take_for_docs(browser: Browser, site: Site) -> None:
    """The places that `docs/editors.md` speaks of, as the secretariat sees them."""
    page = signed_in(browser, site)

    def at(path: str) -> Page:
        page.goto(site.base_url + path)
        return page

    def shown(name: str) -> None:
        shoot(page, README / f"editors-{name}.png", whole=False)

    at("/cms/")
    shown("dashboard")
    at("/cms/guide/")
    shown("guide")
    at("/cms/reports/page-languages/")
    shown("languages")
    page.get_by_role("link", name="The Haikou Initiative").click()
    page.locator("#panel-child-content-findings-section").wait_for()
    shown("page")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").first.click()
    page.get_by_role("dialog").wait_for()
    shown("schedule")
    at("/cms/reports/page-languages/").get_by_role("link", name="The Haikou Initiative").click()
    add = page.locator("#panel-child-content-body-section").get_by_role("button", name="Insert a block").first
    add.scroll_into_view_if_needed()
    add.click()
    page.get_by_role("option", name="Quote").wait_for()
    shown("blocks")
    at("/cms/commitments/").locator("table.listing a").first.click()
    page.locator(".desk-page").wait_for()
    shown("wording")


def lighten(pictures: Iterable[Path]) -> None:
    """A third of the weight, the same to the eye."""
    for picture in pictures:
        with Image.open(picture) as taken:
            lighter = taken.convert("RGB").quantize(256)
        lighter.save(picture, optimize=True)
        if picture.stat().st_size > README_BYTES:
            raise RuntimeError(f"{picture.name} weighs {picture.stat().st_size} bytes, more than {README_BYTES}.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shots", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ALL)
    parser.add_argument("--readme", action="store_true", help="take only those that the README shows")
    parser.add_argument("--docs", action="store_true", help="take only those of docs/editors.md")
    given = parser.parse_args()
    found = executable()
    if found is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    target: Path = README if given.readme or given.docs else given.folder
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = Installation(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            installation.prepare("--samples")
            shown_as = "https://lightup.example" if given.readme or given.docs else installation.site.base_url
            installation.start_all(BASE_URL=shown_as)
            if given.readme:
                take_for_readme(browser, installation.site)
            if given.docs:
                take_for_docs(browser, installation.site)
            if target == README:
                lighten(each for each in README.glob("*.png") if each.name.startswith("editors-") == given.docs)
            else:
                take_all(browser, installation, target)
        finally:
            browser.close()
            installation.remove()
    sys.stdout.write(f"Look at them: {target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
