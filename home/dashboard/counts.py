"""Counting what may be many, up to a limit: past it, the exact number helps nobody and costs the most."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Capped:
    """How many rows there are, up to `MOST`, and since when the oldest of them waits."""

    count: int = 0
    is_more: bool = False
    oldest: datetime | None = None

    def __bool__(self) -> bool:
        return self.count > 0

    def __str__(self) -> str:
        return f"{intcomma(self.count)}+" if self.is_more else str(intcomma(self.count))


def capped(rows: QuerySet[Any], since: str) -> Capped:
    """Count rows, the oldest first, by a field that an index orders them by; reads at most `MOST` + 1 of them.

    Args:
        rows: those that wait.
        since: the field that says since when.
    """
    found: list[datetime] = list(rows.order_by(since).values_list(since, flat=True)[: MOST + 1])
    return Capped(min(len(found), MOST), len(found) > MOST, found[0] if found else None)
