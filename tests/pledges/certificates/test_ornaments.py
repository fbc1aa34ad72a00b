import itertools

import pytest
from PIL import Image, ImageChops

from pledges.certificates import ornaments


def test_the_committed_frame_is_the_one_that_is_drawn():
    assert ornaments.FRAME.read_text() == ornaments.frame_svg()


def test_the_committed_glow_is_the_one_of_the_light():
    with Image.open(ornaments.GLOW_PNG) as committed:
        assert ImageChops.difference(committed, ornaments.glow_image()).getbbox() is None


def test_all_four_sides_of_the_frame_are_alike():
    for swell in (0.0, 1.7, 3.5, 4.9, 6.0):
        at, normal = ornaments._spine(swell / 24)
        mirrored, mirrored_normal = ornaments._spine((24 - swell) / 24)
        assert mirrored.real == pytest.approx(29700 - at.real)
        assert mirrored.imag == pytest.approx(at.imag)
        assert mirrored_normal == pytest.approx(complex(-normal.real, normal.imag))


def test_the_spine_has_no_seam_and_no_jump():
    points = [ornaments._spine(i / 4800)[0] for i in range(4801)]

    steps = [abs(b - a) for a, b in itertools.pairwise(points)]
    assert max(steps) < 1.1 * min(steps)
    assert abs(points[0] - points[-1]) < 1e-6


def test_the_mark_has_twelve_rays_and_a_heart():
    mark = ornaments.mark_svg("#000000", "#FFFFFF")

    assert mark.count("M") == 12
    assert mark.count("<circle") == 1
