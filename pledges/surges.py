"""How fast pledges come: by the hour, domain, network and name, over the newest rows and no more."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import NamedTuple

from pledges.models import Pledge
from pledges.querysets import PledgeQuerySet
from pledges.watching.folding import fold, words_of

WINDOW = timedelta(hours=24)
NEWEST = 50_000  # rows read at most, by the index of the desk; beyond it the figures begin later, and say so
SHOWN = 12
SURGE_FACTOR, SURGE_LEAST = 5, 30  # so many times the usual hour, and at least so many
CROWD = 50  # from one domain, network or with one name in a day: worth a look


class Row(NamedTuple):
    """What is looked at of one pledge."""

    at: datetime
    campaign: str
    address: str
    network: str
    name: str


@dataclass(frozen=True, slots=True)
class Hour:
    """How many came in one hour (UTC), and whether that is a surge."""

    at: datetime
    count: int
    is_surge: bool


@dataclass(frozen=True, slots=True)
class Line:
    """How many share something."""

    what: str
    count: int
    is_crowd: bool


@dataclass(frozen=True, slots=True)
class Speed:
    """The last day."""

    since: datetime
    total: int
    is_cut: bool  # more came than are read
    hours: list[Hour]
    campaigns: list[tuple[str, list[Hour]]]
    domains: list[Line]
    networks: list[Line]
    names: list[Line]


def speed_at(at: datetime) -> Speed:
    """Return how fast pledges came in the day before that moment. One query, bounded by the index of the desk."""
    rows = Pledge.objects.filter(created_at__gt=at - WINDOW, created_at__lte=at).order_by("-created_at", "-id")
    fields = ("created_at", "campaign__name", "address", "network", "full_name")
    return speed_of([Row(*values) for values in rows.values_list(*fields)[: NEWEST + 1]], at)


def speed_of(rows: list[Row], at: datetime) -> Speed:
    """Return the same from rows, the newest first."""
    is_cut, rows = len(rows) > NEWEST, rows[:NEWEST]
    since = rows[-1].at if is_cut else at - WINDOW
    by_campaign: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_campaign[row.campaign].append(row)
    busiest = sorted(by_campaign.items(), key=lambda each: -len(each[1]))[:SHOWN]
    return Speed(
        since=since,
        total=len(rows),
        is_cut=is_cut,
        hours=_hours(rows, at),
        campaigns=[(name, _hours(some, at)) for name, some in busiest],
        domains=_lines(row.address.rpartition("@")[2] for row in rows),
        networks=_lines(row.network for row in rows if row.network),
        names=_lines(_one_spelling([row.name for row in rows])),
    )


def _hours(rows: Iterable[Row], at: datetime) -> list[Hour]:
    """The 24 hours that end with the one of `at`."""
    last = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    counts = Counter(row.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for row in rows)
    hours = [last - timedelta(hours=n) for n in range(23, -1, -1)]
    usual = median(counts[hour] for hour in hours)
    least = max(SURGE_LEAST, SURGE_FACTOR * usual)
    return [Hour(hour, counts[hour], counts[hour] >= least) for hour in hours]


def same_name_as(name: str, pledges: PledgeQuerySet) -> PledgeQuerySet:
    """Return those whose name is the same but for case, marks and the order of words, among the newest that are read."""
    wanted = _key_of(name)
    rows = pledges.order_by("-created_at", "-id").values_list("pk", "full_name")[:NEWEST]
    return pledges.filter(pk__in=[pk for pk, written in rows if _key_of(written) == wanted])


def _key_of(name: str) -> str:
    return " ".join(sorted(words_of(fold(name))))


def _one_spelling(names: list[str]) -> Iterable[str]:
    """Return each name as the newest of those that are the same but for case, marks and the order of words."""
    spelt: dict[str, str] = {}
    return [spelt.setdefault(_key_of(name), name) for name in names]


def _lines(found: Iterable[str]) -> list[Line]:
    """What more than one share, the most first."""
    common = Counter(found).most_common(SHOWN)
    return [Line(what, count, count >= CROWD) for what, count in common if count > 1]
