"""The board of pages and languages: what is missing, a draft, current, or behind, and by how many days."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from home.page_reports import PAGE_WORK, PageReportView
from users.models import User

PAGES_SHOWN = 50
# Publishing all languages of a page takes a moment; who is later by less than this is not behind.
MOMENT = timedelta(minutes=1)
TOP = 2  # depth of the front pages in the tree: the root above them is 1


class Step(models.TextChoices):
    """How far a page has come in one language."""

    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    BEHIND = "behind", _("Behind")
    CURRENT = "current", _("Current")


OWED = (Step.MISSING, Step.DRAFT, Step.BEHIND)


@dataclass(frozen=True, slots=True)
class Cell:
    """One page in one language: the page that is there (a placeholder too), and by how many days it is behind."""

    language: str
    step: Step
    pk: int | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One page of the site's own language that is public, and its cell in each other language."""

    pk: int
    title: str
    depth: int
    cells: Sequence[Cell]


def other_languages() -> list[str]:
    """Return the codes of the languages that the site's own is translated into and that have a tree of pages."""
    there = set(Locale.objects.values_list("language_code", flat=True))
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE and code in there]


def board(languages: Sequence[str]) -> list[Row]:
    """Return all public pages of the site's own language in the order of the tree. Takes two queries.

    A translation is behind when its source was published after it, by the days between the two.
    """
    fields = ("pk", "title", "depth", "translation_key", "last_published_at")
    sources = Page.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE, depth__gte=TOP)
    found: dict[tuple[Any, str], dict[str, Any]] = {
        (each["translation_key"], each["locale__language_code"]): each
        for each in Page.objects.filter(locale__language_code__in=languages).values(
            "pk",
            "live",
            "translation_key",
            "last_published_at",
            "locale__language_code",
            "locale_id",
            "alias_of__locale_id",
        )
    }
    return [
        Row(pk, title, depth - TOP, [_cell(code, at, found.get((key, code))) for code in languages])
        for pk, title, depth, key, at in sources.order_by("path").values_list(*fields)
    ]


def _cell(language: str, published_at: Any, page: dict[str, Any] | None) -> Cell:
    if page is None:
        return Cell(language, Step.MISSING)
    if page["alias_of__locale_id"] not in (None, page["locale_id"]):
        return Cell(language, Step.MISSING, page["pk"])  # a placeholder that shows the source
    if not page["live"]:
        return Cell(language, Step.DRAFT, page["pk"])
    late = published_at - page["last_published_at"] if published_at and page["last_published_at"] else timedelta()
    if late > MOMENT:
        return Cell(language, Step.BEHIND, page["pk"], late.days)
    return Cell(language, Step.CURRENT, page["pk"])


def owed(languages: Sequence[str]) -> int:
    """Return how many pages are missing, behind or still drafts, over all languages."""
    return sum(cell.step in OWED for row in board(languages) for cell in row.cells)


def may_see_pages(user: User | AnonymousUser) -> bool:
    """Whether somebody works on pages, in any part of the tree."""
    return bool(page_permission_policy.user_has_any_permission(user, PAGE_WORK))


class LanguagesView(PageReportView):
    """`/cms/reports/page-languages/`: the sums by language lead to the rows behind them."""

    template_name = "home/cms/languages.html"
    page_title = _("Languages")
    header_icon = "globe"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        languages, names = other_languages(), dict(settings.LANGUAGES)
        rows = board(languages)
        language, step = self.request.GET.get("language", ""), self.request.GET.get("step", "")
        kept = [row for row in rows if _is_asked_for(row, language, step)] if language or step else rows
        shown = Paginator(kept, PAGES_SHOWN).get_page(self.request.GET.get("p"))
        may_begin = self.request.user.has_perm("wagtail_localize.submit_translation")
        return super().get_context_data(**kwargs) | {
            "languages": [{"code": code, "name": names[code]} for code in languages],
            "sums": _sums(rows, languages),
            "steps": list(Step),
            "rows": [
                {"row": row, "cells": [_with_address(cell, row, may_begin) for cell in row.cells]} for row in shown
            ],
            "shown": shown,
            "is_narrowed": bool(language or step),
        }


def _is_asked_for(row: Row, language: str, step: str) -> bool:
    return any(cell.language == (language or cell.language) and cell.step == (step or cell.step) for cell in row.cells)


def _sums(rows: Sequence[Row], languages: Sequence[str]) -> list[dict[str, Any]]:
    names = dict(settings.LANGUAGES)
    counted = Counter((cell.language, cell.step) for row in rows for cell in row.cells)
    return [
        {
            "code": code,
            "name": names[code],
            "steps": [{"step": step, "count": counted[code, step]} for step in Step],
        }
        for code in languages
    ]


def _with_address(cell: Cell, row: Row, may_begin: bool) -> dict[str, Any]:
    """Where the cell is worked off: its own page, or the place where a translation of the source begins."""
    if cell.pk is not None:
        return {"cell": cell, "url": reverse("wagtailadmin_pages:edit", args=[cell.pk])}
    begin = reverse("wagtail_localize:submit_page_translation", args=[row.pk]) if may_begin else ""
    return {"cell": cell, "url": begin}
