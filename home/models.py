"""The front page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from campaign import lights
from campaign.blocks import CampaignBlocks
from campaign.cards import cards
from campaign.models import CampaignPage, StoryPage
from content.models import RootPage

STORIES_SHOWN = 3
CAMPAIGNS_SHOWN = 6


class HomePage(RootPage):  # -> templates/home/home_page.html
    """One sentence, one count, one way to sign; then what the campaign is about."""

    hero = models.TextField(
        _("sentence at the top"),
        max_length=160,
        blank=True,
        help_text=_("Broken into lines as it shall stand. Empty: the title."),
    )
    campaign = models.ForeignKey(
        "pledges.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("campaign whose count is shown"),
    )
    body = StreamField(CampaignBlocks(), verbose_name=_("body"), blank=True)

    shows_counts = True
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["campaign.CampaignIndexPage", "campaign.StoryIndexPage", "content.StandardPage"]
    route_related = (*RootPage.route_related, "campaign")

    content_panels = [
        *RootPage.content_panels[:2],  # what it lacks, and its title
        MultiFieldPanel(["hero", "lead", "campaign"], _("Top of the page")),
        "body",
        *RootPage.footer_panels,
    ]
    search_fields = [*RootPage.search_fields, index.SearchField("body")]
    override_translatable_fields = [
        *RootPage.override_translatable_fields,
        SynchronizedField("campaign", overridable=False),
    ]
    page_description = _("The front page of the site in one language. There is one a language.")

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    @property
    def hero_lines(self) -> list[str]:
        """Return the sentence at the top, line by line."""
        return (self.hero or self.title).splitlines()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        campaigns = CampaignPage.objects.live().descendant_of(self).select_related(*CampaignPage.route_related)
        stories = StoryPage.newest().descendant_of(self)
        return (
            super().get_context(request, *args, **kwargs)
            | self._lights()
            | {
                "campaign": self.campaign,
                "campaigns": cards(campaigns.order_by("path")[:CAMPAIGNS_SHOWN]),
                "stories": stories[:STORIES_SHOWN],
            }
        )

    def _lights(self) -> dict[str, Any]:
        if self.campaign is None:
            return {}
        return lights.shown(self.campaign.slug)
