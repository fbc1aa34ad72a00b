"""A page whose pictures cannot be made, because their disk is full, is a page all the same."""

import logging

import pytest
from django.template import Context, Template

from content.models import Image
from tests.disk import room_for
from tests.factories.pages import ImageFactory

pytestmark = pytest.mark.django_db

PICTURE = Template('{% load wagtailimages_tags %}{% picture it format-{webp,jpeg} fill-{48x27,80x45} alt="Lights" %}')
IMAGE = Template('{% load wagtailimages_tags %}{% image it fill-120x63 format-jpeg alt="Lights" %}')


@pytest.mark.parametrize("template", [PICTURE, IMAGE], ids=["picture", "image"])
def test_a_picture_that_cannot_be_kept_leaves_its_words(template, caplog):
    image = ImageFactory()

    with room_for(100), caplog.at_level(logging.ERROR):
        html = template.render(Context({"it": image}))

    assert 'alt="Lights"' in html
    assert "picture.not_made" in caplog.messages
    assert not image.renditions.exists()
    again = template.render(Context({"it": Image.objects.get()}))
    assert "not-found" not in again
    assert image.renditions.exists()
