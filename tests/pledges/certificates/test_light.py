import cmath
import hashlib
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from pledges.certificates import empty_ring_svg, light, light_svg, numbers, rim_svg
from tests.pledges.certificates.samples import NUMBER
from tests.pledges.certificates.test_numbers import NUMBERS

SVG = "{http://www.w3.org/2000/svg}"


def pairs(path: str) -> list[complex]:
    """Return all the points written in a path."""
    figures = [float(figure) for figure in re.findall(r"-?\d+\.\d", path)]
    return [complex(x, y) for x, y in zip(figures[::2], figures[1::2], strict=True)]


@pytest.mark.parametrize(
    ("number", "ink", "digest"),
    [
        ("84G7ZWYRD6ZN", "night", "cdbea0675ae37e6a"),
        ("84G7ZWYRD6ZN", "paper", "10d35c5c3efe260a"),
        ("355QAKGD2AVT", "unlit", "a36b8dd3ea121134"),
    ],
)
def test_an_issued_light_never_changes(number, ink, digest):
    """If this fails, either the change is taken back, or `ALGORITHM` becomes 2 and algorithm 1 stays beside it."""
    assert light.ALGORITHM == 1
    drawn = "".join(f"{name}:{path}" for name, path in light.light_paths(number, institution=True).items())

    assert hashlib.sha256(f"{ink}{drawn}".encode()).hexdigest()[:16] == digest


@given(NUMBERS)
@settings(max_examples=30)
def test_the_corona_is_the_curve_of_the_brand_book(number):
    d = hashlib.sha256(number.encode()).digest()
    u = [byte / 255 for byte in d]
    lobes, winding = light._CORONA[d[9] % 16]
    bend, lean = 0.5 + 0.24 * u[11], 0.7 * (u[12] - 0.5)
    far = (400 + 24 * u[10]) / (1 + bend + 0.11)
    terms = [
        (far, winding, 0),
        (far * bend, winding - lobes, lean),
        (far * (0.03 + 0.08 * u[13]), winding + lobes, lean),
    ]

    path = light.light_paths(number)["corona"]

    knots = [pairs(path)[0], *pairs(path)[3::2]]
    assert len(knots) == 8 * lobes + 1
    for i, knot in enumerate(knots):
        t = math.tau * i / (8 * lobes)
        z = sum(a * cmath.exp(1j * (f * t + phase)) for a, f, phase in terms)
        assert abs(knot - z) < 0.08  # half a tenth each way, for rounding


def test_every_pair_of_lobes_and_winding_closes_in_one_stroke():
    for lobes, winding in (*light._CORONA, *light._WEAVE, *light._HEART):
        assert math.gcd(lobes, winding) == 1


@given(NUMBERS)
@settings(max_examples=50)
def test_the_rim_is_the_number_in_sixty_ticks_clockwise_from_the_top(number):
    points = pairs(light.light_paths(number)["rim"])

    bits = "".join("1" if abs(inner) < 460 else "0" for inner in points[::2])
    assert [numbers.ALPHABET[int(bits[i : i + 5], 2)] for i in range(0, 60, 5)] == list(number)
    assert points[0].imag < 0
    assert abs(points[0].real) < 0.1
    assert points[2].real > 0  # and the second to the right of it


@given(NUMBERS)
@settings(max_examples=30)
def test_nothing_leaves_the_box(number):
    for path in light.light_paths(number, institution=True).values():
        assert all(abs(point.real) <= 500 and abs(point.imag) <= 500 for point in pairs(path))


def test_an_institution_has_a_double_wall_and_a_person_none():
    assert "wall" in light.light_paths(NUMBER, institution=True)
    assert "wall" not in light.light_paths(NUMBER)


@pytest.mark.parametrize("ink", ["night", "paper", "unlit"])
@pytest.mark.parametrize("size", [16, 32, 64, 1000])
def test_the_svg_stands_alone_and_holds_nothing_but_drawing(ink, size):
    root = ElementTree.fromstring(light_svg(NUMBER, ink, size=size))

    assert root.get("width") == root.get("height") == str(size)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "g", "defs", "path", "use", "circle", "radialGradient", "stop"
    }  # fmt: skip
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "class")}
    assert all(element.get("href", "#").startswith("#") for element in root.iter())


def test_only_the_night_glows_unless_it_is_told():
    assert "radialGradient" in light_svg(NUMBER, "night")
    assert "radialGradient" not in light_svg(NUMBER, "night", glow=False)
    assert "radialGradient" not in light_svg(NUMBER, "paper")
    assert "radialGradient" not in light_svg(NUMBER, "unlit")


@pytest.mark.parametrize(("ink", "echoes"), [("night", 2), ("paper", 4), ("unlit", 1)])
def test_paper_is_engraved_four_times_and_night_twice(ink, echoes):
    assert light_svg(NUMBER, ink).count("<use") == 2 * echoes
    assert light_svg(NUMBER, ink, echo=3).count("<use") == 6


def test_two_lights_in_one_page_share_no_id():
    ids = [set(re.findall(r'id="([^"]+)"', light_svg(NUMBER, ink))) for ink in ("night", "paper")]

    assert not ids[0] & ids[1]
    assert not ids[0] & set(re.findall(r'id="([^"]+)"', light_svg("355QAKGD2AVT", "night")))


def test_a_small_light_is_weave_and_heart_only():
    small = light_svg(NUMBER, "night", size=47)

    assert light.light_paths(NUMBER)["weave"] in small
    assert light.light_paths(NUMBER)["corona"] not in small
    assert light.light_paths(NUMBER)["corona"] in light_svg(NUMBER, "night", size=48)


def test_a_revoked_light_is_its_rim_and_an_unknown_one_an_empty_ring():
    assert light.light_paths(NUMBER)["rim"] in rim_svg(NUMBER)
    assert light.light_paths(NUMBER)["heart"] not in rim_svg(NUMBER)
    assert empty_ring_svg().count("M") == 60
    assert empty_ring_svg().count("<path") == 1


def test_a_text_that_is_no_number_has_no_light():
    with pytest.raises(ValueError, match="substring not found"):
        light_svg("not a number")
