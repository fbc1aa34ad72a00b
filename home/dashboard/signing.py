"""How many signed in the last days: read from the tallies, so it costs the same for ten pledges and ten million."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from home.dashboard.counts import Capped, capped
from pledges.models import Campaign, Pledge
from transparency.enums import Dimension
from transparency.models import Tally

DAYS = 7
CAMPAIGNS_READ, CAMPAIGNS_SHOWN = 1_000, 6
STEP, BAR, HEIGHT, HEAD = 60, 36, 96, 18  # of the plot, in its own units: a day, its bar, the tallest bar, its figure


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC) and its bar: `x`, `y`, `height` in the units of the plot, `middle` for the words."""

    on: date
    count: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + BAR // 2


@dataclass(frozen=True, slots=True)
class CampaignRow:
    name: str
    slug: str
    pk: int
    today: int
    week: int


@dataclass(frozen=True, slots=True)
class Signing:
    """Confirmed pledges by day and by campaign, and how many wait for their signatory's confirmation."""

    days: list[Day]
    campaigns: list[CampaignRow]
    waiting: Capped

    @property
    def today(self) -> int:
        return self.days[-1].count

    @property
    def week(self) -> int:
        return sum(day.count for day in self.days)

    @property
    def width(self) -> int:
        return DAYS * STEP

    @property
    def floor(self) -> int:
        return HEAD + HEIGHT

    @property
    def plot_height(self) -> int:
        return HEAD + HEIGHT + 22


def signing(at: datetime) -> Signing:
    """Return what was confirmed in the last seven days, today included (days end at midnight UTC, as in the log).

    A pledge counts in its campaign and in each above it, so the days add up only those that are part of no other.
    """
    campaigns = list(Campaign.objects.order_by("parent_id", "-pk").only("pk", "slug", "name", "parent_id"))
    campaigns = sorted(campaigns, key=lambda each: each.parent_id is not None)[:CAMPAIGNS_READ]
    today = at.astimezone(UTC).date()
    dates = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    counted = _counted([each.slug for each in campaigns], dates)
    by_day = [sum(counted[each.slug, day] for each in campaigns if each.parent_id is None) for day in dates]
    rows = [
        CampaignRow(
            each.name,
            each.slug,
            each.pk,
            today=counted[each.slug, today],
            week=sum(counted[each.slug, day] for day in dates),
        )
        for each in campaigns
    ]
    busiest = sorted((row for row in rows if row.week > 0), key=lambda row: (-row.week, row.name))
    return Signing(
        days=_days(dates, by_day),
        campaigns=busiest[:CAMPAIGNS_SHOWN],
        waiting=capped(Pledge.objects.pending(), "created_at"),
    )


def _counted(slugs: list[str], dates: list[date]) -> Counter[tuple[str, date]]:
    """Return the count of each campaign on each day, over all evidence. Served by `tally_one_per_cell`."""
    counted: Counter[tuple[str, date]] = Counter()
    rows = Tally.objects.by(Dimension.DAY).filter(campaign__in=slugs, key__in=[day.isoformat() for day in dates])
    for slug, key, count in rows.values_list("campaign", "key", "count"):
        counted[slug, date.fromisoformat(key)] += count
    return counted


def _days(dates: list[date], counts: list[int]) -> list[Day]:
    most = max(counts) or 1
    heights = [-(-HEIGHT * max(count, 0) // most) for count in counts]  # rounded up: one pledge is never invisible
    return [
        Day(day, count, x=n * STEP + (STEP - BAR) // 2, y=HEAD + HEIGHT - height, height=height)
        for n, (day, count, height) in enumerate(zip(dates, counts, heights, strict=True))
    ]
