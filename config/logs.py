"""One line an event: time, level, name of the event, its keys. Never a person."""

import json
import logging
from datetime import UTC, datetime
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
        """Frames and the kind of the error; what it says only where no row can speak through it.

        PostgreSQL repeats the failing row in its message, and typst the text that it could not set.
        """
        text = super().formatException(ei)
        if isinstance(ei[1], (DatabaseError, UnicodeError, ValidationError)) or type(ei[1]).__module__.startswith(
            "typst"
        ):
            frames, _last, _message = text.rpartition("\n" + type(ei[1]).__module__)
            return f"{frames or text.splitlines()[0]}\n{type(ei[1]).__qualname__} (what it says may name somebody)"
        return text


def _event_of(record: logging.LogRecord) -> str:
    """Django names a failed request by its path, and a path may hold a link's token: its kind and status are enough."""
    if record.name.startswith("django.request") and isinstance(record.args, tuple) and record.args:
        return f"request.answered {record.args[0]}"
    return record.getMessage()
