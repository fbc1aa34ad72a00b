"""Somebody with a browser: what they do, what they see, and what their browser did without telling them."""

import re
import secrets
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.gallery import Shown
from tests.running.installation import Installation

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PATIENCE_MS = 30_000  # how long a condition may take on a busy machine; nothing waits for longer than it must
# A violation of the policy that some script caused is told to the page only.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""

expect.set_options(timeout=PATIENCE_MS)


class Visitor:
    def __init__(
        self, installation: Installation, browser: Browser, *, name: str = "Wangari Otieno", **asked: Any
    ) -> None:
        self.installation = installation
        self.site = installation.site
        self.name = name
        self.email = f"visitor-{secrets.token_hex(4)}@university.example.org"
        self.other_hosts: list[str] = []
        self.complaints: list[str] = []
        self._context = browser.new_context(base_url=self.site.base_url, **asked)
        self._context.set_default_timeout(PATIENCE_MS)
        self._context.add_init_script(TELL_VIOLATIONS)
        self._context.on("request", self._note_request)
        self._context.on("console", self._note_console)
        self._context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page: Page = self._context.new_page()

    def leave(self) -> None:
        self._context.close()

    @property
    def cookies(self) -> list[Any]:
        return self._context.cookies()

    def open(self, path: str) -> None:
        self.page.goto(path)

    def show(self, shown: Shown) -> None:
        """Open a page of the gallery, in the state that it is shown in."""
        self.open(shown.path)
        if shown.sends:
            self.page.locator("main form [type=submit]").first.click()
            self.page.locator("[data-summary]").wait_for()

    def answer_with(self, page: str) -> None:
        """Let the next address that is opened be this page."""
        self.page.route("**/*", lambda route: route.fulfill(body=page, content_type="text/html"), times=1)

    def press(self, name: str) -> None:
        """Press the button of this name in the page."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def fill_in(self, **values: str) -> None:
        """Fill in the pledge form with the facts of this visitor, or with others."""
        form = self.page.locator("#sign")
        facts = {"full_name": self.name, "email": self.email, "affiliation": "University of Nairobi"} | values
        for field, value in facts.items():
            form.locator(f"[name={field}]").fill(value)
        form.locator("[name=country]").select_option("KE")
        form.locator("[name=display][value=name]").check()
        form.locator("[name=consent]").check()

    def wait_for_proof(self) -> None:
        expect(self.page.locator("[data-proof]")).to_have_attribute("data-state", "done")

    def submit(self) -> None:
        self.page.locator("#sign button[type=submit]").click()

    def sign(self, *, language: str = "en") -> None:
        """Sign on the campaign page, up to the page that waits for the mail."""
        self.open(f"/{language}/campaigns/light-up/")
        self.fill_in()
        self.submit()
        self.page.wait_for_url("**/sent/**")

    def newest_mail(self, *, of: int = 1) -> str:
        """The path of the newest mail to this visitor, once there are so many."""
        found = self.site.wait_for("the mail", lambda: len(mails := self.site.mails_to(self.email)) == of and mails)
        return str(found[0])  # type: ignore[index]

    def mail_links(self) -> list[str]:
        """Where the newest mail leads, each address once."""
        self.open(self.newest_mail())
        return self.page.locator("section[aria-labelledby=links] a").evaluate_all("all => all.map(a => a.href)")

    def raw_mail(self, path: str) -> str:
        return self.site.get(f"{path.rstrip('/')}.eml").text

    def mailed_code(self) -> str:
        """The six digits of the newest mail; they stand on a line of their own."""
        raw = self.site.get(f"{self.newest_mail().rstrip('/')}.eml").body
        plain = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
        return re.findall(r"(?m)^\d{6}$", str(plain.get_content()))[0]  # type: ignore[union-attr]

    def state_of_pledge(self) -> list[str]:
        """The states of what this visitor signed, as the database has it."""
        rows = self.installation.query(
            "SELECT pledges_pledge.state FROM pledges_pledge JOIN pledges_signatory"
            f" ON pledges_signatory.id = pledges_pledge.signatory_id WHERE pledges_signatory.email = '{self.email}'"
        )
        return [state for (state,) in rows]

    def sideways(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def count(self) -> int:
        """How many have signed, as the page says."""
        return int(self.page.locator("[data-count]").first.get_attribute("data-count") or -1)

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and f"{parts.scheme}://{parts.netloc}" != self.site.base_url:
            self.other_hosts.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
