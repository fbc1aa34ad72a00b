"""Campaign pages as cards, with their counts: the cost is the same for one card and for twenty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pledges.enums import Evidence
from transparency.enums import Dimension
from transparency.models import Tally

if TYPE_CHECKING:
    from campaign.models import CampaignPage


@dataclass(frozen=True)
class Card:
    """What a card shows of one campaign."""

    title: str
    lead: str
    url: str
    language: str  # of title and lead
    level: str
    goal: int | None
    by_tier: Mapping[str, int]

    @property
    def count(self) -> int:
        return sum(self.by_tier.values())

    @property
    def tiers(self) -> list[dict[str, Any]]:
        return Evidence.counted(self.by_tier)

    @property
    def percent(self) -> int:
        return min(100, self.count * 100 // self.goal) if self.goal else 0

    @property
    def goal_reached(self) -> bool:
        return bool(self.goal and self.count >= self.goal)


def cards(pages: Iterable["CampaignPage"]) -> list[Card]:
    """Return a card for each page, its count read from the tallies in one query."""
    pages = list(pages)
    tallies = Tally.objects.filter(campaign__in=[page.campaign.slug for page in pages], dimension=Dimension.ALL)
    counts: dict[str, dict[str, int]] = {}
    for slug, tier, count in tallies.values_list("campaign", "tier", "count"):
        counts.setdefault(slug, {})[tier] = count
    return [
        Card(
            title=page.title,
            lead=page.lead,
            url=page.get_url() or "",
            language=page.content_language,
            level=page.campaign.get_level_display(),
            goal=page.campaign.goal,
            by_tier=counts.get(page.campaign.slug, {}),
        )
        for page in pages
    ]
