"""`make load`: signatures and page reads together, at a fixed rate, and proof afterwards that nothing acknowledged is lost.

Starts the site as production runs it (gunicorn, worker and beat on PostgreSQL and Redis, named by `DATABASE_URL` and
`REDIS_URL`), on loopback, sends for a while, then looks into the database: each signature that was answered with 303 must
be there once, with its message. bench/README.md says how to aim it at an installation of your own.
"""

import argparse
import asyncio
import json
import os
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.generator import Outcome, Request, get, networks, post, send

MARK_SECONDS = 0.3
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
READ = (  # what people look at, and how often of a hundred
    ("/en/campaigns/light-up/", 50),
    ("/ar/campaigns/light-up/", 10),
    ("/en/", 15),
    ("/en/campaigns/", 5),
    ("/en/campaigns/light-up/signatories/", 10),
    ("/en/verify/", 5),
    ("/en/stories/", 5),
)


def proofs(count: int) -> list[str]:
    """Return so many solved challenges, signed with the site's own secret: made here at once, checked there at full cost."""
    from altcha import Payload, solve_challenge
    from altcha_django import build_challenge

    solved = []
    for _ in range(count):
        challenge = build_challenge(max_number=2)
        solution = solve_challenge(challenge)
        if solution is None:
            raise RuntimeError("a challenge was not solved")
        solved.append(Payload(challenge, solution).to_base64())
    return solved


def signatures(host: str, run: str, solved: list[str]) -> Iterator[Request]:
    another = networks()
    facts = {"full_name": "Wangari Otieno", "country": "KE", "affiliation": "University of Nairobi", "display": "name"}
    for n, proof in enumerate(solved):
        email = f"load-{run}-{n}@university.example.org"
        body = urlencode(facts | {"email": email, "consent": "on", "altcha": proof})
        yield post("sign", "/en/sign/light-up/", body, host=host, network=another(), key=email)


def reads(host: str) -> Iterator[Request]:
    another, paths = networks(), [path for path, weight in READ for _ in range(weight)]
    chosen = random.Random(1)  # the same pages in the same order each time
    while True:
        yield get("read", chosen.choice(paths), host=host, network=another())


def load(url: str, *, sign: float, read: float, seconds: float, host: str = "") -> tuple[str, Outcome]:
    """Send; return the name of the run, which its addresses carry, and what came back."""
    run, host = secrets.token_hex(4), host or urlsplit(url).netloc
    solved = proofs(int(sign * seconds) + 1)
    streams = {sign: signatures(host, run, solved), read + 1e-9: reads(host)}
    return run, asyncio.run(send(url, streams, seconds))


def report(outcome: Outcome, seconds: float) -> dict[str, object]:
    figures: dict[str, object] = {}
    print(f"{'what':<8}{'answers':>9}{'a second':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'worst':>9}")
    for kind, times in sorted(outcome.seconds.items()):
        times.sort()
        p50, p95, p99 = (times[min(len(times) - 1, int(len(times) * part))] * 1000 for part in (0.5, 0.95, 0.99))
        print(
            f"{kind:<8}{len(times):>9}{len(times) / seconds:>10.1f}{p50:>9.1f}{p95:>9.1f}{p99:>9.1f}{times[-1] * 1000:>9.1f}"
        )
        figures[kind] = {
            "answers": len(times),
            "p50_ms": round(p50, 1),
            "p95_ms": round(p95, 1),
            "p99_ms": round(p99, 1),
        }
    for (kind, status), count in sorted(outcome.statuses.items()):
        print(f"{kind} answered {status}: {count}")
    for error, count in outcome.errors.items():
        print(f"no answer, {error}: {count}")
    figures["errors"] = sum(outcome.errors.values())
    return figures


