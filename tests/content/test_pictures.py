"""Pictures say what they show, and come in formats that weigh little."""

import pytest
from django.core.exceptions import ValidationError
from PIL import Image as Pillow
from wagtail.images import get_image_model

from content.models import Image
from tests.factories.pages import ImageFactory, picture_file

pytestmark = pytest.mark.django_db


def test_it_is_the_model_that_wagtail_uses():
    assert get_image_model() is Image


def test_a_picture_without_a_description_is_refused():
    with pytest.raises(ValidationError) as refused:
        Image(title="Lights", file=picture_file()).full_clean()

    assert list(refused.value.message_dict) == ["description"]


def test_its_editor_asks_for_credit_and_licence_too():
    assert {"description", "credit", "licence", "source_url"} <= set(Image.admin_form_fields)


@pytest.mark.parametrize("name", ["avif", "webp", "jpeg"])
def test_it_is_rendered_in_light_formats(name):
    rendition = ImageFactory().get_rendition(f"fill-400x200|format-{name}")

    assert rendition.file.name.endswith({"jpeg": "jpg"}.get(name, name))
    assert (rendition.width, rendition.height) == (400, 200)
    assert rendition.file.size


def test_the_focal_point_stays_in_the_picture():
    low = ImageFactory(focal_point_x=800, focal_point_y=850, focal_point_width=100, focal_point_height=100)
    high = ImageFactory(focal_point_x=800, focal_point_y=50, focal_point_width=100, focal_point_height=100)

    light, night = (middle(picture.get_rendition("fill-400x100-c100")) for picture in (low, high))

    assert light[0] > 200  # gold
    assert night[0] < 50


def middle(rendition):
    with rendition.file.open() as file, Pillow.open(file) as picture:
        return picture.convert("RGB").getpixel((200, 50))


def test_an_original_is_not_reached_by_any_way_of_writing_its_address(client):
    original = ImageFactory().file.name
    rendition = ImageFactory().get_rendition("width-40").file.name.removeprefix("images/")

    assert client.get(f"/media/images/{rendition}").status_code == 200
    for way in (f"../{original}", f"..%2f{original}", f"%2e%2e/{original}", f"x/../../{original}", f"..\\{original}"):
        assert client.get(f"/media/images/{way}").status_code == 404
