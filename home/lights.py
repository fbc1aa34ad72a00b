"""The lights of a campaign: counted by country, as a picture and as the table beside it."""

from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext

from countries import names
from countries.night_map import draw, scholars_per_light
from transparency.tallies import by_country

KEPT_SECONDS = 60


def counts_of(slug: str) -> dict[str, int]:
    """Return how many have signed a campaign by country; at most a minute old, the same for picture and table."""
    found: dict[str, int] | None = cache.get(f"home.lights.{slug}")
    if found is None:
        found = by_country(slug)
        cache.set(f"home.lights.{slug}", found, KEPT_SECONDS)
    return found


def drawing(slug: str) -> str:
    """Return the night map of a campaign as SVG; the same picture for everybody, so its words stay in one language."""
    counts = counts_of(slug)
    return draw(counts, scholars_per_light(counts), names.names(), gettext("Lights of those who have signed"))


def table(slug: str) -> dict[str, Any]:
    """Return what stands beside the map: a row for each country, most first, and how many a point stands for."""
    counts = counts_of(slug)
    named = names.names()
    rows = [{"name": named.get(code, code), "count": count} for code, count in counts.items()]
    return {
        "map_rows": sorted(rows, key=lambda row: (-row["count"], row["name"])),
        "map_per_point": scholars_per_light(counts),
    }
