"""What a page still lacks, in words that say what to do. Only what must be filled in stops anybody from publishing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text import RichText

if TYPE_CHECKING:
    from content.models import BasePage

TITLE_LETTERS = 65  # of a title, search engines show so many; of a Chinese one, half
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
HEADED = {"faq", "timeline", "cards", "counter", "night_map", "call_to_sign"}  # blocks whose heading is an h2

ANCHORS = {"body": "panel-child-content-body-section", "seo_title": "tab-promote"}  # as Wagtail's editor names them

# What a link says when it says nothing. Read aloud alone, each is the same as the next.
EMPTY_WORDS = {
    *("here", "click here", "this", "link", "more", "read more", "this page"),
    *("ici", "cliquez ici", "lien", "lire la suite", "plus"),
    *("aquí", "haga clic aquí", "enlace", "leer más", "más"),
    *("здесь", "тут", "ссылка", "подробнее", "далее", "нажмите здесь"),
    *("هنا", "اضغط هنا", "انقر هنا", "رابط", "المزيد", "اقرأ المزيد"),
    *("这里", "此处", "点击这里", "点击此处", "链接", "更多", "阅读更多"),
}
SAID_BY_A_RULE = {("figure", "alt"), ("statistic", "source")}  # and why it is wanted
BARE_ADDRESS = re.compile(r"^https?://\S+$")  # read aloud letter by letter; “www.ness.link” is a name


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a page lacks.

    Args:
        kind: names the rule.
        sentence: what it is and what to do, in the language of whoever reads it.
        field: of the page where it is mended; its name in the editor's addresses.
    """

    kind: str
    sentence: str
    field: str

    @property
    def anchor(self) -> str:
        """Return the id of the place in the page editor where it is mended."""
        return ANCHORS.get(self.field, f"id_{self.field}")


@dataclass(frozen=True, slots=True)
class Leads:
    """Which of the pages and documents that are linked somewhere can be shown to readers."""

    pages: frozenset[int]
    documents: frozenset[int]


def findings_of(page: "BasePage") -> list[Finding]:
    """Return what one page lacks, as it stands in memory: a draft too."""
    return findings_of_all([page])[0]


def findings_of_all(pages: Sequence["BasePage"]) -> list[list[Finding]]:
    """Return what each page lacks. Where its links lead is asked once for all of them."""
    leads = _leads(pages)
    return [[*_of_head(page), *_of_body(page, leads), *page.more_findings()] for page in pages]


def _of_head(page: "BasePage") -> Iterator[Finding]:
    if not page.lead:
        yield Finding(
            "lead", _("There is no lead. Write one or two sentences: cards and search results show them."), "lead"
        )
    title = page.seo_title or page.title
    if _width(title) > TITLE_LETTERS:
        field = "seo_title" if page.seo_title else "title"
        yield Finding(
            "title", _("The title is longer than search results show. Write a shorter one under Promote."), field
        )
    for picture, words in page.pictures_at_the_top:
        if getattr(page, f"{picture}_id") and not getattr(page, words):
            yield Finding("alt", _("Say what the picture at the top shows, in the language of this page."), words)
    for field in page._meta.concrete_fields:
        if field.editable and not field.blank and getattr(page, field.attname) in (None, ""):
            yield Finding(
                "empty",
                _("“%(field)s” is empty. The page cannot be published without it.") % {"field": field.verbose_name},
                field.name,
            )
    if page.needs_a_body and not getattr(page, "body", True):
        yield Finding("body", _("The body is empty. Place at least one block in it."), "body")


