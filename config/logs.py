"""One line an event: time, level, name of the event, its keys. Never a person."""

import json
import logging
from datetime import UTC, datetime
from traceback import format_exception_only, format_tb
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError

STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}
SAFE = frozenset(
    {
        "pledge",
        "campaign",
        "certificate",
        "message_id",
        "kind",
        "entries",
        "incident",
        "status_code",
        "attempt",
        "error",
        "count",
        "report",
    }
)


class EventFormatter(logging.Formatter):
    """Write `time level event key=value …`; extras outside `SAFE` are dropped, since they might name somebody."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        extras = {k: v for k, v in record.__dict__.items() if k not in STANDARD and k in SAFE}
        keys = "".join(f" {k}={json.dumps(v, default=str)}" for k, v in extras.items())
        line = f"{at} {record.levelname} {_event_of(record)}{keys}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        """Frames and kinds of the error and of what it came from; what each says only where no row can speak through it.

        PostgreSQL repeats the failing row in its message, which is the cause of Django's; typst repeats the text that it
        could not set.
        """
        found = []
        for error in _chain(ei[1]):
            found.append("Traceback (most recent call last):\n" + "".join(format_tb(error.__traceback__)).rstrip())
            found.append(_kind_of(error) if _repeats_rows(error) else "".join(format_exception_only(error)).rstrip())
        return "\n".join(found)


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error with those it came from, the first cause first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _repeats_rows(error: BaseException) -> bool:
    module = type(error).__module__
    return isinstance(error, (DatabaseError, UnicodeError, ValidationError)) or module.startswith(
        ("typst", "psycopg", "sqlite3")
    )


def _kind_of(error: BaseException) -> str:
    return f"{type(error).__qualname__} (what it says may name somebody)"


def _event_of(record: logging.LogRecord) -> str:
    """Django names a failed request by its path, and a path may hold a link's token: its kind and status are enough."""
    if record.name.startswith("django.request") and isinstance(record.args, tuple) and record.args:
        return f"request.answered {record.args[0]}"
    return record.getMessage()
