"""The benchmarks measure what they say: the crowd reads like real pledges, the generator counts what came back."""

import asyncio
import subprocess
import sys

import pytest

from bench.crowd import a_listed_pledge, grow
from bench.generator import Outcome, get, post, send
from bench.load import audit
from pledges.models import Certificate, Pledge
from tests.factories.campaigns import a_campaign
from tests.factories.pages import a_site
from transparency.models import Entry
from transparency.tallies import by_country, signed


@pytest.mark.parametrize("module", ["bench.__main__", "bench.load"])
def test_a_bench_starts_without_settings(module):
    command = [sys.executable, "-c", f"import {module}"]

    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.django_db
def test_a_crowd_reads_like_so_many_pledges(client):
    a_site()
    campaign = a_campaign()
    grow(a_listed_pledge(campaign, email="crowd@university.example.org"), 120)

    page = client.get("/en/campaigns/light-up/signatories/")

    assert page.content.count(b"/en/certificates/") == 50
    assert b"?after=" in page.content
    assert Pledge.objects.public().count() == Certificate.objects.count() == 120
    assert signed("light-up").count == sum(by_country("light-up").counts.values()) == 120
    assert sorted(Entry.objects.values_list("index", flat=True)) == list(range(Entry.objects.count()))


async def _answered(answers: list[bytes], streams, seconds: float) -> tuple[Outcome, list[bytes]]:
    """Send to a server that gives these answers in turn; return what came back, and what it was sent."""
    sent: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            at = head.lower().find(b"content-length: ")
            body = await reader.readexactly(int(head[at + 16 :].split(b"\r\n")[0])) if at >= 0 else b""
            sent.append(head + body)
            if not (answer := answers.pop(0) if answers else b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"):
                writer.close()
                return
            writer.write(answer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await send(f"http://127.0.0.1:{port}", streams, seconds)
    server.close()
    return outcome, sent


SEE_OTHER = b"HTTP/1.1 303 See Other\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
UNWELCOME = b"HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n"


def test_only_what_was_answered_with_303_stands_in_the_ledger():
    posts = (post("sign", "/", "a=b", host="h", network="100.64.0.1", key=f"{n}@x") for n in range(9))

    outcome, sent = asyncio.run(_answered([SEE_OTHER, UNWELCOME, b"", SEE_OTHER], {20.0: posts}, 0.2))

    assert len(outcome.acknowledged) == 2
    assert outcome.statuses[("sign", 303)] == 2
    assert outcome.statuses[("sign", 422)] == 1
    assert len(outcome.in_doubt) == sum(outcome.errors.values()) == 1
    assert all(b"X-Forwarded-For: 100.64.0.1\r\n" in one and one.endswith(b"a=b") for one in sent)


def test_streams_go_at_their_rates_side_by_side():
    reads = iter(lambda: get("read", "/", host="h", network="100.64.0.1"), None)
    others = iter(lambda: get("other", "/", host="h", network="100.64.0.1"), None)

    outcome, _sent = asyncio.run(_answered([], {40.0: reads, 10.0: others}, 0.5))

    assert outcome.statuses == {("read", 200): 20, ("other", 200): 5}


class Found:
    """What the database would say."""

    def __init__(self, pledges: list[tuple[str, int]], messages: list[tuple[str, int]]) -> None:
        self._answers = [pledges, messages]

    def query(self, statement: str) -> list[tuple[str, int]]:
        return self._answers.pop(0)


def test_the_ledger_finds_what_is_lost_doubled_or_without_its_message():
    outcome = Outcome(acknowledged=["there", "lost", "twice", "unmailed"])
    found = Found(
        [("there", 1), ("twice", 2), ("unmailed", 1), ("unanswered", 1)],
        [("there", 1), ("twice", 2), ("unmailed", 0), ("unanswered", 1)],
    )

    assert audit(found, "run", outcome) == {
        "acknowledged": 4,
        "lost": 1,
        "doubled": 1,
        "without one message": 3,
        "there without an answer": 1,
    }
