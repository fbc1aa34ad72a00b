"""`make vitals`: what a slow phone on a slow line sees of the site, and when. A table, then JSON on a line of its own.

Chromium as a phone of 360 by 740 pixels with a quarter of this machine's speed, 400 ms away from the site at 1.6 Mbit/s
down and 0.75 up (Lighthouse's slow 4G), its cache empty. Each page is opened three times; the figures are medians.

LCP (ms until the largest thing in view is painted), CLS (how far things jump, to the end of the visit), INP (ms from the
slowest touch or key to the next paint): https://web.dev/articles/vitals. Bytes are those on the wire, headers too.

`sign, 2G` is the sign page at 280 kbit/s
and 800 ms: `usable` is when the form is painted and takes letters, `fonts` when the last web font has come.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests import gallery
from tests.browser import ARGUMENTS, MISSING, executable
from tests.running.installation import WEB, Installation

SETTINGS = "bench.phone_settings"
TURNS = 3
CPU_SLOWDOWN = 4
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
QUIET_SECONDS = 1.0  # so long nothing more comes: the first view is complete
LAST_ENTRIES_SECONDS = 0.5  # so long the browser may take to write down how long the last touch took


@dataclass(frozen=True)
class Line:
    latency_ms: int
    down_kbit: int
    up_kbit: int


SLOW_4G, TWO_G = Line(400, 1600, 750), Line(800, 280, 256)

# Below the bar is well. Bytes in kB of 1000; `usable_kb` is HTML, CSS and JavaScript, `all_kb` fonts and pictures too.
BARS = {"lcp_ms": 2000, "cls": 0.02, "inp_ms": 150, "usable_kb": 60, "all_kb": 150, "requests": 25, "other_hosts": 0}

WRITE_DOWN = """
window.vitals = { lcp: 0, shifts: [], interactions: [], moved: [] };
const see = (type, note, more = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
see("largest-contentful-paint", (entry) => { vitals.lcp = entry.startTime; });
see("layout-shift", (entry) => {
  if (entry.hadRecentInput) return;
  vitals.shifts.push([entry.startTime, entry.value]);
  entry.sources.forEach(({ node }) => vitals.moved.push(node?.outerHTML?.slice(0, 80) ?? String(node?.nodeName)));
});
see("event", (entry) => { if (entry.interactionId) vitals.interactions.push(entry.duration); }, { durationThreshold: 16 });
addEventListener("pagehide", () => sessionStorage.setItem("vitals", JSON.stringify(vitals)));
"""
TAKES_LETTERS = """() => {
  const field = document.querySelector("[name=full_name]");
  return Boolean(field?.checkVisibility() && performance.getEntriesByName("first-contentful-paint").length);
}"""
FONTS_AT = """() => Math.max(0, ...performance.getEntriesByType("resource")
  .filter((each) => each.name.endsWith(".woff2")).map((each) => each.responseEnd))"""
FIRST_PAINT = '() => performance.getEntriesByName("first-contentful-paint")[0].startTime'


@dataclass
class Wire:
    """What came over the line, by kind."""

    host: str
    bytes_of: dict[str, int] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    last_at: float = field(default_factory=time.monotonic)
    _kinds: dict[str, str] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)

    def _asked(self, event: dict[str, Any]) -> None:
        self.last_at = time.monotonic()
        parts = urlsplit(event["request"]["url"])
        if parts.scheme in {"http", "https"}:
            self.hosts.append(parts.netloc)

    def _answered(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        self.last_at = time.monotonic()
        kind = self._kinds.get(event["requestId"], "Other")
        self.bytes_of[kind] = self.bytes_of.get(kind, 0) + int(event["encodedDataLength"])

    def figures(self) -> dict[str, float]:
        usable = sum(self.bytes_of.get(kind, 0) for kind in ("Document", "Stylesheet", "Script"))
        return {
            "usable_kb": round(usable / 1000, 1),
            "all_kb": round(sum(self.bytes_of.values()) / 1000, 1),
            "requests": len(self.hosts),
            "other_hosts": sum(host != self.host for host in self.hosts),
        }


@contextmanager
def phone(browser: Browser, base_url: str, line: Line) -> Iterator[tuple[Page, Wire]]:
    """A phone that has never been here."""
    context = browser.new_context(base_url=base_url, **PHONE)
    context.add_init_script(WRITE_DOWN)
    page = context.new_page()
    session = context.new_cdp_session(page)
    wire = Wire(urlsplit(base_url).netloc)
    wire.listen(session)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": line.latency_ms,
            "downloadThroughput": line.down_kbit * 1000 / 8,
            "uploadThroughput": line.up_kbit * 1000 / 8,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    try:
        yield page, wire
    finally:
        context.close()


def settle(page: Page, wire: Wire) -> None:
    """Wait until the first view is complete."""
    while time.monotonic() - wire.last_at < QUIET_SECONDS:
        page.wait_for_timeout(100)


def visit(browser: Browser, base_url: str, path: str, touch: Callable[[Page], None]) -> dict[str, Any]:
    with phone(browser, base_url, SLOW_4G) as (page, wire):
        page.goto(path)
        settle(page, wire)
        first_view = wire.figures()  # what a touch loads later is not in it
        touch(page)
        page.wait_for_timeout(LAST_ENTRIES_SECONDS * 1000)
        last_page = json.loads(page.evaluate("sessionStorage.getItem('vitals')") or "null")
        seen = last_page or page.evaluate("vitals")
    if seen["moved"]:
        sys.stderr.write(f"{path} moved: {sorted(set(seen['moved']))}\n")
    return first_view | {
        "lcp_ms": round(seen["lcp"]),
        "cls": round(cumulative_shift(seen["shifts"]), 4),
        "inp_ms": max(seen["interactions"], default=0),
    }


def cumulative_shift(shifts: list[tuple[float, float]]) -> float:
    """The worst window of shifts: less than 1 s between two, at most 5 s in all. Source: https://web.dev/articles/cls."""
    worst = window = began = last = 0.0
    for at, value in shifts:
        if at - last >= 1000 or at - began >= 5000:
            window, began = 0.0, at
        window, last = window + value, at
        worst = max(worst, window)
    return worst


def open_menu(page: Page) -> None:
    page.locator(".header__small > summary").tap()
    page.wait_for_timeout(300)
    page.locator(".header__small > summary").tap()


def read_home(page: Page) -> None:
    open_menu(page)
    if page.locator(".map__table").count():
        page.locator(".map__table > summary").tap()


def fill_in(page: Page) -> None:
    """Begin to sign, look at all there is, and send it with mistakes."""
    open_menu(page)
    page.locator("[name=full_name]").tap()
    page.keyboard.type("Wangari", delay=60)
    page.locator("[name=email]").tap()
    page.keyboard.type("wangari at", delay=60)
    page.locator(".more > summary").tap()
    page.locator("[name=consent]").tap()
    page.locator("#sign [type=submit]").tap()
    page.locator("[data-summary]").wait_for()


def look_up(page: Page) -> None:
    open_menu(page)
    page.locator("[name=number]").tap()
    page.keyboard.type("7K3M9QXW", delay=60)
    page.locator("main form [type=submit]").tap()
    page.locator("[data-summary], [data-verdict]").first.wait_for()


def search(page: Page) -> None:
    open_menu(page)
    page.locator("[name=q]").tap()
    page.keyboard.type("Amina", delay=60)


def visits(number: str) -> dict[str, tuple[str, Callable[[Page], None]]]:
    return {
        "home": ("/en/", read_home),
        "home, Arabic": ("/ar/", read_home),
        "campaign": ("/en/campaigns/light-up/", fill_in),
        "campaign, Arabic": ("/ar/campaigns/light-up/", fill_in),
        "campaign, Russian": ("/ru/campaigns/light-up/", fill_in),
        "campaign, Chinese": ("/zh-hans/campaigns/light-up/", fill_in),
        "sign": ("/en/sign/light-up/", fill_in),
        "certificate": (f"/en/certificates/{number}/", open_menu),
        "verify": ("/en/verify/", look_up),
        "roll": ("/en/campaigns/light-up/signatories/", search),
    }


def medians(turns: list[dict[str, Any]]) -> dict[str, float]:
    return {name: statistics.median(turn[name] for turn in turns) for name in BARS}


def on_2g(browser: Browser, base_url: str) -> dict[str, float]:
    with phone(browser, base_url, TWO_G) as (page, wire):
        page.goto("/en/sign/light-up/", wait_until="commit")
        page.wait_for_function(TAKES_LETTERS)
        usable = page.evaluate(FIRST_PAINT)
        page.locator("[name=full_name]").fill("Wangari")
        page.wait_for_load_state()
        settle(page, wire)
        return {"usable_ms": round(usable), "fonts_ms": round(page.evaluate(FONTS_AT))}


def measure(installation: Installation, browser: Browser) -> dict[str, dict[str, float]]:
    installation.prepare()
    number = prepare_certificate(installation)
    installation.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", "--settings", SETTINGS)
    web = installation.start(WEB, WEB_PROCESSES="1", DJANGO_SETTINGS_MODULE=SETTINGS)
    installation.site.wait_until_ready()
    base_url = installation.site.base_url
    figures = {}
    for name, (path, touch) in visits(number).items():
        if installation.site.get(path).status != 200:  # a language that this site does not speak; and now it is warm
            continue
        figures[name] = medians([visit(browser, base_url, path, touch) for _ in range(TURNS)])
    figures["sign, 2G"] = on_2g(browser, base_url)
    web.kill()
    return figures


def prepare_certificate(installation: Installation) -> str:
    """Let somebody sign to the end, with all that runs beside the web process; return the certificate's number."""
    installation.start_all()
    number = gallery.walk(installation.site, "vitals").number
    installation.kill_all()
    return number


def main() -> int:
    found = executable()
    if found is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = Installation(Path(folder))
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            figures = measure(installation, browser)
        finally:
            browser.close()
            installation.remove()
    print(f"{'':<20}" + "".join(f"{name:>13}" for name in BARS))
    print(f"{'bar':<20}" + "".join(f"{bar:>13}" for bar in BARS.values()))
    for page, its in figures.items():
        shown = [f"{its[name]:>13}" for name in BARS] if "lcp_ms" in its else [f"  {k} {v}" for k, v in its.items()]
        print(f"{page:<20}" + "".join(shown))
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
