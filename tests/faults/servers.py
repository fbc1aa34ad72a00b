"""Servers of a test's own, so that stopping them is nobody else's bad night: real PostgreSQL, real Redis."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
import pytest
import redis

from tests.sink import free_port

PATIENCE_SECONDS = 60.0
USUAL_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str:
    """Return where a server's program lies."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, USUAL_PLACES)]))
    needed(found is not None, f"{name} is installed")
    return str(found)


def needed(is_so: bool, what: str) -> None:
    """Skip the test where something that it needs is not so, but never in CI."""
    if is_so:
        return
    if os.environ.get("CI"):
        pytest.fail(f"It is not so that {what}, and CI must not pass without it.")
    pytest.skip(f"needs that {what}")


class _Server:
    """A server in a folder of its own, that can be stopped in every way there is and started again on its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="light-up-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, user=self.user
        )
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            if time.monotonic() > end:
                raise TimeoutError(f"{self.command[0]} did not start.")
            time.sleep(0.05)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        """To the server and to each of its children, which PostgreSQL gives groups of their own."""
        if self._process is None:
            return
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if number == signal.SIGKILL:
            self._send(number)
        else:
            self._process.send_signal(number)  # it tells its children itself
            self.thaw()
        self._process.wait(PATIENCE_SECONDS)
        self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what a server says of itself
    user: str | None = None

    @property
    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError


class PostgreSQL(_Server):
    """Args: settings: of `postgresql.conf`."""

    def __init__(self, **settings: str) -> None:
        super().__init__()
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user is not None:
            shutil.chown(self.folder, self.user)
        initdb = [program("initdb"), "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            [*initdb, "--no-sync", str(self.folder / "data")],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.user,
            cwd=self.folder,
        )
        self._settings = {"port": str(self.port), "listen_addresses": "127.0.0.1", "fsync": "off"} | settings
        self._settings["unix_socket_directories"] = str(self.folder)
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def command(self) -> list[str]:
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        return [program("postgres"), "-D", str(self.folder / "data"), *options]

    def answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def stop(self) -> None:
        """Stop at once, as for an update: calls that stand are told so and ended."""
        self._end(signal.SIGINT)

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []


class Redis(_Server):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def command(self) -> list[str]:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        return [program("redis-server"), *options, "--dir", str(self.folder)]

    def answers(self) -> bool:
        try:
            return bool(redis.Redis(port=self.port, socket_timeout=2).ping())
        except redis.RedisError:
            return False
