"""One line an event: time, level, name of the event, its keys. Never a person.

Ours name keys alone. What other libraries write is unknown: in their messages, and in what errors say, everything that
looks like an e-mail address or an IP is masked, and the words around it stay for whoever looks for the trouble at night.
"""

import ipaddress
import json
import logging
import re
from datetime import UTC, datetime
from traceback import format_exception_only, format_tb
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError

STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}
SAFE = frozenset(
    {
        "pledge",
        "batch",
        "step",
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
OURS = frozenset({"message_id"})  # has the form of an address and is the key of a row

# Also as a query has it (%40), in quotation marks or not, at a domain or at an [address].
_MAIL = re.compile(r"""(?:"[^"\n]{0,256}"|[^\s"'<>(),;\[\]{}]{1,256})(?:@|%40)\[?[\w.:-]+\]?""")
_IP = re.compile(r"(?<![\w.:])(?:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]+|\d{1,3}(?:\.\d{1,3}){3})(?!\w)")


class EventFormatter(logging.Formatter):
    """Write `time level event key=value …`; extras outside `SAFE` are dropped, since they might name somebody."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        extras = {k: v for k, v in record.__dict__.items() if k not in STANDARD and k in SAFE}
        keys = "".join(
            f" {k}={json.dumps(v if k in OURS else _masked_value(v), default=str)}" for k, v in extras.items()
        )
        line = f"{at} {record.levelname} {masked(_event_of(record))}{keys}"
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
            said = _kind_of(error) if _repeats_rows(error) else "".join(format_exception_only(error)).rstrip()
            found.append(masked(said))
        return "\n".join(found)


def masked(text: str) -> str:
    """Return a text without what looks like an e-mail address or an IP; this machine's own addresses stay."""
    return _IP.sub(_masked_ip, _MAIL.sub("[e-mail]", text))


def _masked_ip(found: re.Match[str]) -> str:
    written = found[0].rstrip(".:")
    try:
        address = ipaddress.ip_address(written)
    except ValueError:  # such as the time of day
        return found[0]
    if address.is_loopback or address.is_unspecified:
        return found[0]
    return "[IP]" + found[0][len(written) :]


def _masked_value(value: object) -> object:
    return masked(value) if isinstance(value, str) else value


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
    """Django names a failed request by its path, and a path may hold a link's token: its kind and status are enough.

    What it refuses it describes by what the stranger sent.
    """
    if record.name.startswith("django.security"):
        return f"request.refused {record.name.removeprefix('django.security.')}"
    if record.name.startswith("django.request") and isinstance(record.args, tuple) and record.args:
        return f"request.answered {record.args[0]}"
    return record.getMessage()
