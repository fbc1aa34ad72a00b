"""A site of its own for a test: a folder, a database, the shipped processes: started, frozen, killed, started again.

By default the embedded one (SQLite, one web process with its worker inside); with `DATABASE_URL` on PostgreSQL and
`REDIS_URL` the production set: web, worker and beat.
"""

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.sink import free_port
from tests.smoke import Site

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
LEASE_SECONDS = 4
T = TypeVar("T")

WEB = ("-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi")
BEAT = ("-m", "celery", "--app", "config", "beat", "--loglevel", "WARNING")


def worker(concurrency: int = 1) -> tuple[str, ...]:
    return ("-m", "celery", "--app", "config", "worker", "--concurrency", str(concurrency), "--loglevel", "WARNING")


class Process:
    """A shipped process with all its children, in a group that gets its signals together."""

    def __init__(self, command: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
        self._log = log.open("ab")
        self._popen = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Of the process and of its group."""
        return self._popen.pid

    @property
    def status(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self._popen.poll()

    def freeze(self) -> None:
        os.killpg(self._popen.pid, signal.SIGSTOP)

    def kill(self) -> None:
        """Kill all of it at this very moment, whatever it is doing."""
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        self._log.close()

    def stop(self) -> int:
        """Ask it to stop, as an operator does; return its exit status."""
        self._popen.terminate()
        return self._popen.wait(PATIENCE_SECONDS)


class Tarpit:
    """A broker that takes every call and never says a word."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._calls: list[socket.socket] = []
        self.url = f"redis://127.0.0.1:{self._listening.getsockname()[1]}/0"
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                self._calls.append(self._listening.accept()[0])
            except OSError:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listening.close()
        for call in self._calls:
            call.close()


class Installation:
    def __init__(self, folder: Path, *, redis_distance: int = 1, **environment: str) -> None:
        """Prepare nothing yet.

        Args:
            redis_distance: how many databases away from the given one, where two installations run side by side.
            environment: what all processes are told, before anything that this run was told.
        """
        given = os.environ | environment
        self.port = free_port()
        self.site = Site(f"http://127.0.0.1:{self.port}", patience_seconds=PATIENCE_SECONDS)
        self.folder = folder
        self._database = _Database(folder, given.get("DATABASE_URL", ""))
        self._environment = {
            **{name: value for name, value in given.items() if name not in {"DJANGO_SETTINGS_MODULE", "PORT"}},
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATA_DIR": str(folder),
            "DATABASE_URL": self._database.url,
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "MAIL_LEASE_SECONDS": str(LEASE_SECONDS - 1),
            "MAIL_ANSWER_TIMEOUT_SECONDS": environment.get("MAIL_ANSWER_TIMEOUT_SECONDS", "1"),
            "REDIS_URL": _neighbour(given.get("REDIS_URL", ""), redis_distance),
        }
        if "CELERY_BROKER_URL" not in environment:
            self._environment.pop("CELERY_BROKER_URL", None)
        self._started: list[Process] = []

    @property
    def is_embedded(self) -> bool:
        return not self._environment["REDIS_URL"]

    def detour(self, name: str, port: int) -> None:
        """Have the processes reach the server in a variable by another port of this machine, such as a wire's."""
        parts = urlsplit(self._environment[name])
        user = f"{parts.username or ''}:{parts.password or ''}@" if parts.username else ""
        self._environment[name] = parts._replace(netloc=f"{user}127.0.0.1:{port}").geturl()

    def move(self, port: int) -> None:
        """Have the next web process listen at another port, and ask it there."""
        self.port, self._environment["PORT"] = port, str(port)
        self.site = Site(f"http://127.0.0.1:{port}", patience_seconds=PATIENCE_SECONDS)

    def prepare(self, *demo_options: str) -> None:
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("manage.py", "load_demo", "--verbosity", "0", *demo_options)

    def run(self, *arguments: str, **environment: str) -> None:
        """Run something with this site's Python and settings to its end."""
        command = [sys.executable, *arguments]
        run = subprocess.run(
            command, cwd=ROOT, env=self._environment | environment, capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)} ended with {run.returncode}:\n{run.stderr[-4000:]}")

    def start(self, command: tuple[str, ...], **environment: str) -> Process:
        process = Process(command, self._environment | environment, self.folder / "processes.log")
        self._started.append(process)
        return process

    def start_web(self, **environment: str) -> Process:
        """Start the web process; embedded, it has its worker inside, unless a broker is named."""
        web = self.start(WEB, **environment)
        self.site.wait_until_ready()
        return web

    def start_all(self, **environment: str) -> None:
        """Start everything that a visitor needs: the web process and, where it is not inside, the worker and the beat."""
        if not self.is_embedded:
            self.start(BEAT, **environment)
            self.start(worker(), **environment)
        self.start_web(**environment)

    def start_sender(self, mail_url: str) -> Process:
        """Start whatever sends mail in this set of processes; return the one that talks to the mail server."""
        if self.is_embedded:
            return self.start(WEB, EMAIL_URL=mail_url)
        self.start(BEAT, EMAIL_URL=mail_url)
        return self.start(worker(), EMAIL_URL=mail_url)

    def kill_all(self) -> None:
        for process in self._started:
            process.kill()
        self._started.clear()

    def stop_all(self) -> None:
        """Ask all of it to stop, as an operator does."""
        for process in self._started:
            process.stop()
        self._started.clear()

    def log(self) -> str:
        return (self.folder / "processes.log").read_text(errors="replace")

    def told(self) -> str:
        """What the processes said last, without each answer to who waits, and which of them have ended."""
        lines = [line for line in self.log().splitlines() if " request.answered " not in line]
        ended = [f"Process {process.pid} ended with {process.status}." for process in self._started if process.status]
        return "\n".join([*lines[-60:], *ended])

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        return self._database.query(statement)

    def execute(self, statement: str) -> None:
        self._database.execute(statement)

    def mail_states(self) -> list[str]:
        return [state for (state,) in self.query("SELECT state FROM mail_message ORDER BY created_at")]

    def wait_for(self, what: str, look: Callable[[], T]) -> T:
        end = time.monotonic() + PATIENCE_SECONDS
        while not (seen := look()):
            if time.monotonic() > end:
                raise TimeoutError(f"Waited {PATIENCE_SECONDS:.0f} seconds for {what}.\n{self.told()}")
            time.sleep(0.1)
        return seen

    def clear(self) -> None:
        """Back to an installation that nobody has used yet."""
        self.kill_all()
        (self.folder / "processes.log").unlink(missing_ok=True)
        self._database.execute("DELETE FROM mail_message")

    def remove(self) -> None:
        self.kill_all()
        self._database.drop()


