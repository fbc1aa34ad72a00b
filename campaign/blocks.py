"""Blocks that show what is on record: on the front page and on campaign pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from campaign import lights
from content.blocks import BodyBlocks
from content.blocks.actions import CAMPAIGN_PAGE
from pledges.models import Campaign


class RecordBlock(blocks.StructBlock):
    """A block about one campaign: the one chosen, or that of the page it stands on."""

    is_counted = True  # see `content.templatetags.content_tags.body`

    page = blocks.PageChooserBlock(
        page_type=CAMPAIGN_PAGE,
        required=False,
        label=_("campaign page"),
        help_text=_("Empty: the campaign of the page that this block stands on."),
    )

    def campaign_of(self, value: Any, parent_context: dict[str, Any] | None) -> Campaign | None:
        """Return the campaign on record that the block is about; none where neither says one."""
        if value["page"] is not None:
            campaign: Campaign = value["page"].specific.campaign
            return campaign
        return (parent_context or {}).get("campaign")


class CounterBlock(RecordBlock):  # -> templates/campaign/blocks/counter.html
    """How many have signed, counted from the log."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)

    class Meta:
        icon, group = "order", _("On record")
        label = _("Counter")
        template = "campaign/blocks/counter.html"
        description = _("How many have signed a campaign, with its goal and the evidence; nobody types the number")
        preview_value = {"heading": "So many have signed", "page": None}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return context | {"counted": self.campaign_of(value, parent_context)}


class NightMapBlock(RecordBlock):  # -> templates/campaign/blocks/night_map.html
    """The map of lights, with its table."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)

    class Meta:
        icon, group = "globe", _("On record")
        label = _("Night map")
        template = "campaign/blocks/night_map.html"
        description = _("The world at night with a light for those who have signed, and the same figures as a table")
        preview_value = {"heading": "Where the lights are", "page": None}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        campaign = self.campaign_of(value, parent_context)
        return context | (lights.shown(campaign.slug) if campaign else {"map_url": ""})


class CampaignBlocks(BodyBlocks):
    """A body that may also show what is on record."""

    counter = CounterBlock()
    night_map = NightMapBlock()