def _width(text: str) -> int:
    """Count letters, those of Chinese and its like as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _of_body(page: "BasePage", leads: Leads) -> Iterator[Finding]:
    for block in getattr(page, "body", None) or []:
        yield from _of_block(block)
        yield from _of_empty_fields(block)
    yield from _of_headings(page)
    for text in _texts(page):
        yield from _of_links(text, leads)
    for linked in _chosen_pages(page):
        if linked not in leads.pages:
            yield Finding("not_public", _("A card or a call to sign leads to a page that is not public."), "body")


def _of_block(block: Any) -> Iterator[Finding]:
    value = block.value
    if block.block_type == "figure" and value["image"] is not None:
        if not value["alt"]:
            yield Finding("alt", _("Say what each picture shows, for people who cannot see it."), "body")
        if not value["credit"] and not value["image"].credit:
            yield Finding(
                "credit",
                _("The picture “%(title)s” names nobody as its maker. Add the credit, here or in the library.")
                % {"title": value["image"].title},
                "body",
            )
    if block.block_type == "statistic" and not value["source"]:
        yield Finding("source", _("A figure has no source. Say which document or body states it."), "body")


def _of_empty_fields(block: Any) -> Iterator[Finding]:
    """What Wagtail refuses to publish, though it lets it be saved in a draft."""
    names = {"block": block.block.label, "field": ""}
    for name, label in dict(_unfilled(block.block, block.value)).items():
        if not name:
            sentence = _(
                "A block “%(block)s” is empty. Write in it or delete it: the page cannot be published with it."
            )
        elif (block.block_type, name) in SAID_BY_A_RULE:
            continue
        else:
            sentence = _("In a block “%(block)s”, “%(field)s” is empty. The page cannot be published without it.")
        yield Finding("empty", sentence % (names | {"field": label}), "body")


def _unfilled(block: blocks.Block, value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and label of each place that must be filled and is not; no name for a block that is one place."""
    if isinstance(block, blocks.BaseStructBlock):
        for key, child in block.child_blocks.items():
            yield from _unfilled(child, value.get(key), key)
    elif isinstance(block, blocks.ListBlock):
        if len(value) < (block.meta.min_num or 0):
            yield name, str(block.label)
        for item in value:
            yield from _unfilled(block.child_block, item, name)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in value:
            yield from _unfilled(item.block, item.value, name)
    elif getattr(block, "required", False) and _is_empty(value):
        yield name, str(block.label)


def _is_empty(value: Any) -> bool:
    if isinstance(value, RichText):
        soup = _soup(value)
        return not soup.get_text(strip=True) and soup.find(["embed", "hr"]) is None
    return value is None or (isinstance(value, str) and not value.strip())


def _of_headings(page: "BasePage") -> Iterator[Finding]:
    """The title is the first level: below it nothing is left out."""
    above = 1
    for level, words in _headings(page):
        if level > above + 1:
            yield Finding(
                "headings",
                _("The heading “%(words)s” is smaller than its place asks for: a level above it is missing.")
                % {"words": words},
                "body",
            )
        above = level


def _headings(page: "BasePage") -> Iterator[tuple[int, str]]:
    for block in getattr(page, "body", None) or []:
        if isinstance(block.value, RichText):
            for heading in _soup(block.value).find_all(list(HEADINGS)):
                yield HEADINGS[heading.name], heading.get_text(" ", strip=True)
        elif block.block_type in HEADED and block.value.get("heading"):
            yield 2, block.value["heading"]


def _of_links(text: RichText, leads: Leads) -> Iterator[Finding]:
    for link in _soup(text).find_all("a"):
        words = link.get_text(" ", strip=True)
        if words.casefold().strip(" .!…→>»") in EMPTY_WORDS or BARE_ADDRESS.match(words):
            yield Finding(
                "link_words",
                _("The link “%(words)s” does not say where it leads. Use the name of what is there.")
                % {"words": words},
                "body",
            )
        known = {"page": leads.pages, "document": leads.documents}.get(str(link.get("linktype")))
        if known is not None and _number(link) not in known:
            yield Finding(
                "not_public",
                _("The link “%(words)s” leads to something that is not public or no longer there.") % {"words": words},
                "body",
            )


def _number(link: Tag) -> int:
    found = str(link.get("id") or "")
    return int(found) if found.isdigit() else 0


def _leads(pages: Sequence["BasePage"]) -> Leads:
    links = [link for page in pages for text in _texts(page) for link in _soup(text).find_all("a")]
    linked = {_number(link) for link in links if link.get("linktype") == "page"}
    linked |= {pk for page in pages for pk in _chosen_pages(page)}
    documents = {_number(link) for link in links if link.get("linktype") == "document"}
    return Leads(
        frozenset(Page.objects.live().filter(pk__in=linked).values_list("pk", flat=True)) if linked else frozenset(),
        frozenset(get_document_model().objects.filter(pk__in=documents).values_list("pk", flat=True))
        if documents
        else frozenset(),
    )


def _soup(text: RichText) -> BeautifulSoup:
    return BeautifulSoup(text.source, "html.parser")


def _texts(page: "BasePage") -> Iterator[RichText]:
    return (value for value in _values(page) if isinstance(value, RichText))


def _chosen_pages(page: "BasePage") -> Iterator[int]:
    return (value.pk for value in _values(page) if isinstance(value, Page))


def _values(page: "BasePage") -> Iterator[Any]:
    """Yield every value of a body, however deep it lies."""
    for block in getattr(page, "body", None) or []:
        yield from _inside(block.value)


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, blocks.StructValue):
        for part in value.values():
            yield from _inside(part)
    elif isinstance(value, Iterable) and not isinstance(value, (str, RichText)):
        for part in value:
            yield from _inside(part)
    else:
        yield value
