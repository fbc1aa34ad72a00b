"""What is measured inside one process: the cost of pages made anew by the size of the record, and the sequencer.

`bench.__main__` runs it with settings of its own. It writes its figures as JSON; the database comes from the environment.
"""

import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.crowd import a_listed_pledge, grow
from pledges.models import Campaign, Pledge
from pledges.views import rolls
from transparency.models import Entry
from transparency.sequencer import sequence

TURNS = 15
FEW = 1_000
YARD = "/en/verify/"  # asks the database nothing
EVENTS, RUNS = 2_000, 5


def paths(pledge: Pledge) -> dict[str, str]:
    """Return the public pages that show what is on record."""
    number, roll = pledge.certificate.pretty_number, "/en/campaigns/light-up/signatories/"
    middle = Pledge.objects.public().order_by("-listed_at", "-pk")[FEW // 2]
    return {
        "home": "/en/",
        "campaigns": "/en/campaigns/",
        "campaign": "/en/campaigns/light-up/",
        "night map": "/map/light-up.svg",
        "roll": roll,
        "roll, A to Z": f"{roll}?order=name",
        "roll, further": f"{roll}?after={rolls.TimeMark.of(middle)}",
        "certificate": f"/en/certificates/{number}/",
        "verify": f"/en/verify/?number={number}",
    }


def look(addresses: dict[str, str]) -> dict[str, tuple[float, float, int]]:
    """Return for each page the milliseconds it takes to make (median), those of a page without a query, and its queries.

    Both take turns, so that what others do on this machine meanwhile weighs on both. Counted is this process's work and
    the time it waits for the database server.
    """
    client, seen, waited = Client(), {}, [0.0]

    def timed(execute: Callable[..., Any], *args: Any) -> Any:
        began, worked = time.perf_counter(), time.process_time()
        try:
            return execute(*args)
        finally:
            waited[0] += max(0.0, time.perf_counter() - began - (time.process_time() - worked))

    def cost(path: str) -> float:
        waited[0], began = 0.0, time.process_time()
        with connection.execute_wrapper(timed) if connection.vendor == "postgresql" else nullcontext():
            response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")
        return (time.process_time() - began + waited[0]) * 1000

    for name, path in addresses.items():
        costs, yards = zip(*((cost(path), cost(YARD)) for _ in range(TURNS + 1)), strict=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        seen[name] = (statistics.median(costs[1:]), statistics.median(yards[1:]), len(queries))
    return seen


def by_size(many: int) -> dict[str, dict[str, float]]:
    """Return each page's cost with a thousand pledges and with many."""
    pledge = a_listed_pledge(Campaign.objects.get(slug="light-up"), email="crowd@university.example.org")
    grow(pledge, FEW)
    few = look(paths(pledge))
    grow(pledge, many)
    found = look(paths(pledge))
    return {
        name: {
            "few_ms": round(few[name][0], 2),
            "many_ms": round(ms, 2),
            "ratio": round(ms / yard / (few[name][0] / few[name][1]), 2),
            "queries": queries,
        }
        for name, (ms, yard, queries) in found.items()
    }


def sequencer() -> dict[str, float]:
    """Return how many waiting entries are folded in a second: confirmations from 200 countries."""
    a_listed_pledge(Campaign.objects.get(slug="light-up"), email="first@university.example.org")
    payload, now, rates = Entry.objects.filter(kind="pledge.confirmed").latest("pk").payload, timezone.now(), []
    for run in range(RUNS):
        Entry.objects.bulk_create(
            Entry(
                kind="pledge.confirmed",
                subject=f"bench-{run}-{n}",
                payload=payload | {"country": f"{n % 200:03}", "day": f"2026-11-{n % 28 + 1:02}"},
                at=now,
            )
            for n in range(EVENTS)
        )
        began, done = time.process_time() if connection.vendor == "sqlite" else time.perf_counter(), 0
        while folded := sequence():
            done += folded
        ended = time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
        rates.append(done / (ended - began))
    return {"per_second": round(statistics.median(rates), 1)}


def main() -> None:
    logging.disable(logging.INFO)
    file, many = Path(sys.argv[1]), int(sys.argv[2])
    file.write_text(json.dumps({"sequencer": sequencer(), "pages": by_size(many)}))
