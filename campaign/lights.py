"""The lights of a campaign: counted by country, as a picture and as the table beside it."""

from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext

from countries import names
from countries.night_map import draw, scholars_per_light
from transparency.tallies import by_country

KEPT_SECONDS = 60


def counts_of(slug: str) -> dict[str, int]:
    """Return how many have signed a campaign by country; at most a minute old, the same for picture and table."""
    found: dict[str, int] | None = cache.get(f"campaign.lights.{slug}")
    if found is None:
        found = by_country(slug)
        cache.set(f"campaign.lights.{slug}", found, KEPT_SECONDS)
    return found


def drawing(slug: str) -> str:
    """Return the night map of a campaign as SVG; the same picture for everybody, so its words stay in one language."""
    counts = counts_of(slug)
    return draw(counts, scholars_per_light(counts), names.names(), gettext("Lights of those who have signed"))


def shown(slug: str) -> dict[str, Any]:
    """Return what `campaign/_map.html` shows: the address of the picture, and the table beside it."""
    return table(slug) | {"map_url": reverse("campaign:night_map", args=[slug])}


def table(slug: str) -> dict[str, Any]:
    """Return what stands beside the map: a row for each country, most first, and how many a point stands for."""
    counts = counts_of(slug)
    named = names.names()
    rows = [{"name": named.get(code, code), "count": count} for code, count in counts.items()]
    return {
        "map_rows": sorted(rows, key=lambda row: (-row["count"], row["name"])),
        "map_per_point": scholars_per_light(counts),
    }
