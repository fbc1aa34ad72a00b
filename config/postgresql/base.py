"""PostgreSQL on a bad night: who asks first learns within seconds that it is silent, those who come after at once.

Without this a server that takes a query and never answers holds a thread for hours, and once it holds every thread not
even a kept page is shown.
"""

import time
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors
from psycopg.abc import PQGen

from mail.breaker import Breaker

PAUSE_SECONDS = 5.0
OF_PATIENCE = 0.75  # after so much of it the server itself ends a statement: a slow one is not a silent server
QUICK_SECONDS = 1.0  # a refusal that comes sooner costs nobody anything, so the server may be asked again at once


class PatientConnection(psycopg.Connection[Any]):
    """A line whose other end may have died without a word."""

    # For each answer, where somebody waits (web) or is waited for (worker); a migration may take its time.
    patience_seconds: ClassVar[float | None] = None

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer.

        Raises:
            OperationalError: it did not come in time. Nobody knows whether the server did what it was told.
        """
        try:
            return super().wait(gen, interval, self.patience_seconds if timeout is None else timeout)
        except errors._WaitTimeout as error:
            self.pgconn.finish()  # whatever the server says later is the answer to nothing
            _breaker.doubted()  # or only this line was forgotten, and the server takes calls: a new one shows
            raise psycopg.OperationalError("the server did not answer in time") from error


class DatabaseWrapper(base.DatabaseWrapper):
    Database = SimpleNamespace(**vars(psycopg) | {"connect": PatientConnection.connect})  # type: ignore[assignment]  # the driver, with our lines

    def get_new_connection(self, conn_params: Mapping[str, Any]) -> Any:
        """Connect.

        Raises:
            OperationalError: the server is not there, or was silent a moment ago.
        """
        if not _breaker.may_try():
            raise psycopg.OperationalError("the server did not answer a moment ago and is left alone")
        began = time.monotonic()
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if time.monotonic() - began < QUICK_SECONDS:
                _breaker.worked()
            else:
                _breaker.failed()
            raise
        _breaker.worked()
        return connection

    def init_connection_state(self) -> None:
        """Have a living server give a statement up, and say so, before we take its silence for its death."""
        super().init_connection_state()
        patience = PatientConnection.patience_seconds
        if patience is not None:
            milliseconds = str(int(patience * 1000 * OF_PATIENCE))
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false)",
                    [milliseconds, milliseconds],
                )
            self.connection.commit()  # otherwise a transaction that is undone would take it along

    def is_usable(self) -> bool:
        """Whether a kept line still leads to a server that takes changes: after a failover it may lead to the standby."""
        try:
            with self.connection.cursor() as cursor:
                row = cursor.execute("SHOW transaction_read_only").fetchone()
        except psycopg.Error:
            return False
        _breaker.worked()
        return bool(row == ("off",))


_breaker = Breaker(pause_seconds=PAUSE_SECONDS)
