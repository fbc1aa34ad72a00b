"""Reading the tallies: what pages show."""

from dataclasses import dataclass, field
from datetime import datetime

from transparency.enums import Dimension
from transparency.models import Tally


@dataclass(frozen=True, slots=True)
class Signed:
    """How many have signed one campaign, counted when, split by evidence."""

    count: int = 0
    as_of: datetime | None = None
    by_tier: dict[str, int] = field(default_factory=dict)
    countries: int = 0
    withdrawn: int = 0
    revoked: int = 0


def signed(campaign: str) -> Signed:
    """Return the counts of one campaign from its tallies: one query, its cost does not grow with the pledges."""
    by_tier: dict[str, int] = {}
    lands: set[str] = set()
    outcomes: dict[str, int] = {}
    as_of: datetime | None = None
    rows = Tally.objects.of_campaign(campaign).filter(
        dimension__in=[Dimension.ALL, Dimension.COUNTRY, Dimension.OUTCOME]
    )
    for tally in rows:
        if tally.dimension == Dimension.ALL:
            by_tier[tally.tier] = tally.count
            as_of = max(filter(None, [as_of, tally.as_of]))
        elif tally.dimension == Dimension.COUNTRY and tally.count:
            lands.add(tally.key)
        elif tally.dimension == Dimension.OUTCOME:
            outcomes[tally.key] = outcomes.get(tally.key, 0) + tally.count
    return Signed(
        count=sum(by_tier.values()),
        as_of=as_of,
        by_tier={tier: count for tier, count in by_tier.items() if count},
        countries=len(lands),
        withdrawn=outcomes.get("withdrawn", 0),
        revoked=outcomes.get("revoked", 0),
    )


@dataclass(frozen=True, slots=True)
class ByCountry:
    """How many have signed one campaign in each country that has any, by ISO 3166 alpha-2 code, and counted when."""

    by_tier: dict[str, dict[str, int]]  # of each country, how many by which evidence
    as_of: datetime | None = None

    @property
    def counts(self) -> dict[str, int]:
        return {code: sum(tiers.values()) for code, tiers in self.by_tier.items()}


def by_country(campaign: str) -> ByCountry:
    """Return the counts of one campaign by country: one query. The last to leave a country is counted too."""
    by_tier: dict[str, dict[str, int]] = {}
    moments = []
    rows = Tally.objects.of_campaign(campaign).by(Dimension.COUNTRY).values_list("key", "tier", "count", "as_of")
    for key, tier, count, as_of in rows:
        moments.append(as_of)
        if count:
            by_tier.setdefault(key, {})[tier] = count
    return ByCountry(by_tier, max(moments, default=None))
