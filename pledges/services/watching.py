"""The watch list: the entries the site comes with, and what one entry finds among names that are shown already."""

import logging

from django.db import transaction
from django.db.models import Q

from pledges.enums import WatchKind
from pledges.models import WatchedName
from pledges.querysets import PledgeQuerySet
from pledges.services.doubting import LINES, is_found_by
from pledges.surges import NEWEST
from pledges.watching import WatchList, house_lines
from pledges.watching.current import entries_of

logger = logging.getLogger(__name__)


@transaction.atomic
def add_house_entries() -> int:
    """Add the entries of this release that are not there yet; return how many. What staff changed stays as it is."""
    known = set(WatchedName.objects.filter(is_house=True).values_list("kind", "match", "spellings"))
    first = {(kind, match, spellings.partition("\n")[0]) for kind, match, spellings in known}
    missing = [
        WatchedName(
            spellings="\n".join(line.spellings),
            kind=line.kind,
            match=line.match,
            language="" if line.language == "mul" else line.language,
            is_house=True,
        )
        for line in house_lines()
        if (line.kind, line.match, line.spellings[0]) not in first
    ]
    WatchedName.objects.bulk_create(missing, batch_size=1_000)
    logger.info("watch_list.added", extra={"count": len(missing)})
    return len(missing)


def found_by(entry: WatchedName, pledges: PledgeQuerySet) -> PledgeQuerySet:
    """Return those among the newest confirmed pledges that an entry would hold if they were confirmed today.

    What it held before and somebody released stays out, and so does what somebody said is a true name.
    """
    known = WatchList.of(entries_of(Q(pk=entry.pk) | Q(kind=WatchKind.TRUE_NAME)))
    confirmed = pledges.confirmed().exclude(doubts__entry=entry)
    found = [
        pledge.pk
        for pledge in confirmed.only("full_name", "evidence", "display", *LINES).order_by("-created_at", "-id")[:NEWEST]
        if is_found_by(pledge, known)
    ]
    return pledges.filter(pk__in=found)
