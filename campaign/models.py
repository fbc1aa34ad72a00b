"""The faces: pages that show what is on record. Editors may rewrite, translate or delete them; no pledge is touched."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as PaginatedPage
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from campaign.blocks import CampaignBlocks
from campaign.cards import cards
from campaign.editing import CampaignPageForm
from campaign.enums import StoryKind
from content.blocks import BodyBlocks
from content.findings import Finding
from content.models import BasePage
from content.panels import FindingsPanel
from countries import names

STORIES_A_PAGE = 12


class CampaignIndexPage(BasePage):  # -> templates/campaign/campaign_index_page.html
    """All campaigns that can be signed here."""

    body = StreamField(BodyBlocks(), verbose_name=_("body"), blank=True)

    shows_counts = True
    subpage_types = ["campaign.CampaignPage"]

    content_panels = [*BasePage.content_panels, "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    page_description = _("The list of campaigns. There is one.")

    class Meta:
        verbose_name = _("list of campaigns")
        verbose_name_plural = _("lists of campaigns")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pages = CampaignPage.objects.live().child_of(self).select_related("campaign", *CampaignPage.route_related[:2])
        return super().get_context(request, *args, **kwargs) | {"campaigns": cards(pages.order_by("path"))}


class CampaignPage(BasePage):  # -> templates/campaign/campaign_page.html
    """The face of a campaign. The record itself, `pledges.Campaign`, outlives it."""

    campaign = models.ForeignKey(
        "pledges.Campaign",
        models.PROTECT,
        related_name="pages",
        verbose_name=_("campaign on record"),
        help_text=_("Its short name becomes this page's address, the same in every language."),
    )
    lead = models.TextField(
        _("lead"), max_length=280, help_text=_("One or two sentences under the title; also shown on cards.")
    )
    hero_image = models.ForeignKey(
        "content.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture at the top"),
        help_text=_("Its focal point stays in view on narrow screens. Empty: the page opens with words alone."),
    )
    hero_alt = models.CharField(
        _("what the picture shows"),
        max_length=255,
        blank=True,
        help_text=_("For people who cannot see it. Empty: what the picture library says, if the language fits."),
    )
    body = StreamField(CampaignBlocks(), verbose_name=_("body"), blank=True)

    shows_counts = True
    subpage_types: list[str] = []
    needs_a_body = True
    pictures_at_the_top = (("hero_image", "hero_alt"),)
    route_related = (*BasePage.route_related, "campaign", "campaign__commitment")
    base_form_class = CampaignPageForm

    content_panels = [
        FindingsPanel(),
        FieldPanel("title", classname="title"),  # Wagtail's own looks for a slug to fill: here the record has it
        "campaign",
        "lead",
        MultiFieldPanel(["hero_image", "hero_alt"], _("Picture at the top")),
        "body",
    ]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "seo_title", help_text=_("Title in search results and browser tabs. Empty: the page's title.")
                ),
                FieldPanel("search_description", help_text=_("Text in search results and shares. Empty: the lead.")),
                "social_image",
            ],
            _("Search engines and sharing"),
        ),
        *BasePage.promote_panels[1:],
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("campaign_id")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("campaign", overridable=False),
    ]
    page_description = _("What a campaign is about, with the pledge, its form and its count.")

    class Meta:
        verbose_name = _("campaign page")
        verbose_name_plural = _("campaign pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Take the record's slug where it is free; a copy in the same place keeps its own until it is published."""
        parent = self.get_parent() if self.path else None
        if self.campaign_id and Page._slug_is_available(self.campaign.slug, parent, self):
            self.slug = self.campaign.slug
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        text = self.campaign.commitment.current_text(self.content_language)
        return super().get_context(request, *args, **kwargs) | {
            "campaign": self.campaign,
            "text": text,
            "is_open": text is not None and self.campaign.is_open(timezone.now()),
        }

    def changes_at(self) -> datetime | None:
        return self.campaign.changes_at(timezone.now())

    def more_findings(self) -> Sequence[Finding]:
        """A campaign that nobody can sign, or whose pledge has no words in the page's language."""
        version = self.campaign.commitment.current_version() if self.campaign_id else None
        if version is None:
            sentence = _("Nobody can sign here yet: the campaign has no published wording.")
            return [Finding("wording", str(sentence), "campaign")]
        if self.content_language not in {text.language for text in version.texts.all()}:
            sentence = _("The pledge has no words in the language of this page: readers see those of another.")
            return [Finding("wording", str(sentence), "campaign")]
        return []


class StoryIndexPage(BasePage):  # -> templates/campaign/story_index_page.html
    """Stories, the newest first."""

    body = StreamField(BodyBlocks(), verbose_name=_("body"), blank=True)

    parameters = ("page",)
    subpage_types = ["campaign.StoryPage"]

    content_panels = [*BasePage.content_panels, "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    page_description = _("The list of stories. There is one.")

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        stories = StoryPage.newest().child_of(self)
        shown = _numbered(Paginator(stories, STORIES_A_PAGE), request.GET.get("page", "1"))
        return super().get_context(request, *args, **kwargs) | {"stories": shown}


def _numbered(paginator: Paginator, number: str) -> PaginatedPage:
    """Return a page by the number in its address.

    Raises:
        Http404: there is no such page, or it is written otherwise: of endless addresses for one page each would be kept.
    """
    if re.fullmatch(r"[1-9][0-9]{0,5}", number) is None:
        raise Http404
    try:
        return paginator.page(number)
    except InvalidPage as error:
        raise Http404 from error


class StoryPage(BasePage):  # -> templates/campaign/story_page.html
    """Something that happened, told by us or by somebody who agreed to have it published."""

    kind = models.CharField(_("kind"), max_length=6, choices=StoryKind, default=StoryKind.STORY)
    dated_on = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("Stories are listed by this date, the newest first.")
    )
    country = models.ForeignKey(
        "countries.Place",
        models.PROTECT,
        to_field="alpha2",
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"alpha2__isnull": False},
        verbose_name=_("country or area"),
    )
    picture = models.ForeignKey(
        "content.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Shown on the card and at the top. Empty: a light drawn from the page's number."),
    )
    picture_alt = models.CharField(
        _("what the picture shows"), max_length=255, blank=True, help_text=_("For people who cannot see it.")
    )
    body = StreamField(BodyBlocks(), verbose_name=_("body"))

    subpage_types: list[str] = []
    pictures_at_the_top = (("picture", "picture_alt"),)
    route_related = (*BasePage.route_related, "picture")

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["kind", "dated_on", "country"], _("What, when, where")),
        MultiFieldPanel(["picture", "picture_alt"], _("Picture")),
        "body",
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("dated_on")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("dated_on", overridable=False),
        SynchronizedField("country", overridable=False),
    ]
    page_description = _("A story with its date, and its country where it has one.")

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @classmethod
    def newest(cls) -> PageQuerySet:
        """Live stories, the newest first, with what a card shows of each."""
        return cls.objects.live().select_related(*cls.route_related).order_by("-dated_on", "-pk")

    @property
    def country_name(self) -> str:
        """Return the country's name in the language of the story; empty where it has none."""
        return names.name_of(self.country_id, self.content_language) if self.country_id else ""
