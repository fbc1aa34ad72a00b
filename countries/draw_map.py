"""Project the land and find places for the lights: `python -m countries.draw_map` writes `land.json` and `points.json`.

Run it when the source or the look of the map changes; the site itself only reads what it wrote. The outline is the coast:
lines that two countries share are left out, so no political border is drawn.
"""

import gzip
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
WIDTH = 2000  # of the drawing; all coordinates are whole numbers
MARGIN = 10
CENTRE = 11.0  # degrees east in the middle: the cut then runs through the Bering strait and divides no land
NORTH, SOUTH = 83.7, -56.5  # degrees shown; Antarctica has no country of its own
ANTARCTICA = "010"
WITHOUT_NUMBER = {"Kosovo": "XK"}  # a code that operators use, for a shape that has no number in ISO 3166
FINE = 1.1  # what a point must add to the coast to be kept, in square units (Visvalingam and Whyatt, 1993)
ISLET = 2.0  # islands below this many square units are left to their light alone
REACH = 24.0  # units, about four degrees: what is nearer belongs together
FEWEST, MOST = 24, 160  # places for lights in one country

Point = tuple[float, float]
Line = list[Point]

# Equal Earth: Šavrič, Patterson and Jenny, "The Equal Earth map projection", 2018, equations 7 to 9.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF_ROOT_3 = math.sqrt(3) / 2


def equal_earth(longitude: float, latitude: float) -> Point:
    """Return the plane coordinates of a place in degrees; longitude counts from the middle of the map."""
    t = math.asin(HALF_ROOT_3 * math.sin(math.radians(latitude)))
    x = math.radians(longitude) * math.cos(t) / (HALF_ROOT_3 * (A1 + 3 * A2 * t**2 + t**6 * (7 * A3 + 9 * A4 * t**2)))
    y = t * (A1 + A2 * t**2 + t**6 * (A3 + A4 * t**2))
    return x, y


SCALE = (WIDTH - 2 * MARGIN) / (2 * equal_earth(180, 0)[0])
TOP = equal_earth(0, NORTH)[1]
HEIGHT = round((TOP - equal_earth(0, SOUTH)[1]) * SCALE) + 2 * MARGIN


def on_sheet(longitude: float, latitude: float) -> Point:
    """Return where a place stands in the drawing; longitude counts from the middle of the map."""
    x, y = equal_earth(longitude, latitude)
    return WIDTH / 2 + x * SCALE, MARGIN + (TOP - y) * SCALE


# ------------------------------------------------------------------------------------------------ reading the source


