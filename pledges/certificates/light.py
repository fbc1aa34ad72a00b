"""The light: one figure for one certificate, drawn from its number alone.

The same number gives the same figure on paper, picture and page, for ever. A change that moves a single point is a new
`ALGORITHM`, kept with the certificate; issued lights never change. `tests/.../test_light.py` holds frozen digests.
"""

import cmath
import hashlib
import math
from functools import lru_cache
from typing import Literal, NamedTuple

from pledges.certificates import numbers

ALGORITHM = 1
SMALL = 48  # below this many pixels only weave and heart are drawn

Ink = Literal["night", "paper", "unlit"]
Term = tuple[float, int, float]  # amplitude, frequency, phase


class Stroke(NamedTuple):
    colour: str
    width: float
    opacity: float


# (lobes, winding), coprime, chosen by eye: the winding decides how large the open middle is.
_CORONA = (
    (31, 12), (32, 13), (34, 13), (35, 13), (36, 13), (37, 14), (38, 15), (39, 14),
    (40, 17), (41, 16), (43, 16), (44, 17), (45, 17), (46, 19), (47, 18), (48, 19),
)  # fmt: skip
_WEAVE = ((19, 4), (20, 3), (21, 4), (22, 5), (23, 5), (24, 5), (25, 4), (26, 5))
_HEART = ((6, 1), (7, 2), (7, 3), (8, 3), (9, 2), (9, 4), (10, 3), (11, 3))

_UNLIT = "#9AA7BD"
INKS: dict[str, dict[str, Stroke]] = {
    "night": {
        "corona": Stroke("#FFD27A", 1.3, 0.62),
        "weave": Stroke("#FFE9BF", 1.1, 0.7),
        "heart": Stroke("#FFF6E0", 1.9, 0.95),
        "wall": Stroke("#F3B24A", 1.4, 0.9),
        "rim": Stroke("#F3B24A", 3.2, 1),
    },
    "paper": {
        "corona": Stroke("#A87417", 1.1, 0.8),
        "weave": Stroke("#2B3B5C", 1.0, 0.7),
        "heart": Stroke("#8A5A00", 1.7, 1),
        "wall": Stroke("#14213A", 1.2, 0.85),
        "rim": Stroke("#14213A", 2.6, 1),
    },
    "unlit": {
        "corona": Stroke(_UNLIT, 1.1, 0.55),
        "weave": Stroke(_UNLIT, 1.0, 0.6),
        "heart": Stroke(_UNLIT, 1.7, 0.9),
        "wall": Stroke(_UNLIT, 1.2, 0.8),
        "rim": Stroke(_UNLIT, 2.6, 1),
    },
}
_ECHOES = {"night": 2, "paper": 4, "unlit": 1}
_ECHO_STEP = 0.022  # 97.8, 95.6, 93.4 %
# A lamp's falloff: many stops, so that no ring shows on a dark screen; nothing is left before the rim.
GLOW = (
    (0, "#FFF6E0", 0.98), (0.05, "#FFE9B8", 0.92), (0.1, "#FFD68A", 0.74), (0.16, "#FBBE62", 0.5), (0.25, "#F3A944", 0.3),
    (0.37, "#EA9A30", 0.165), (0.52, "#E08F28", 0.075), (0.66, "#D88824", 0.025), (0.78, "#D08020", 0),
)  # fmt: skip


@lru_cache(maxsize=64)
def light_paths(number: str, institution: bool = False) -> dict[str, str]:
    """Return the figure's SVG paths by part, in a box of -500..500, in the order they are drawn.

    Args:
        number: the 12 letters. Raises ValueError for letters outside the alphabet.
        institution: a lantern has a double wall more.

    Source: brand book, section 6, steps 1 to 7.
    """
    d = hashlib.sha256(number.encode()).digest()

    def u(i: int) -> float:
        return d[i] / 255

    n, p = _CORONA[d[9] % len(_CORONA)]
    bend = 0.50 + 0.24 * u(11)
    far = (400 + 24 * u(10)) / (1 + bend + 0.11)
    lean = 0.7 * (u(12) - 0.5)
    corona = _closed([(far, p, 0), (far * bend, p - n, lean), (far * (0.03 + 0.08 * u(13)), p + n, lean)], n, p, 8)

    n, p = _WEAVE[d[14] % len(_WEAVE)]
    wave, flip = 44 + 26 * u(16), math.pi * (d[18] % 2)
    weave = _closed(
        [(232 + 40 * u(15), p, 0), (wave, p - n, flip), (wave * (0.25 + 0.5 * u(17)), p + n, flip)], n, p, 8
    )

    n, p = _HEART[d[19] % len(_HEART)]
    core, turn = 74 + 14 * u(20), 2 * math.pi * u(8)
    petals = [(core, p, turn), (core * (0.42 + 0.4 * u(21)), p - n, turn), (core * 0.16 * u(22), p + n, turn)]
    paths = {"corona": corona, "weave": weave, "heart": _closed(petals, n, p, 16)}
    if institution:
        paths["wall"] = _wall()
    return paths | {"rim": _rim(number)}


