"""Sends requests at a fixed rate, whatever the answers do, over connections that stay open. Plain sockets, one process.

Latency is counted from the moment at which a request was due, not from when it could be sent: a server that stalls pays
for all that waited meanwhile.
"""

import asyncio
import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, as bytes of HTTP/1.1, and what it is called in the report."""

    kind: str
    wire: bytes
    key: str = ""  # of the ledger: whatever is acknowledged under it must be found afterwards


@dataclass
class Outcome:
    """What came back."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    in_doubt: list[str] = field(default_factory=list)  # sent, and no answer came

    def add(self, request: Request, status: int, seconds: float) -> None:
        self.statuses[request.kind, status] += 1
        self.seconds.setdefault(request.kind, []).append(seconds)
        if request.key and status == 303:
            self.acknowledged.append(request.key)


class Connections:
    """A pool that grows as it must."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._idle: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()

    async def ask(self, wire: bytes) -> int:
        """Send a request and read the whole answer; return its status."""
        while self._idle:
            reader, writer = self._idle.pop()
            if reader.at_eof():
                writer.close()
                continue
            try:
                return await self._talk(reader, writer, wire)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                # The server closed an idle connection as we wrote: nothing was answered, and nothing read of it.
                if isinstance(error, asyncio.IncompleteReadError) and error.partial:
                    raise
                raise ConnectionResetError("closed while idle") from error
        reader, writer = await asyncio.open_connection(self._host, self._port)
        return await self._talk(reader, writer, wire)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: bytes) -> int:
        writer.write(wire)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head[9:12])
        if status not in {204, 304}:
            at = head.find(b"content-length:")
            if at >= 0:
                await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]))
            else:
                await reader.read()
        if b"connection: close" in head:
            writer.close()
        else:
            self._idle.append((reader, writer))
        return status

    def close(self) -> None:
        for _reader, writer in self._idle:
            writer.close()


async def send(url: str, streams: dict[float, Iterator[Request]], seconds: float) -> Outcome:
    """Send each stream at its rate (requests a second) for so long; return when all have been answered or timed out."""
    connections, outcome, waiting = Connections(url), Outcome(), set()
    began = time.perf_counter() + 0.1

    async def one(request: Request, due: float) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                status = await connections.ask(request.wire)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            outcome.errors[f"{request.kind}: {type(error).__name__} {error}"[:80]] += 1
            if request.key:
                outcome.in_doubt.append(request.key)
        else:
            outcome.add(request, status, time.perf_counter() - due)

    async def stream(rate: float, requests: Iterator[Request]) -> None:
        for n in itertools.count():
            due = began + n / rate
            if due >= began + seconds:
                return
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            task = asyncio.create_task(one(next(requests), due))
            waiting.add(task)
            task.add_done_callback(waiting.discard)

    await asyncio.gather(*(stream(rate, requests) for rate, requests in streams.items() if rate))
    if waiting:
        await asyncio.wait(set(waiting))
    connections.close()
    return outcome


def get(kind: str, path: str, *, host: str, network: str, **headers: str) -> Request:
    return Request(kind, _head("GET", path, host, network, headers) + b"\r\n")


def post(kind: str, path: str, body: str, *, host: str, network: str, key: str = "") -> Request:
    sent = body.encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(sent))}
    return Request(kind, _head("POST", path, host, network, headers) + b"\r\n" + sent, key)


def _head(method: str, path: str, host: str, network: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip, br"]
    lines += [f"X-Forwarded-For: {network}", "X-Forwarded-Proto: https"]  # as a proxy of ours would say
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "".join(f"{line}\r\n" for line in lines).encode()


def networks() -> Callable[[], str]:
    """Return what names another network each time: visitors come from everywhere."""
    numbers = itertools.count(1)

    def another() -> str:
        n = next(numbers)
        return f"100.{64 + n % 64}.{n // 64 % 256}.{n // 16384 % 256}"

    return another
