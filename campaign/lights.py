"""The lights of a campaign: counted by country, as a picture and as the table beside it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from content.caching import kept
from countries import names
from countries.night_map import draw, scholars_per_light
from pledges.enums import Evidence
from transparency.tallies import ByCountry, by_country


def lit(slug: str) -> ByCountry:
    """Return how many have signed a campaign by country, as of the last fold of the log: one for picture and table."""
    return kept(f"lights_by_tier.{slug}", lambda: by_country(slug), is_counted=True)


def drawing(slug: str) -> str:
    """Return the night map of a campaign as SVG; the same picture for everybody, so its words stay in one language."""
    counts = lit(slug).counts
    return draw(counts, scholars_per_light(counts), names.names(), gettext("Lights of those who have signed"))


def shown(slug: str) -> dict[str, Any]:
    """Return what `campaign/_map.html` shows: the address of the picture, and what stands beside it."""
    return beside(lit(slug)) | {"map_url": reverse("campaign:night_map", args=[slug])}


def beside(found: ByCountry) -> dict[str, Any]:
    """Return a row for each country, most first, how many a point stands for, and when they were counted.

    Each row has a figure for each kind of evidence that there is in any country; `map_tiers` says which these are.
    """
    named, counts = names.names(), found.counts
    tiers = [tier for tier in Evidence if any(tier in split for split in found.by_tier.values())]
    rows = [
        {"name": named.get(code, code), "count": counts[code], "by_tier": [split.get(tier, 0) for tier in tiers]}
        for code, split in found.by_tier.items()
    ]
    return {
        "map_rows": sorted(rows, key=lambda row: (-row["count"], row["name"])),
        "map_tiers": [tier.label for tier in tiers],
        "map_per_point": scholars_per_light(counts),
        "map_as_of": found.as_of,
    }