def light_svg(
    number: str,
    ink: Ink = "night",
    *,
    echo: int | None = None,
    glow: bool | None = None,
    size: int = 1000,
    institution: bool = False,
) -> str:
    """Return the light of a number as a stand-alone SVG document that holds nothing but drawing.

    Args:
        number: the 12 letters.
        ink: `night` on dark grounds, `paper` on light ones, `unlit` for a withdrawn pledge.
        echo: how often corona and weave are drawn, each time a little smaller and finer; by ink if not given.
        glow: the radial glow behind it; only night glows if not given.
        size: width and height in pixels; below `SMALL` the figure is simplified.
        institution: draw the lantern's double wall.
    """
    glow = ink == "night" if glow is None else glow
    strokes, paths = INKS[ink], light_paths(number, institution)
    if size < SMALL:
        return _document(_small(strokes, paths, ink), size)
    # ids carry number and ink: two lights may stand in one page
    mark = f"{number}-{ink}"
    parts = [_glow(mark)] if glow else []
    for name, path in paths.items():
        stroke = strokes[name]
        if name in ("corona", "weave"):
            echoes = _ECHOES[ink] if echo is None else echo
            parts.append(f'<defs><path id="{name}-{mark}" d="{path}"/></defs>')
            fine = _pen(stroke.colour, stroke.width * 0.62, stroke.opacity * 0.8)
            parts += (
                f'<use href="#{name}-{mark}" transform="scale({1 - _ECHO_STEP * j:.3f})" {fine}/>'
                for j in range(1, echoes)
            )
            parts.append(f'<use href="#{name}-{mark}" {_pen(*stroke)}/>')
        else:
            parts.append(f'<path d="{path}" {_pen(*stroke)}/>')
    return _document("".join(parts), size)


def rim_svg(number: str, colour: str = "#A3262A", *, size: int = 1000) -> str:
    """Return the rim alone, for a revoked certificate: the number stays readable, the light is gone."""
    return _document(f'<path d="{_rim(number)}" {_pen(colour, 3.2, 1)}/>', size)


def empty_ring_svg(colour: str = "#9AA7BD", *, size: int = 1000) -> str:
    """Return the empty ring, sixty short ticks around nothing: an unknown number, a dark page."""
    return _document(f'<path d="{_ticks("0" * 60)}" {_pen(colour, 3.2, 1)}/>', size)


def _closed(terms: list[Term], lobes: int, winding: int, steps: int) -> str:
    """Return the path of z(t) = sum of a·exp(i(f·t + φ)), 0 <= t < 2π, as `M C S S … Z`, `steps` cubics to a lobe.

    Each cubic has its control points on the exact tangents. Steps are equal, so the first control point mirrors the last
    one and `S` needs four numbers. With frequencies that differ from the winding by multiples of `lobes`, each lobe is
    the first one turned by winding/lobes: only one is computed.
    """
    h = math.tau / (lobes * steps)
    lobe = []
    for i in range(steps):
        vectors = [(f, a * cmath.exp(1j * (f * i * h + phase))) for a, f, phase in terms]
        z = sum(vector for _, vector in vectors)
        lobe.append((z, z - sum(1j * f * vector for f, vector in vectors) * h / 3))
    figures: list[float] = []
    for turn in range(lobes):
        spin = cmath.exp(1j * math.tau * winding * turn / lobes)
        for z, control in ((z * spin, control * spin) for z, control in lobe):
            figures += (control.real, control.imag, z.real, z.imag)
    control_x, control_y, x, y = figures[:4]
    path = "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f" + "S%.1f %.1f %.1f %.1f" * (lobes * steps - 1) + "Z"
    return path % (x, y, 2 * x - control_x, 2 * y - control_y, *figures[4:], *figures[:4])


@lru_cache(maxsize=1)
def _wall() -> str:
    return "".join(_closed([(432, 1, 0), (side * 6, -59, 0)], 60, 1, 6) for side in (1, -1))


def _rim(number: str) -> str:
    return _ticks("".join(f"{numbers.ALPHABET.index(letter):05b}" for letter in number))


def _ticks(bits: str) -> str:
    """Return sixty ticks, clockwise from the top; a long one is a 1."""
    ticks = []
    for i, bit in enumerate(bits):
        ray = cmath.exp(1j * (math.pi * i / 30 - math.pi / 2))
        a, b = ray * (448 if bit == "1" else 474), ray * 490
        ticks.append(f"M{a.real:.1f} {a.imag:.1f}L{b.real:.1f} {b.imag:.1f}")
    return "".join(ticks)


def _small(strokes: dict[str, Stroke], paths: dict[str, str], ink: Ink) -> str:
    """Weave and a disc for the heart, in a line that survives at 16 pixels."""
    weave, heart = strokes["weave"], strokes["heart"]
    colour = strokes["corona"].colour if ink == "night" else weave.colour
    return f'<g transform="scale(1.5)"><path d="{paths["weave"]}" {_pen(colour, 11, 0.9)}/><circle r="96" fill="{heart.colour}"/></g>'


def _glow(mark: str) -> str:
    stops = "".join(f'<stop offset="{at}" stop-color="{colour}" stop-opacity="{a}"/>' for at, colour, a in GLOW)
    return f'<radialGradient id="glow-{mark}">{stops}</radialGradient><circle r="500" fill="url(#glow-{mark})"/>'


def _pen(colour: str, width: float, opacity: float) -> str:
    return (
        f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-opacity="{opacity:g}" '
        'stroke-linecap="round" stroke-linejoin="round"'
    )


def _document(body: str, size: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-500 -500 1000 1000" width="{size}" height="{size}">{body}</svg>'