def arcs_of(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs in degrees: TopoJSON keeps them as whole steps from point to point."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((round(x * sx + tx, 4), round(y * sy + ty, 4)))
        arcs.append(line)
    return arcs


def rings_of(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """Yield each ring of a country as the numbers of its arcs; ~n is arc n backwards."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        yield from polygon


def points_of(ring: Iterable[int], arcs: Sequence[Line]) -> Line:
    """Return the corners of a ring; where one arc ends, the next begins with the same point."""
    line: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line


# ------------------------------------------------------------------------------------------------ the coast


def coast(countries: list[dict[str, Any]], arcs: Sequence[Line]) -> list[Line]:
    """Return the outlines of all land, without the lines that two countries share and without the antimeridian."""
    used = Counter(
        number if number >= 0 else ~number for country in countries for ring in rings_of(country) for number in ring
    )
    lines = [piece for number, times in used.items() if times == 1 for piece in _without_seam(arcs[number])]
    return _stitch(lines)


def _without_seam(line: Line) -> Iterator[Line]:
    """Cut a line where it runs along the antimeridian; both sides of it are land, or neither is."""
    piece = line[:1]
    for a, b in pairwise(line):
        if abs(a[0]) == 180 and abs(b[0]) == 180:
            if len(piece) > 1:
                yield piece
            piece = []
        piece.append(b)
    if len(piece) > 1:
        yield piece


def _stitch(lines: list[Line]) -> list[Line]:
    """Join lines end to end into rings."""
    rings = [line for line in lines if _key(line[0]) == _key(line[-1])]
    ends: dict[Point, list[Line]] = defaultdict(list)
    for line in lines:
        if _key(line[0]) != _key(line[-1]):
            ends[_key(line[0])].append(line)
            ends[_key(line[-1])].append(line)
    left = {id(line): line for both in ends.values() for line in both}
    while left:
        _, ring = left.popitem()
        ring = list(ring)
        while _key(ring[0]) != _key(ring[-1]):
            following = next((line for line in ends[_key(ring[-1])] if id(line) in left), None)
            if following is None:
                break
            del left[id(following)]
            ring += following[1:] if _key(following[0]) == _key(ring[-1]) else following[-2::-1]
        rings.append(ring)
    return rings


def _key(point: Point) -> Point:
    """The two sides of the antimeridian are one place."""
    return (180.0, point[1]) if abs(point[0]) == 180 else point


def drawn(ring: Line) -> Line:
    """Project a ring whole: it may reach over the edge of the map by a little, but is never torn in two."""
    before = sum(_turned(x) for x, _ in ring) / len(ring)
    out = []
    for longitude, latitude in ring:
        turned = _turned(longitude)
        before = turned + 360 * round((before - turned) / 360)
        out.append(on_sheet(before, latitude))
    return out


def _turned(longitude: float) -> float:
    """Return a longitude counted from the middle of the map, from -180 to 180."""
    return (longitude - CENTRE + 540) % 360 - 180


def area(ring: Sequence[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def simplified(ring: Line) -> Line:
    """Drop the points that add least to the shape, until each adds at least `FINE`. Source: Visvalingam and Whyatt, 1993."""
    points = ring[:-1] if ring[0] == ring[-1] else ring[:]
    while len(points) > 4:
        worth = [_triangle(points[i - 1], points[i], points[(i + 1) % len(points)]) for i in range(len(points))]
        keep = [True] * len(points)
        dropped = False
        for i in sorted(range(len(points)), key=worth.__getitem__):
            if worth[i] >= FINE or sum(keep) <= 4:
                break
            if keep[i - 1] and keep[(i + 1) % len(points)]:  # neighbours are weighed again in the next round
                keep[i] = False
                dropped = True
        points = [point for point, kept in zip(points, keep, strict=True) if kept]
        if not dropped:
            break
    return points


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def path_of(rings: Iterable[Line]) -> str:
    """Return an SVG path in whole numbers, each step counted from the last point."""
    parts = []
    for ring in rings:
        points = list(dict.fromkeys((round(x), round(y)) for x, y in ring))
        if len(points) < 3:
            continue
        steps = [f"{points[0][0]} {points[0][1]}l"]
        for a, b in pairwise(points):
            steps.append(f"{b[0] - a[0]} {b[1] - a[1]}")
        parts.append("M" + steps[0] + " ".join(steps[1:]).replace(" -", "-") + "z")
    return "".join(parts)


def grid_of() -> str:
    """Return every thirtieth meridian and parallel as one path."""
    lines = [[on_sheet(x, y) for y in _steps(SOUTH, NORTH, 14)] for x in range(-180, 181, 30)]
    lines += [[on_sheet(-180, y), on_sheet(180, y)] for y in range(-30, 61, 30)]
    return "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in line) for line in lines)


def _steps(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * i / count for i in range(count + 1)]


# ------------------------------------------------------------------------------------------------ places for lights


def grounds(
    countries: list[dict[str, Any]], arcs: Sequence[Line], seats: dict[str, list[Any]]
) -> dict[str, list[Line]]:
    """Return the projected rings in which each country's lights may stand.

    A part that has a code of its own but is drawn with another country (such as Réunion) goes to that code: islands
    near its seat and far from that country's mainland.
    """
    codes = {numeric: code for code, (numeric, _, _) in seats.items() if numeric}
    land: dict[str, list[Line]] = {code: [] for code in seats}
    for country in countries:
        code = codes.get(_numeric(country)) or WITHOUT_NUMBER.get(country["properties"]["name"])
        if code:
            land[code] += [drawn(points_of(ring, arcs)) for ring in rings_of(country)]
    homeless = {code: on_sheet(_turned(x), y) for code, (_, x, y) in seats.items() if not land[code]}
    given: dict[str, list[Line]] = defaultdict(list)
    for code, rings in land.items():
        mainland = max(rings, key=area, default=[])
        for ring in rings:
            seat = min(homeless, key=lambda other: _gap(ring, [homeless[other]]))
            if _gap(ring, [homeless[seat]]) < REACH < _gap(ring, mainland):
                given[seat].append(ring)
        land[code] = [ring for ring in rings if not any(ring in theirs for theirs in given.values())]
    land |= given
    return land


def _gap(ring: Line, others: Line) -> float:
    """Return how far apart two outlines are, from corner to corner."""
    return min(math.dist(a, b) for a in ring for b in others[::8] or others)


def _numeric(shape: dict[str, Any]) -> str:
    return str(shape.get("id", "")).zfill(3)


def inside(point: Point, rings: Iterable[Line]) -> bool:
    """Whether a point lies on land: a ray from it crosses the outlines an odd number of times."""
    x, y = point
    odd = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
    return odd


def places(code: str, rings: list[Line], seat: Point) -> list[tuple[int, int]]:
    """Return where the lights of a country stand, in the order in which they are lit.

    Drawn from the code alone, so that no light ever jumps: of two random places inside the country, each time the one
    farther from the lights before it. In a country too small to hold them they stand around its seat.
    """
    dice = random.Random(code)  # noqa: S311 - nothing secret: the same code must always give the same places
    ground = sum(area(ring) for ring in rings)
    wanted = max(FEWEST, min(MOST, round(1.6 * math.sqrt(ground))))
    if ground < 40:
        turn = 2 * math.pi * dice.random()
        around = [(math.sqrt(i) * 1.25, turn + i * math.pi * (3 - math.sqrt(5))) for i in range(wanted)]
        return [(round(seat[0] + r * math.cos(a)), round(seat[1] + r * math.sin(a))) for r, a in around]
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    found: list[Point] = [seat] if inside(seat, rings) else []
    while len(found) < wanted:
        offered: list[Point] = []
        while len(offered) < 2:
            spot = (min(xs) + dice.random() * (max(xs) - min(xs)), min(ys) + dice.random() * (max(ys) - min(ys)))
            if inside(spot, rings):
                offered.append(spot)
        found.append(max(offered, key=lambda spot: min((math.dist(spot, other) for other in found), default=0)))
    return [(round(x), round(y)) for x, y in found]


def main() -> None:
    with gzip.open(DATA / "countries-50m.json.gz", "rt", encoding="utf-8") as file:
        topology = json.load(file)
    seats = json.loads((DATA / "seats.json").read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    countries = [shape for shape in topology["objects"]["countries"]["geometries"] if _numeric(shape) != ANTARCTICA]

    rings = [drawn(ring) for ring in coast(countries, arcs)]
    outline = [simplified(ring) for ring in sorted(rings, key=area, reverse=True) if area(ring) >= ISLET]
    land = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "path": path_of(outline), "grid": grid_of()}
    (DATA / "land.json").write_text(json.dumps(land) + "\n", encoding="utf-8")

    ground = grounds(countries, arcs, seats)
    lines = []
    for code, (_, longitude, latitude) in sorted(seats.items()):
        spots = places(code, ground[code], on_sheet(_turned(longitude), latitude))
        lines.append(f'"{code}": {json.dumps(spots, separators=(",", ":"))}')
    (DATA / "points.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
