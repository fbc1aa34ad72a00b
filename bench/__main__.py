"""`make bench`: how fast the site is, as ratios to the least that Django can do on the same machine in the same run.

Both are served by gunicorn with one process and as many threads as the site has, from one temporary database (SQLite;
PostgreSQL where `DATABASE_URL` says so, with Redis where `REDIS_URL` does), on loopback only. Floor and page take turns,
and each figure is the median of five turns. The certificate's files are measured by themselves, for one core; pages with
a thousand and with many pledges (`BENCH_MANY`), and the sequencer, inside one process. A table, then JSON on a line of
its own. bench/README.md says more.
"""

import email
import email.policy
import http.client
import json
import os
import re
import secrets
import socket
import statistics
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.certificates import JOBS, per_core_second
from config.settings.base import WEB_THREADS
from tests.running.installation import WEB, Installation
from tests.sink import free_port
from tests.smoke import Site, proof_of_work

TURNS = 5
READS, WRITES = 300, 60  # requests in a turn
LONGEST_SECONDS = 4.0  # a turn that takes longer ends here
CONNECTIONS = 4
# As config/gunicorn.py has it, with one process.
SERVER = ("-m", "gunicorn", "--worker-class", "gthread", "--threads", str(WEB_THREADS), "--keep-alive", "5")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BARS = {"campaign": 0.5, "sign": 0.4, "confirm": 0.4, "verify": 0.4}
INSIDE = ("-c", "import django; django.setup(); from bench import inside; inside.main()")
FLOORS = {"campaign": "hello", "sign": "bare_sign"}
MANY = int(os.environ.get("BENCH_MANY", "200000"))  # pledges


@dataclass(frozen=True)
class Request:
    path: str
    body: str | None = None


@dataclass
class Figure:
    """What the turns gave, in requests a second."""

    rates: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, float]:
        ratios = [rate / floor for rate, floor in zip(self.rates, self.floors, strict=True)]
        return {
            "ratio": round(statistics.median(ratios), 3),
            "per_second": round(statistics.median(self.rates), 1),
            "floor_per_second": round(statistics.median(self.floors), 1),
        }

    def least_as_json(self) -> dict[str, float]:
        return {"per_second": round(statistics.median(self.floors), 1)}


def rate(port: int, requests: list[Request], *, expected: int) -> float:
    """Ask all of it, or what there is time for, over a few connections that stay open; return the requests a second.

    Raises:
        RuntimeError: an answer has another status than expected: what was measured is not what is meant.
    """

    def ask(mine: Iterable[Request]) -> int:
        done = 0
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for each in mine:
            if time.perf_counter() - began > LONGEST_SECONDS:
                break
            headers = {"Accept-Encoding": "gzip, br"} | (FORM if each.body is not None else {})
            connection.request("GET" if each.body is None else "POST", each.path, each.body, headers)
            response = connection.getresponse()
            response.read()
            if response.status != expected:
                raise RuntimeError(f"{each.path} answered {response.status}, not {expected}")
            done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        began = time.perf_counter()
        done = sum(pool.map(ask, [requests[i::CONNECTIONS] for i in range(CONNECTIONS)]))
        return done / (time.perf_counter() - began)


def hello() -> list[Request]:
    return [Request("/hello/")] * READS


def bare_sign() -> list[Request]:
    return [Request("/sign/", urlencode({"full_name": "Wangari Otieno", "email": _address()})) for _ in range(WRITES)]


def sign(site: Site) -> list[Request]:
    """Signatures ready to be sent, each with a proof of its own."""
    facts = {"full_name": "Wangari Otieno", "country": "KE", "affiliation": "University of Nairobi", "display": "name"}
    return [
        Request(
            "/en/sign/light-up/",
            urlencode(facts | {"email": _address(), "consent": "on", "altcha": proof_of_work(site)}),
        )
        for _ in range(WRITES)
    ]


