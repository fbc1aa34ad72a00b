import io

import pytest
from PIL import Image

from pledges.certificates import thumbnail, to_jpeg, to_png, to_webp


@pytest.fixture(scope="module")
def picture() -> bytes:
    image = Image.new("RGBA", (300, 200), "#0A1220")
    image.paste("#FFC861", (100, 50, 200, 150))
    image.putpixel((0, 0), (255, 255, 255, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("make", "form"), [(to_png, "PNG"), (to_webp, "WEBP"), (to_jpeg, "JPEG")])
def test_a_picture_keeps_its_size_and_its_colours_in_another_form(picture, make, form):
    with Image.open(io.BytesIO(make(picture))) as made:
        assert (made.format, made.size, made.mode) == (form, (300, 200), "RGB")
        assert all(abs(a - b) < 12 for a, b in zip(made.getpixel((150, 100)), (0xFF, 0xC8, 0x61), strict=True))


def test_what_was_transparent_becomes_night(picture):
    with Image.open(io.BytesIO(to_png(picture))) as made:
        assert made.getpixel((0, 0)) == (0x0A, 0x12, 0x20)


@pytest.mark.parametrize(("width", "size"), [(150, (150, 100)), (3, (3, 2)), (1, (1, 1)), (9000, (300, 200))])
def test_a_thumbnail_is_as_wide_as_asked_and_never_wider_than_the_picture(picture, width, size):
    with Image.open(io.BytesIO(thumbnail(picture, width))) as made:
        assert made.size == size
