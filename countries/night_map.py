"""The night map: the land's outline without political borders, and points of light for those who have signed."""

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
MOST_LIGHTS = 1500  # on one map; more of them flow together and weigh more
STEPS = (1, 2, 5)  # scholars to a light: 1, 2, 5, 10, 20, 50, ...

NIGHT, LAND, SHORE, GRID = "#0a1220", "#18243d", "#2b3a59", "#131e34"
BLOOM, LIGHT, CORE = "#f0a63c", "#ffbf58", "#fff6e0"


def scholars_per_light(counts: Mapping[str, int]) -> int:
    """Return how many scholars one point stands for: 1, 2, 5, 10, 20, 50 and so on, the finest that `MOST_LIGHTS` allows.

    Args:
        counts: how many have signed, by ISO 3166 alpha-2 code.
    """
    power = 1
    while True:
        for step in STEPS:
            if sum(lights(count, step * power) for count in counts.values()) <= MOST_LIGHTS:
                return step * power
        power *= 10


def lights(count: int, per_point: int) -> int:
    """Return how many points a count takes: one for the first scholar, another for each full measure begun."""
    return -(-count // per_point) if count > 0 else 0


def draw(counts: Mapping[str, int], per_point: int, names: Mapping[str, str], title: str) -> str:
    """Return the map as one stand-alone SVG document.

    Every country that has a count is lit, the smallest like all others, and its points stand always in the same places;
    where a country has more than it has places for, they have flowed together.
    It carries no script and works as a picture; the table beside it says the same to the keyboard.

    Args:
        counts: how many have signed, by ISO 3166 alpha-2 code.
        per_point: how many scholars a point stands for, as `scholars_per_light` gives it.
        names: what to say of a lit country, by code: its name, or a sentence with its count.
        title: what the whole map shows.
    """
    land, spots = _land(), _spots()
    lit, total = [], 0
    for code in sorted(counts):
        places = spots.get(code, [])[: lights(counts[code], per_point)]
        if places:
            total += len(places)
            dots = "".join(f"M{x} {y}h0" for x, y in places)
            lit.append(f'<path id="{code}" d="{dots}"><title>{escape(names.get(code, code))}</title></path>')
    size = _size(total)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{land["viewBox"]}" role="group" aria-labelledby="title">'
        f'<title id="title">{escape(title)}</title>'
        "<style>"
        # on a phone the whole world is as wide as a hand, so the lights grow against it
        f"@media(max-width:640px){{.bloom{{stroke-width:{22 * size:.0f}}}.light{{stroke-width:{8 * size:.0f}}}"
        f".core{{stroke-width:{4.4 * size:.1f}}}}}"
        "@media(prefers-reduced-motion:no-preference){.core{animation:wake 1.6s cubic-bezier(.2,.7,.2,1) both}"
        "@keyframes wake{from{opacity:0}}}"
        "</style>"
        f'<path d="{land["grid"]}" fill="none" stroke="{GRID}"/>'
        f'<path d="{land["path"]}" fill="{LAND}" stroke="{SHORE}" stroke-width=".9" stroke-linejoin="round"/>'
        f'<defs><g id="lights">{"".join(lit)}</g><filter id="soft" filterUnits="userSpaceOnUse" x="0" y="0" width="100%" height="100%">'
        f'<feGaussianBlur stdDeviation="{3.5 * size:.1f}"/></filter></defs>'
        '<g fill="none" stroke-linecap="round">'
        f'<g filter="url(#soft)"><use href="#lights" class="bloom" stroke="{BLOOM}" stroke-width="{13 * size:.0f}" stroke-opacity=".5"/></g>'
        f'<use href="#lights" class="light" stroke="{LIGHT}" stroke-width="{3.8 * size:.1f}" stroke-opacity=".82"/>'
        f'<use href="#lights" class="core" stroke="{CORE}" stroke-width="{1.9 * size:.1f}"/>'
        "</g></svg>"
    )


def _size(total: int) -> float:
    """Return how large a light is drawn: few of them must be seen from afar, many must not flow together."""
    return 2.0 if total <= 60 else 1.5 if total <= 250 else 1.0


@cache
def _land() -> dict[str, str]:
    known: dict[str, str] = json.loads((DATA / "land.json").read_text(encoding="utf-8"))
    return known


@cache
def _spots() -> dict[str, list[list[int]]]:
    known: dict[str, Any] = json.loads((DATA / "points.json").read_text(encoding="utf-8"))
    return known
