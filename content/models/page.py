"""What all pages have in common, and the page at a site's root."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from content.caching import digest, kept, share
from content.enums import TranslationStanding
from content.findings import Finding
from content.languages import name_here
from content.panels import FindingsPanel

TOP_DEPTH = 3  # of the pages below a home page: the tree's root is 1, home pages are 2


@dataclass(frozen=True)
class LanguageNotice:
    """What a reader must be told about the language of a page."""

    kind: str  # "fallback": not translated yet; "courtesy": a translation that nobody has approved
    language: str  # code of the language that the main part is in
    language_name: str  # its name in the language of the reader
    source_url: str  # the same page in the site's own language


class BasePage(Page):
    """A page with a lead, a picture for sharing, and a plain word about its language."""

    lead = models.TextField(
        _("lead"),
        max_length=280,
        blank=True,
        help_text=_("One or two sentences under the title; also shown on cards and in search results."),
    )
    menu_title = models.CharField(
        _("title in menus"), max_length=40, blank=True, help_text=_("Shorter than the title. Empty: the title itself.")
    )
    social_image = models.ForeignKey(
        "content.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("Shown where the page is shared, 1200 × 630 pixels or larger. Empty: the site's own picture."),
    )
    translation_standing = models.CharField(
        _("standing of this translation"),
        max_length=8,
        choices=TranslationStanding,
        default=TranslationStanding.COURTESY,
        help_text=_("A courtesy translation says on the page that it is a draft. Without effect on English pages."),
    )

    shows_counts: ClassVar[bool] = False  # or names that come with them: made anew when the log was folded
    parameters: ClassVar[tuple[str, ...]] = ()  # of the address: what the page shows depends on these
    needs_a_body: ClassVar[bool] = False  # whether a page of this kind without one is unfinished
    pictures_at_the_top: ClassVar[Sequence[tuple[str, str]]] = ()  # each field, and the one that says what it shows
    route_related: ClassVar[tuple[str, ...]] = ("locale", "alias_of__locale")  # fetched in the query that finds it

    content_panels = [FindingsPanel(), *Page.content_panels, FieldPanel("lead")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel(
                    "seo_title", help_text=_("Title in search results and browser tabs. Empty: the page's title.")
                ),
                FieldPanel("search_description", help_text=_("Text in search results and shares. Empty: the lead.")),
                "social_image",
            ],
            _("Search engines and sharing"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("show_in_menus", help_text=_("Shows the page in the menu at the top.")),
                "menu_title",
            ],
            _("Menus"),
        ),
    ]
    settings_panels = [*Page.settings_panels, MultiFieldPanel(["translation_standing"], _("Language"))]
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("translation_standing", overridable=True),
    ]

    class Meta:
        abstract = True

    def more_findings(self) -> Sequence[Finding]:
        """Return what a page of this kind lacks beyond what `content.findings` looks for on all of them."""
        return ()

    @cached_property
    def content_language(self) -> str:
        """Return the code of the language the main part is in; an alias shows its source's words."""
        return (self.alias_of if self.is_fallback else self).locale.language_code

    @property
    def is_fallback(self) -> bool:
        """Whether this page stands in for a translation that does not exist yet."""
        return self.alias_of_id is not None and self.alias_of.locale_id != self.locale_id

    @property
    def language_notice(self) -> LanguageNotice | None:
        if self.is_fallback:
            return self._notice("fallback", self.alias_of.get_url() or "")
        if self.content_language == settings.LANGUAGE_CODE or self.translation_standing == TranslationStanding.APPROVED:
            return None
        return self._notice("courtesy", self.live_versions.get(settings.LANGUAGE_CODE, ("", False))[0])

    def _notice(self, kind: str, source_url: str) -> LanguageNotice:
        language = self.content_language
        return LanguageNotice(kind, language, name_here(language), source_url)

    @cached_property
    def live_versions(self) -> dict[str, tuple[str, bool]]:
        """Return for each language that answers: the page's URL there, and whether it is really in that language."""
        return kept(f"versions.{self.translation_key}", self._live_versions)

    def _live_versions(self) -> dict[str, tuple[str, bool]]:
        pages = Page.objects.live().filter(translation_key=self.translation_key)
        return {
            page.locale.language_code: (
                page.get_url() or "",
                page.alias_of_id is None or page.alias_of.locale_id == page.locale_id,
            )
            for page in pages.select_related("locale", "alias_of__locale")
        }

    @property
    def canonical_url(self) -> str:
        """Return the absolute address that search engines shall keep: of a placeholder, that of its source."""
        parts = (self.alias_of if self.alias_of_id else self).get_url_parts()
        return settings.BASE_URL + (parts[2] if parts else "")

    @cached_property
    def breadcrumbs(self) -> list[dict[str, str]]:
        """Return the way from the home page down to this one; empty for pages right below it."""
        return kept(f"crumbs.{self.pk}.{get_language()}", self._breadcrumbs) if self.depth > TOP_DEPTH else []

    def _breadcrumbs(self) -> list[dict[str, str]]:
        above = self.get_ancestors().filter(depth__gte=TOP_DEPTH).specific()
        crumbs = [{"url": page.get_url() or "", "label": getattr(page, "label", page.title)} for page in above]
        return [*crumbs, {"url": "", "label": self.label}]

    @property
    def label(self) -> str:
        """Return the page's name in menus."""
        return self.menu_title or self.title

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        request.page = self  # type: ignore[attr-defined]  # read by `content.context_processors.site`
        return super().get_context(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().serve(request, *args, **kwargs)
        return share(request, answer, parameters=self.parameters, is_counted=self.shows_counts, until=self.changes_at())

    def changes_at(self) -> datetime | None:
        """Return when the page will say something else although nobody does anything; None where it never will."""
        return None


class RootPage(BasePage):
    """The page at a site's root; it holds, in its own language, the sentences that every page repeats."""

    footer_note = models.TextField(
        _("about the site, in the footer"), max_length=400, blank=True, help_text=_("Shown at the foot of every page.")
    )
    names_note = models.TextField(
        _("note on names of places"),
        max_length=400,
        blank=True,
        help_text=_("Shown at the foot of every page. Empty: the standard note on UN M49."),
    )
    rights_note = models.CharField(
        _("terms of use of the texts"),
        max_length=200,
        blank=True,
        help_text=_("Shown at the foot of every page, for example “Text under CC BY 4.0.”"),
    )

    footer_panels = [MultiFieldPanel(["footer_note", "names_note", "rights_note"], _("Foot of every page"))]

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page by its whole path, however deep it lies; Wagtail takes two queries for each level."""
        if path_components:
            url_path = f"{self.url_path}{'/'.join(path_components)}/"
            found = kept(f"path.{digest(url_path)}", lambda: _live_page_at(url_path))
            if found is not None:
                model, pk = found
                page = model._default_manager.select_related(*model.route_related).filter(pk=pk).first()
                if page is not None:
                    return page.route(request, [])
        return super().route(request, path_components)


def _live_page_at(url_path: str) -> tuple[type[BasePage], int] | None:
    page = Page.objects.live().filter(url_path=url_path).only("pk", "content_type").first()
    if page is None or page.specific_class is None or not issubclass(page.specific_class, BasePage):
        return None
    return page.specific_class, page.pk
