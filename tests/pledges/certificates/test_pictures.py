import io

import pytest
from PIL import Image, ImageChops

from pledges.certificates import SIZES, Undrawable, badge_image, share_image
from tests.pledges.certificates.samples import ARABIC, make_facts

NIGHT = (0x0A, 0x12, 0x20)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of all that is not night."""
    return ImageChops.difference(picture, Image.new("RGB", picture.size, NIGHT)).getbbox()


@pytest.mark.parametrize(("kind", "size"), [("link", (1200, 630)), ("square", (1080, 1080)), ("story", (1080, 1920))])
def test_each_picture_has_the_size_its_network_wants(kind, size):
    assert opened(share_image(make_facts(), kind)).size == size == SIZES[kind]


def test_a_story_keeps_250_pixels_clear_at_both_ends():
    left, top, right, bottom = inked(opened(share_image(make_facts(), "story")))

    assert top >= 250
    assert bottom <= 1920 - 250
    assert min(left, 1080 - right) >= 60


@pytest.mark.parametrize("kind", SIZES)
def test_no_picture_touches_its_edges(kind):
    picture = opened(share_image(make_facts(), kind))
    left, top, right, bottom = inked(picture)

    assert min(left, top, picture.width - right, picture.height - bottom) >= 28


@pytest.mark.parametrize("kind", SIZES)
def test_a_picture_without_a_name_shows_neither_name_nor_affiliation(kind):
    facts = make_facts(role="Professor")
    hidden = share_image(facts, kind, named=False)

    assert hidden != share_image(facts, kind)
    assert hidden == share_image(make_facts("", role="Professor"), kind)
    assert hidden == share_image(make_facts("Somebody Else", affiliation="Elsewhere"), kind, named=False)


def test_a_picture_from_right_to_left_has_its_light_on_the_left():
    english, arabic = (opened(share_image(facts, "link")) for facts in (make_facts(), make_facts(**ARABIC)))

    assert inked(english.crop((1100, 250, 1200, 380))) is not None
    assert inked(arabic.crop((0, 250, 100, 380))) is not None
    assert inked(arabic.crop((1150, 250, 1200, 380))) is None


def test_the_same_facts_give_the_same_picture():
    assert share_image(make_facts(), "link") == share_image(make_facts(), "link")


@pytest.mark.parametrize("kind", SIZES)
def test_sample_data_says_so_in_every_picture(kind):
    assert share_image(make_facts(sample=True), kind) != share_image(make_facts(), kind)


def test_the_badge_is_a_square_with_the_light_and_no_name():
    badge = badge_image(make_facts())

    assert opened(badge).size == (1024, 1024)
    assert badge == badge_image(make_facts("Somebody Else", affiliation="Elsewhere"))
    assert badge != badge_image(make_facts(number="355QAKGD2AVT"))


def test_letters_without_a_font_are_refused():
    with pytest.raises(Undrawable):
        share_image(make_facts("Amina 😀"), "link")
