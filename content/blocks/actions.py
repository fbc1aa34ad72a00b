"""Blocks that lead on."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

CAMPAIGN_PAGE = "campaign.CampaignPage"  # by name: the app lies above this one


class CardBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.TextBlock(label=_("text"), max_length=300, required=False)
    page = blocks.PageChooserBlock(label=_("leads to the page"), required=False)
    url = blocks.URLBlock(label=_("or to the address"), required=False, help_text=_("Used when no page is chosen."))
    image = ImageChooserBlock(label=_("picture"), required=False, help_text=_("Decorative: the title says it all."))

    class Meta:
        icon = "doc-full"
        label = _("Card")


class CardsBlock(blocks.StructBlock):  # -> templates/content/blocks/cards.html
    """A few ways on, side by side."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    items = blocks.ListBlock(CardBlock(), label=_("cards"), min_num=1, max_num=12)

    class Meta:
        icon, group = "grip", _("Ways on")
        label = _("Cards")
        template = "content/blocks/cards.html"
        description = _("Cards with a title and a line of text; each may lead to a page")
        preview_value = {
            "heading": "The plan in three parts",
            "items": [
                {
                    "title": "1+1 Action",
                    "text": "A research plan and a research centre.",
                    "page": None,
                    "url": "",
                    "image": None,
                },
                {
                    "title": "Awareness campaigns",
                    "text": "Light up the heart of science.",
                    "page": None,
                    "url": "",
                    "image": None,
                },
                {
                    "title": "Global Report",
                    "text": "Every year, with Country Volumes.",
                    "page": None,
                    "url": "",
                    "image": None,
                },
            ],
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `cards`: the items with the address each leads to, in the reader's language."""
        context = super().get_context(value, parent_context=parent_context)
        return context | {"cards": [{"card": card, "url": _address(card)} for card in value["items"]]}


def _address(card: Any) -> str:
    page = card["page"]
    if page is None:
        return card["url"]
    page = page.localized
    return (page.get_url() or "") if page.live else ""


class CallToSignBlock(blocks.StructBlock):  # -> templates/content/blocks/call_to_sign.html
    """A band that leads to the pledge form of a campaign."""

    page = blocks.PageChooserBlock(page_type=CAMPAIGN_PAGE, label=_("campaign page"))
    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.TextBlock(label=_("text"), max_length=280, required=False)
    button = blocks.CharBlock(label=_("words on the button"), max_length=40, required=False)

    class Meta:
        icon, group = "check", _("Ways on")
        label = _("Call to sign")
        template = "content/blocks/call_to_sign.html"
        description = _("A band with a button that leads to a campaign's pledge form")
        preview_value = {
            "page": None,
            "heading": "Light up the heart of science",
            "text": "A solemn pledge by scholars of every discipline.",
            "button": "",
        }

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `sign_here`: the form's address in the reader's language; empty when the page is not live."""
        context = super().get_context(value, parent_context=parent_context)
        page = value["page"].localized if value["page"] else None
        return context | {"sign_here": f"{page.get_url()}#sign" if page and page.live else ""}
