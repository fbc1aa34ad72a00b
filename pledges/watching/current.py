"""The watch list as it stands in the database, folded once in each process and anew after each change."""

import threading
from uuid import UUID

from django.db.models import Q

from pledges.enums import WatchKind, WatchMatch
from pledges.models import WatchedName, WatchListMark
from pledges.watching.matching import Entry, WatchList

_lock = threading.Lock()
_kept: tuple[UUID | None, WatchList] | None = None


def current_list() -> WatchList:
    """Return the entries in use. Costs one look at the mark; folding them all takes under a second, once a change.

    Who calls it holds no locks: it is called before a transaction. While one thread folds, the others go on with the
    list from before.
    """
    global _kept  # noqa: PLW0603 - what a process keeps for itself
    mark = WatchListMark.current()  # before the entries are read: a change meanwhile makes them old, never new
    kept = _kept
    if kept is not None and kept[0] == mark:
        return kept[1]
    if not _lock.acquire(blocking=kept is None):
        assert kept is not None  # noqa: S101 - only then nobody waits
        return kept[1]
    try:
        if _kept is None or _kept[0] != mark:
            _kept = (mark, WatchList.of(entries_of(Q())))
        return _kept[1]
    finally:
        _lock.release()


def entries_of(chosen: Q) -> list[Entry]:
    """Return the chosen entries that are in use, unfolded."""
    rows = WatchedName.objects.filter(chosen, is_active=True).values_list("pk", "kind", "match", "spellings")
    return [
        Entry(pk, WatchKind(kind), WatchMatch(match), tuple(filter(None, map(str.strip, spellings.split("\n")))))
        for pk, kind, match, spellings in rows.order_by("pk")
    ]
