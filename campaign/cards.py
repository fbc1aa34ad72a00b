"""Campaign pages as cards, with their counts: the cost is the same for one card and for twenty."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

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
    count: int
    goal: int | None

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
    counts: dict[str, int] = dict(tallies.values_list("campaign").annotate(Sum("count")))
    return [
        Card(
            title=page.title,
            lead=page.lead,
            url=page.get_url() or "",
            language=page.content_language,
            level=page.campaign.get_level_display(),
            count=counts.get(page.campaign.slug, 0),
            goal=page.campaign.goal,
        )
        for page in pages
    ]
