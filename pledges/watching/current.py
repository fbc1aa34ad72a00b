"""The watch list as it stands in the database, folded once in each process and anew after each change."""

import threading
from datetime import datetime

from pledges.enums import WatchKind, WatchMatch
from pledges.models import WatchedName
from pledges.watching.matching import Entry, WatchList

Mark = tuple[int, datetime] | None

_lock = threading.Lock()
_kept: tuple[Mark, WatchList] | None = None


def current_list() -> WatchList:
    """Return the entries in use. Costs one look at the newest change; folding them all takes half a second, once."""
    global _kept  # noqa: PLW0603 - what a process keeps for itself
    newest: Mark = WatchedName.objects.order_by("-changed_at", "-pk").values_list("pk", "changed_at").first()
    kept = _kept
    if kept is not None and kept[0] == newest:
        return kept[1]
    with _lock:
        if _kept is None or _kept[0] != newest:
            _kept = (newest, WatchList.of(_entries()))
        return _kept[1]


def _entries() -> list[Entry]:
    rows = WatchedName.objects.filter(is_active=True).values_list("pk", "kind", "match", "spellings")
    return [
        Entry(pk, WatchKind(kind), WatchMatch(match), tuple(filter(None, map(str.strip, spellings.split("\n")))))
        for pk, kind, match, spellings in rows.order_by("pk")
    ]
