"""The watch list the site comes with, written into the table that staff keep."""

import logging

from django.db import transaction

from pledges.models import WatchedName
from pledges.watching import house_lines

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