class _Database:
    def __init__(self, folder: Path, given: str) -> None:
        self._is_postgresql = given.startswith("postgres")
        self._name = f"light_up_running_{secrets.token_hex(4)}"
        if self._is_postgresql:
            self._server = urlsplit(given)
            self.url = self._server._replace(path=f"/{self._name}").geturl()
            self._on_server(sql.SQL("CREATE DATABASE {}"))
        else:
            self._file = folder / "light_up.sqlite3"
            self.url = f"sqlite:///{self._file}"

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        if self._is_postgresql:
            with psycopg.connect(self.url) as connection:
                return connection.execute(statement).fetchall()  # type: ignore[arg-type]
        connection = sqlite3.connect(self._file, timeout=20)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def execute(self, statement: str) -> None:
        if self._is_postgresql:
            with psycopg.connect(self.url) as connection:
                connection.execute(statement)  # type: ignore[arg-type]
            return
        connection = sqlite3.connect(self._file, timeout=20, isolation_level=None)
        try:
            connection.execute(statement)
        finally:
            connection.close()

    def drop(self) -> None:
        if self._is_postgresql:
            self._on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)"))

    def _on_server(self, statement: sql.SQL) -> None:
        with psycopg.connect(self._server._replace(path="/postgres").geturl(), autocommit=True) as connection:
            connection.execute(statement.format(sql.Identifier(self._name)))


def _neighbour(redis_url: str, distance: int) -> str:
    """Another database of the same Redis: the wake-ups of other tests are not for these workers."""
    parts = urlsplit(redis_url)
    number = int(parts.path.strip("/") or 0)
    return parts._replace(path=f"/{(number + distance) % 16}").geturl() if redis_url else ""
