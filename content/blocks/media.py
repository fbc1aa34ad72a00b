"""Blocks that show a picture or lead to something shown elsewhere. Nothing here loads anything from another host."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock


class FigureBlock(blocks.StructBlock):  # -> templates/content/blocks/figure.html
    """A picture with its caption; what it shows is said in words too, in the page's language."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what the picture shows"),
        max_length=255,
        help_text=_("For people who cannot see it: one sentence, without “picture of”."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)
    credit = blocks.CharBlock(
        label=_("credit"), max_length=160, required=False, help_text=_("Empty: the credit kept with the picture.")
    )

    class Meta:
        icon, group = "image", _("Media")
        label = _("Figure")
        template = "content/blocks/figure.html"
        description = _("A picture with a caption, described for those who cannot see it")

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "image": get_image_model().objects.first(),
                "alt": "Lights of the world at night",
                "caption": "Every pledge is a light.",
                "credit": "",
            }
        )


class EmbedBlock(blocks.StructBlock):  # -> templates/content/blocks/embed.html
    """A film, recording or document elsewhere, as a card that leads there; no player, so no cookie of a third party."""

    url = blocks.URLBlock(label=_("address"), help_text=_("Opened only when the reader follows the link."))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    text = blocks.TextBlock(label=_("what it is"), max_length=300, required=False)
    provider = blocks.CharBlock(
        label=_("where it is"),
        max_length=80,
        required=False,
        help_text=_("For example “Video at UN Web TV, 12 minutes”."),
    )
    image = ImageChooserBlock(label=_("picture"), required=False, help_text=_("From our library. Decorative here."))

    class Meta:
        icon, group = "media", _("Media")
        label = _("Film or other site")
        template = "content/blocks/embed.html"
        description = _("A card that leads to a film or document elsewhere, without loading anything from there")
        preview_value = {
            "url": "https://www.ness.link/",
            "title": "NESS International Science Network",
            "text": "The website of the ESCM Plan.",
            "provider": "www.ness.link",
            "image": None,
        }
