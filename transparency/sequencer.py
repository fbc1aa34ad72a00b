"""One at a time: waiting entries get consecutive indexes and are folded into the tallies."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from content.caching import forget_counts
from transparency.enums import Dimension
from transparency.models import Entry, Tally

logger = logging.getLogger(__name__)

ADVISORY_LOCK = 0x4C49_4748_5455_5000  # "LIGHTUP": PostgreSQL's advisory locks are named by a bigint


class Cell(NamedTuple):
    """The place of one tally."""

    campaign: str
    dimension: str
    key: str
    tier: str


def deltas(kind: str, payload: dict[str, object]) -> Iterator[tuple[Cell, int]]:
    """Yield what one entry changes. Tallies are a pure function of the log: this is that function.

    A pledge counts once in each campaign of its path (`campaigns`, from the one signed in up to the root). Kinds that
    move no count yield nothing.
    """
    if kind not in {"pledge.confirmed", "pledge.withdrawn", "pledge.revoked"}:
        return
    step = 1 if kind == "pledge.confirmed" else -1
    tier = str(payload["tier"])
    campaigns = payload["campaigns"]
    assert isinstance(campaigns, list)  # noqa: S101 - our own log, written by `log.append`
    for campaign in campaigns:
        yield Cell(campaign, Dimension.ALL, "", tier), step
        yield Cell(campaign, Dimension.COUNTRY, str(payload["country"]), tier), step
        yield Cell(campaign, Dimension.DISCIPLINE, str(payload.get("discipline") or ""), tier), step
        yield Cell(campaign, Dimension.DAY, str(payload["day"]), tier), step
        if step < 0:
            yield Cell(campaign, Dimension.OUTCOME, kind.removeprefix("pledge."), tier), 1


def fold(entries: Iterable[Entry]) -> Counter[Cell]:
    """Return the sum of what the entries change, cell by cell."""
    sums: Counter[Cell] = Counter()
    for entry in entries:
        for cell, step in deltas(entry.kind, entry.payload):
            sums[cell] += step
    return sums


def sequence(*, limit: int = 2_000, at: datetime | None = None) -> int:
    """Index and fold up to `limit` waiting entries; return how many. A second sequencer waits its turn."""
    at = at or timezone.now()
    with transaction.atomic():
        _take_turn()
        entries = list(Entry.objects.waiting()[:limit])
        if not entries:
            return 0
        last = Entry.objects.aggregate(last=Max("index"))["last"]
        _number(entries, start=0 if last is None else last + 1, at=at)
        _add({cell: step for cell, step in sorted(fold(entries).items()) if step}, at)
    forget_counts()  # after the commit: who asks the cache while holding these locks makes all wait for it
    logger.info("log.sequenced", extra={"entries": len(entries)})
    return len(entries)


def _number(entries: list[Entry], *, start: int, at: datetime) -> None:
    """Give entries consecutive indexes: a statement a row, sent together. One with a case a row takes ten times as long."""
    moment, table = connection.ops.adapt_datetimefield_value(at), connection.ops.quote_name(Entry._meta.db_table)
    rows = [(index, moment, entry.pk) for index, entry in enumerate(entries, start=start)]
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE {table} SET "index" = %s, folded_at = %s WHERE id = %s', rows)  # noqa: S608


def _add(steps: dict[Cell, int], at: datetime) -> None:
    """Add to the tallies; a cell that has none yet gets one. Nobody else writes them: we have the sequencer's turn."""
    there = {
        Cell(*row[1:]): row[0]
        for row in Tally.objects.filter(
            campaign__in={cell.campaign for cell in steps}, key__in={cell.key for cell in steps}
        ).values_list("pk", *Cell._fields)
    }
    moment, table = connection.ops.adapt_datetimefield_value(at), connection.ops.quote_name(Tally._meta.db_table)
    rows = [(step, moment, there[cell]) for cell, step in steps.items() if cell in there]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f'UPDATE {table} SET "count" = "count" + %s, as_of = %s WHERE id = %s', rows)  # noqa: S608
    Tally.objects.bulk_create(
        Tally(**cell._asdict(), count=step, as_of=at) for cell, step in steps.items() if cell not in there
    )


def _take_turn() -> None:
    """Wait for the one sequencer's lock; it ends with the transaction. SQLite has one writer anyhow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
