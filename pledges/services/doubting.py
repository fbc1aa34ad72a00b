"""Doubting: what in a pledge a person should read before it is shown. Nobody is refused, nothing is deleted."""

from collections.abc import Iterator
from datetime import datetime

from pledges.enums import GROUNDS_SETTLED_BY_EVIDENCE, Display, DoubtGround, Evidence, WatchKind
from pledges.links import has_link
from pledges.models import Doubt, Pledge
from pledges.names import initials
from pledges.watching import WatchList, oddity_of

LINES = ("affiliation", "role", "message", "sort_as")
# Where a well-known name, alone in its line, is there to be read as the signer's
LINES_OF_NO_OTHER = frozenset({"affiliation", "role", "sort_as"})
INSULTS = frozenset({WatchKind.OFFENSIVE})  # a department may study what is no name: sex, heroin, Shakespeare


def doubts_about(pledge: Pledge, known: WatchList, at: datetime) -> list[Doubt]:
    """Return why the name of a pledge should wait for a person, unsaved; nothing where it need not."""
    found = _unsettled(pledge, _grounds(pledge, known))
    for doubt in found:
        doubt.pledge, doubt.found_at = pledge, at
    return found


def is_found_by(pledge: Pledge, known: WatchList) -> bool:
    """Whether a list has anything that a pledge would be held for. What only looks odd is not asked: that takes longer."""
    return any(doubt.entry_id for doubt in _unsettled(pledge, _by_list(pledge, known)))


def _unsettled(pledge: Pledge, found: Iterator[Doubt]) -> list[Doubt]:
    """Return the doubts that the proof of who signed does not settle."""
    proved = pledge.evidence != Evidence.EMAIL
    return [doubt for doubt in found if not (proved and doubt.ground in GROUNDS_SETTLED_BY_EVIDENCE)]


def _grounds(pledge: Pledge, known: WatchList) -> Iterator[Doubt]:
    by_list = list(_by_list(pledge, known))
    is_known = any(doubt.field == "full_name" for doubt in by_list) or known.is_true_name(pledge.full_name)
    if not is_known and (oddity := oddity_of(pledge.full_name)):
        yield _doubt(DoubtGround.ODD, "full_name", oddity)
    yield from by_list
    for field in LINES:
        if not any(doubt.field == field for doubt in by_list) and has_link(getattr(pledge, field)):
            yield _doubt(DoubtGround.LINK, field)


def _by_list(pledge: Pledge, known: WatchList) -> Iterator[Doubt]:
    """Yield what the list has against each text of a pledge, at most one doubt a text."""
    sighting = known.in_name(pledge.full_name)
    if sighting is None and pledge.display == Display.INITIALS:
        sighting = known.in_initials(initials(pledge.full_name))
    if sighting:
        yield _doubt(DoubtGround(sighting.kind), "full_name", sighting.spelling, sighting.entry)
    for field in LINES:
        text = getattr(pledge, field)
        if not text:
            continue
        sighting = known.in_line(text, kinds=INSULTS)
        if sighting is None and field in LINES_OF_NO_OTHER:
            sighting = known.in_whole_line(text)
        if sighting:
            yield _doubt(DoubtGround(sighting.kind), field, sighting.spelling, sighting.entry)


def _doubt(ground: DoubtGround, field: str, detail: str = "", entry: int | None = None) -> Doubt:
    return Doubt(ground=ground, field=field, detail=detail[:200], entry_id=entry)
