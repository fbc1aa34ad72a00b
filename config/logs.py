"""One line an event: time, level, name of the event, its keys. Never a person."""

import json
import logging
from datetime import UTC, datetime

STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}
SAFE = frozenset(
    {"pledge", "certificate", "message_id", "kind", "entries", "incident", "status_code", "attempt", "error", "count"}
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


def _event_of(record: logging.LogRecord) -> str:
    """Django names a failed request by its path, and a path may hold a link's token: its kind and status are enough."""
    if record.name.startswith("django.request") and isinstance(record.args, tuple) and record.args:
        return f"request.answered {record.args[0]}"
    return record.getMessage()
