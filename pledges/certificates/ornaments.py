"""The drawings that are the same on every certificate: the mark, the guilloche frame, the glow behind a light.

`frame.svg` and `glow.png` are committed because drawing them takes longer than a certificate.
`python -m pledges.certificates.ornaments` writes them anew; a test compares.
"""

import math
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageColor

from pledges.certificates.light import GLOW

FRAME = Path(__file__).parent / "frame.svg"
GLOW_PNG = Path(__file__).parent / "glow.png"

# A4 landscape in hundredths of a millimetre: whole numbers are short in SVG and PDF, and finer than any printer.
_WIDTH, _HEIGHT = 29700, 21000
_INSET, _RADIUS = 1260, 1200  # of the spine, the line that all waves run along
_INK, _BRONZE = "#14213A", "#A87417"


def mark_svg(rays: str, heart: str) -> str:
    """Return the mark: twelve rays, the four upright ones longer, around a heart.

    Args:
        rays, heart: colours; by day ink and light-deep, by night light and a warm white.
    """
    lines = []
    for i in range(12):
        a = math.pi * i / 6 - math.pi / 2
        tip = 46 if i % 3 == 0 else 36
        lines.append(f"M{19 * math.cos(a):.2f} {19 * math.sin(a):.2f}L{tip * math.cos(a):.2f} {tip * math.sin(a)}")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100">'
        f'<path d="{"".join(lines)}" fill="none" stroke="{rays}" stroke-width="5" stroke-linecap="round"/>'
        f'<circle r="8.5" fill="{heart}"/></svg>'
    )


def frame_svg() -> str:
    """Return the frame: eight bronze waves of 96 periods under a swell of 24, four ink waves of 144, three rules.

    All of them run along one rounded spine in whole periods, so there is no seam; a quarter of the periods fits each
    quarter of the spine, so that all four sides are alike.
    """
    bronze = "".join(_wave(195, 96, math.tau * j / 8, swell=True) for j in range(8))
    ink = "".join(_wave(80, 144, math.tau * j / 4, swell=False) for j in range(4))
    rules = (_rule(290, _INK, 30), _rule(-290, _INK, 13), _rule(-360, _BRONZE, 13))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<path d="{bronze}" fill="none" stroke="{_BRONZE}" stroke-width="9"/>'
        f'<path d="{ink}" fill="none" stroke="{_INK}" stroke-width="6"/>{"".join(rules)}</svg>\n'
    )


def glow_image(side: int = 512) -> Image.Image:
    """Return the glow of `light_svg` as pixels: a raster draws ten times faster than the gradient, and pictures are raster."""
    middle = (side - 1) / 2
    pixels = [_glow_at(math.hypot(x - middle, y - middle) / (side / 2)) for y in range(side) for x in range(side)]
    image = Image.new("RGBA", (side, side))
    image.putdata(pixels)
    return image


def _glow_at(radius: float) -> tuple[int, ...]:
    """Return red, green, blue and alpha at a share of the radius, between the two stops around it."""
    for (near, inner, dense), (far, outer, thin) in pairwise(GLOW):
        if near <= radius <= far:
            part = (radius - near) / (far - near)
            both = zip(ImageColor.getrgb(inner), ImageColor.getrgb(outer), strict=True)
            return (*(round(a + part * (b - a)) for a, b in both), round(255 * (dense + part * (thin - dense))))
    return (0, 0, 0, 0)


def _wave(height: float, periods: int, phase: float, *, swell: bool) -> str:
    """Return a wave along the spine, one cubic from each crest to the next trough.

    Half a period of a sine from crest to trough is, within 0.7 % of its height, the cubic whose level handles reach
    0.3642 of the way; two cubics a period keep the file, and each certificate's PDF, a third of the size.
    """

    def point(turn: float) -> complex:
        at, normal = _spine(turn / math.tau)
        swollen = 0.74 + 0.26 * math.cos(24 * turn) if swell else 1.0
        return at + height * swollen * math.sin(periods * turn + phase) * normal

    half, nudge = math.pi / periods, 1e-6
    turns = [(k + 0.5) * half - phase / periods for k in range(2 * periods)]
    knots = [point(turn) for turn in turns]
    handles = [0.3642 * half * (point(turn + nudge) - point(turn - nudge)) / (2 * nudge) for turn in turns]
    path = [f"M{_at(knots[0])}C{_at(knots[0] + handles[0])} {_at(knots[1] - handles[1])} {_at(knots[1])}"]
    path += (f"S{_at(knots[k] - handles[k])} {_at(knots[k])}" for k in [*range(2, len(turns)), 0])
    return "".join(path) + "Z"


def _rule(offset: float, colour: str, width: float) -> str:
    inset, radius = _INSET - offset, _RADIUS + offset
    return (
        f'<rect x="{inset}" y="{inset}" width="{_WIDTH - 2 * inset}" height="{_HEIGHT - 2 * inset}" '
        f'rx="{radius}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
    )


def _spine(share: float) -> tuple[complex, complex]:
    """Return the point at a share of the waves, clockwise from the middle of the top, and its outward normal.

    The long sides, from the middle of one corner to the next, take 7 of 24 swells and the short ones 5: so every corner
    lies in the narrow of a swell, and all four are alike. That stretches the waves of the short sides by 6 %.
    """
    half_w, half_h = _WIDTH / 2 - _INSET - _RADIUS, _HEIGHT / 2 - _INSET - _RADIUS
    arc = math.pi * _RADIUS / 2
    long, short = half_w + arc / 2, half_h + arc / 2
    # One quarter is drawn; the others are its mirror images.
    swells = share % 1 * 24
    right, lower = swells <= 12, 6 < swells <= 18
    swells = min(swells, 24 - swells)
    swells = min(swells, 12 - swells)
    s = swells / 3.5 * long if swells <= 3.5 else long + (swells - 3.5) / 2.5 * short
    if s <= half_w:
        at, normal = complex(s, -half_h - _RADIUS), -1j
    elif s <= half_w + arc:
        angle = (s - half_w) / _RADIUS
        normal = complex(math.sin(angle), -math.cos(angle))
        at = complex(half_w, -half_h) + _RADIUS * normal
    else:
        at, normal = complex(half_w + _RADIUS, s - half_w - arc - half_h), 1 + 0j

    def mirror(z: complex) -> complex:
        return complex(z.real if right else -z.real, -z.imag if lower else z.imag)

    return complex(_WIDTH / 2, _HEIGHT / 2) + mirror(at), mirror(normal)


def _at(z: complex) -> str:
    return f"{round(z.real)} {round(z.imag)}"


if __name__ == "__main__":
    FRAME.write_text(frame_svg())
    glow_image().save(GLOW_PNG, optimize=True)