def confirm(folder: Path) -> list[Request]:
    """The buttons of the mails in the folder."""
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((folder / "mail").glob("*.eml"))
    ]
    bodies = [mail.get_body(("plain",)).get_content() for mail in mails]
    return [Request(re.findall(r"/en/confirm/[\w-]+/", body)[0], "") for body in bodies]


def _address() -> str:
    return f"bench-{secrets.token_hex(8)}@university.example.org"


def measure(folder: Path) -> dict[str, Any]:
    installation = Installation(folder)
    floor, site = free_port(), installation.site
    figures = {name: Figure() for name in BARS}

    def turn(
        name: str, least: list[Request], requests: list[Request], *, least_gives: int = 200, gives: int = 200
    ) -> None:
        figures[name].floors.append(rate(floor, least, expected=least_gives))
        figures[name].rates.append(rate(installation.port, requests, expected=gives))

    try:
        installation.prepare()
        installation.run("-m", "bench.floor")
        installation.start((*SERVER, "--bind", f"127.0.0.1:{floor}", "bench.floor:application"))
        installation.start(WEB, WEB_PROCESSES="1", DJANGO_SETTINGS_MODULE="bench.settings")
        site.wait_until_ready()
        site.wait_for("the floor", lambda: socket.create_connection(("127.0.0.1", floor)).close() is None)
        for port, path in ((floor, "/hello/"), (installation.port, "/en/campaigns/light-up/")):
            rate(port, [Request(path)] * 50, expected=200)  # warm

        for _ in range(TURNS):
            turn("campaign", hello(), [Request("/en/campaigns/light-up/")] * READS)
            turn("sign", bare_sign(), sign(site), least_gives=303, gives=303)
        while installation.query("SELECT 1 FROM mail_message WHERE state = 'queued' LIMIT 1"):
            installation.run("manage.py", "sweep")
        waiting = confirm(folder)
        for i in range(TURNS):
            turn("confirm", bare_sign(), waiting[i * WRITES : (i + 1) * WRITES], least_gives=303, gives=303)
        [(number,)] = installation.query("SELECT number FROM pledges_certificate ORDER BY id LIMIT 1")
        verify = f"/en/verify/?number={number}"
        for _ in range(TURNS):
            turn("verify", hello(), [Request(verify)] * READS)
        installation.stop_all()
        installation.run(
            *INSIDE, str(folder / "inside.json"), str(MANY), DJANGO_SETTINGS_MODULE="bench.inside_settings"
        )
        found = json.loads((folder / "inside.json").read_text())
    finally:
        installation.remove()
    floors = {least: figures[name].least_as_json() for name, least in FLOORS.items()}
    return floors | {name: figure.as_json() for name, figure in figures.items()} | found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    print(f"{'what':<16}{'a second':>10}{'floor':>10}{'ratio':>8}{'bar':>7}")
    for name in FLOORS.values():
        print(f"{name:<16}{figures[name]['per_second']:>10}")
    for name, bar in BARS.items():
        it = figures[name]
        print(f"{name:<16}{it['per_second']:>10}{it['floor_per_second']:>10}{it['ratio']:>8}{bar:>7}")
    for name, job, bar in (("certificate_pdf", "pdf", 100), ("share_png", "share_link", 80)):
        figures[name] = {"per_core_second": per_core_second(JOBS[job])}
        print(f"{name:<16}{figures[name]['per_core_second']:>10}{'':>18}{bar:>7}")
    print(f"{'sequencer':<16}{figures['sequencer']['per_second']:>10}{'':>18}{2000:>7}")
    print(f"\n{'made anew':<16}{'1,000 ms':>10}{f'{MANY:,} ms':>14}{'ratio':>8}{'queries':>9}   (bars: 1.2 and 12)")
    for name, it in figures["pages"].items():
        print(f"{name:<16}{it['few_ms']:>10}{it['many_ms']:>14}{it['ratio']:>8}{it['queries']:>9}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
