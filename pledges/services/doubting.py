"""Doubting: what in a pledge a person should read before it is shown. Nobody is refused, nothing is deleted."""

from collections.abc import Iterator
from datetime import datetime

from pledges.enums import GROUNDS_SETTLED_BY_EVIDENCE, DoubtGround, Evidence, WatchKind
from pledges.links import has_link
from pledges.models import Doubt, Pledge
from pledges.watching import WatchList, oddity_of

LINES = ("affiliation", "role", "message")
INSULTS = frozenset({WatchKind.OFFENSIVE})  # a department may study what is no name: sex, heroin, Shakespeare


def doubts_about(pledge: Pledge, known: WatchList, at: datetime) -> list[Doubt]:
    """Return why the name of a pledge should wait for a person, unsaved; nothing where it need not."""
    found = list(_grounds(pledge, known))
    if pledge.evidence != Evidence.EMAIL:
        found = [doubt for doubt in found if doubt.ground not in GROUNDS_SETTLED_BY_EVIDENCE]
    for doubt in found:
        doubt.pledge, doubt.found_at = pledge, at
    return found


def is_found_by(pledge: Pledge, known: WatchList) -> bool:
    """Whether a list has anything that a pledge would be held for. What only looks odd is not asked: that takes longer."""
    if sighting := known.in_name(pledge.full_name):
        settled = pledge.evidence != Evidence.EMAIL and DoubtGround(sighting.kind) in GROUNDS_SETTLED_BY_EVIDENCE
        if not settled:
            return True
    texts = (getattr(pledge, field) for field in LINES)
    return any(text and known.in_line(text, kinds=INSULTS) for text in texts)


def _grounds(pledge: Pledge, known: WatchList) -> Iterator[Doubt]:
    if sighting := known.in_name(pledge.full_name):
        yield _doubt(DoubtGround(sighting.kind), "full_name", sighting.spelling, sighting.entry)
    elif (oddity := oddity_of(pledge.full_name)) and not known.is_true_name(pledge.full_name):
        yield _doubt(DoubtGround.ODD, "full_name", oddity)
    for field in LINES:
        text = getattr(pledge, field)
        if not text:
            continue
        if sighting := known.in_line(text, kinds=INSULTS):
            yield _doubt(DoubtGround(sighting.kind), field, sighting.spelling, sighting.entry)
        elif has_link(text):
            yield _doubt(DoubtGround.LINK, field)


def _doubt(ground: DoubtGround, field: str, detail: str = "", entry: int | None = None) -> Doubt:
    return Doubt(ground=ground, field=field, detail=detail[:200], entry_id=entry)