def audit(installation: object, run: str, outcome: Outcome) -> dict[str, int]:
    """Look up every acknowledged signature: how many are lost, doubled, or without their one message."""
    query = installation.query  # type: ignore[attr-defined]
    like = f"load-{run}-"
    counts = dict(query(f"SELECT address, count(*) FROM pledges_pledge WHERE address LIKE '{like}%' GROUP BY address"))
    messages = dict(
        query(
            "SELECT p.address, count(m.id) FROM pledges_pledge p LEFT JOIN mail_message m ON m.subject = 'pledge:' || p.ref "
            f"AND m.kind = 'pledges/confirm' AND m.occasion = 'sign' WHERE p.address LIKE '{like}%' GROUP BY p.address"
        )
    )
    acknowledged = outcome.acknowledged
    return {
        "acknowledged": len(acknowledged),
        "lost": sum(address not in counts for address in acknowledged),
        "doubled": sum(count > 1 for count in counts.values()),
        "without one message": sum(messages.get(address) != 1 for address in acknowledged),
        "there without an answer": len(counts.keys() - set(acknowledged)),
    }


class Cores:
    """How many cores each part of the site kept busy."""

    def __init__(self, parts: dict[str, int]) -> None:
        self._parts = parts | {"generator": os.getpgid(0)}
        self._before, self._at = self._used(), time.perf_counter()

    def _used(self) -> dict[str, float]:
        """Return the processor seconds of each process group so far."""
        used = dict.fromkeys(self._parts, 0.0)
        groups = {group: name for name, group in self._parts.items()}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if name := groups.get(int(fields[2])):
                used[name] += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return used

    def busy(self) -> dict[str, float]:
        after, seconds = self._used(), time.perf_counter() - self._at
        return {name: round((after[name] - self._before[name]) / seconds, 2) for name in after}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--signatures", type=float, default=100, help="a second")
    parser.add_argument("--reads", type=float, default=1000, help="a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--url", help="of a running site of your own; SECRET_KEY must be its ALTCHA_HMAC_SECRET")
    parser.add_argument("--host", help="by which the site at --url is known; that of --url unless given")
    parser.add_argument("--mine", action="store_true", help="the site at --url is not on this machine, and it is mine")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    if given.url:
        if urlsplit(given.url).hostname not in LOOPBACK and not given.mine:
            parser.error("load belongs on sites of your own: add --mine if this one is")
        rates = {"sign": given.signatures, "read": given.reads, "seconds": given.seconds}
        run, outcome = load(given.url, **rates, host=given.host or "")
        report(outcome, given.seconds)
        print(f"{len(outcome.acknowledged)} signatures were acknowledged; their addresses begin with load-{run}-")
        return 0
    from tests.running.installation import BEAT, WEB, Installation, worker

    if not os.environ.get("REDIS_URL") or not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        parser.error("name the servers: DATABASE_URL=postgres://… REDIS_URL=redis://…")
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        site = {"DJANGO_SETTINGS_MODULE": "bench.settings", "TRUSTED_PROXIES": "1"}
        try:
            installation.prepare()
            parts = {
                "web": installation.start(WEB, **site, WEB_PROCESSES=os.environ.get("WEB_PROCESSES", "2")).pid,
                "worker": installation.start(worker(), **site).pid,
                "beat": installation.start(BEAT, **site).pid,
            }
            installation.site.wait_until_ready()
            url = f"http://127.0.0.1:{installation.port}"
            load(url, sign=2, read=20, seconds=5)  # warm
            cores = Cores(parts)
            run, outcome = load(url, sign=given.signatures, read=given.reads, seconds=given.seconds)
            busy = cores.busy()
            figures = report(outcome, given.seconds) | {"cores": busy, "ledger": audit(installation, run, outcome)}
            left = installation.query("SELECT count(*) FROM mail_message WHERE state = 'queued'")[0][0]
        finally:
            installation.remove()
    print(f"cores busy: {busy} (and PostgreSQL, Redis); messages still queued: {left}")
    print(json.dumps(figures))
    ledger = figures["ledger"]
    return int(bool(ledger["lost"] or ledger["doubled"] or ledger["without one message"]))  # type: ignore[index]


if __name__ == "__main__":
    sys.exit(main())
