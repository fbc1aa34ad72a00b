"""One list of all that a person should look at: names held, claims to a name, other reports; the oldest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from pledges import services
from pledges.enums import Listing, ReportReason
from pledges.models import Doubt, EntryReport, Pledge
from pledges.viewsets.desk import staff
from users.models import User

PER_PAGE, LAST_PAGE = 20, 200  # a page costs what lies before it


class Key(NamedTuple):
    """One row of the list before it is read: since when it waits, and where it stands."""

    since: datetime
    source: str
    pk: int


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to look at: what, about whom, since when, and the acts that end its waiting."""

    kind: str | Promise
    why: list[str]
    pledge: Pledge
    since: datetime
    is_late: bool = False
    is_alarming: bool = False  # somebody says that it is their name
    acts: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind:
    """What the list may be narrowed to."""

    name: str
    label: Promise
    right: str


KINDS = (
    Kind("reports", _("Reports"), "pledges.change_entryreport"),
    Kind("claims", _("Claims to a name"), "pledges.change_entryreport"),
    Kind("held", _("Names held"), "pledges.moderate_pledge"),
)


def kinds_of(user: User) -> list[Kind]:
    return [kind for kind in KINDS if user.has_perm(kind.right)]


def keys_of(names: Iterable[str], *, first: int, at: datetime) -> list[Key]:
    """Return the oldest so many of some kinds. Each kind is asked for as many: its index knows its oldest.

    A held name that somebody also reported stands once, as its report, unless held names alone are asked for.
    """
    chosen = set(names)
    found: list[Key] = []
    if chosen & {"reports", "claims"}:
        reports = EntryReport.objects.unanswered()
        if "reports" not in chosen:
            reports = reports.filter(reason=ReportReason.NOT_ME)
        found += [Key(since, "report", pk) for since, pk in _oldest(reports, "at", first)]
    if "held" in chosen:
        held = Pledge.objects.in_listing(Listing.HELD, at)
        if "reports" in chosen:
            held = held.exclude(Exists(EntryReport.objects.unanswered().filter(pledge=OuterRef("pk"))))
        found += [Key(since, "pledge", pk) for since, pk in _oldest(held, "created_at", first)]
    return sorted(found)[:first]


def _oldest(rows: QuerySet[Any], since: str, first: int) -> Iterable[tuple[datetime, int]]:
    return rows.order_by(since, "pk").values_list(since, "pk")[:first]


def rows_of(keys: list[Key], user: User, at: datetime) -> list[Row]:
    """Read what the keys stand for, in their order: two queries and one for the doubts of each, however many rows."""
    doubts = Doubt.objects.order_by("found_at", "pk")
    reports = (
        EntryReport.objects.select_related("pledge__campaign")
        .prefetch_related(Prefetch("pledge__doubts", doubts))
        .in_bulk([key.pk for key in keys if key.source == "report"])
    )
    pledges = (
        Pledge.objects.select_related("campaign")
        .prefetch_related(Prefetch("doubts", doubts))
        .in_bulk([key.pk for key in keys if key.source == "pledge"])
    )
    made = []
    for key in keys:  # what a colleague has just ended is in neither
        if key.source == "report" and key.pk in reports:
            made.append(_of_report(reports[key.pk], user, at))
        elif key.source == "pledge" and key.pk in pledges:
            made.append(_of_hold(pledges[key.pk], user))
    return made


def _of_report(report: EntryReport, user: User, at: datetime) -> Row:
    is_claim = report.reason == ReportReason.NOT_ME
    may_read = user.has_perm("pledges.view_pledge")
    return Row(
        kind=_("Claim to a name") if is_claim else _("Report of an entry"),
        why=[report.get_reason_display(), report.note, *_grounds(report.pledge)],
        pledge=report.pledge,
        since=report.at,
        is_late=report.at + services.PROMISE < at,
        is_alarming=is_claim,
        acts=[
            Link(_("Answer"), reverse("entry_reports:answer", args=[report.pk])),
            *([Link(_("Look"), _page_of(report.pledge))] if may_read else []),
        ],
    )


def _of_hold(pledge: Pledge, user: User) -> Row:
    acts: list[tuple[str | Promise, Callable[[Pledge], str]]] = [
        (_("Look"), _page_of),
        (_("Release"), lambda pledge: reverse("pledge_desk:release", args=[pledge.pk])),
        (_("Hide"), lambda pledge: reverse("pledge_desk:hide", args=[pledge.pk])),
    ]
    return Row(
        kind=_("Name held"),
        why=_grounds(pledge) or [str(_("Held by a colleague"))],
        pledge=pledge,
        since=pledge.created_at,
        acts=[Link(label, address(pledge)) for label, address in acts],
    )


def _grounds(pledge: Pledge) -> list[str]:
    """Why the house holds it, if it is held: each ground with what was found."""
    if not pledge.is_held:
        return []
    return [" · ".join(filter(None, (doubt.get_ground_display(), doubt.what))) for doubt in pledge.doubts.all()]


def _page_of(pledge: Pledge) -> str:
    return reverse("pledge_desk:inspect", args=[pledge.pk])


class ToLookAtView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "pledges/cms/to_look_at.html"
    page_title = _("To look at")
    header_icon = "tasks"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.kinds = kinds_of(staff(request))
        if not self.kinds:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, number = timezone.now(), self._page_number()
        wanted = self.request.GET.get("kind", "")
        chosen = [kind.name for kind in self.kinds if wanted in {"", kind.name}] or [kind.name for kind in self.kinds]
        last = number * PER_PAGE
        keys = keys_of(chosen, first=last + 1, at=now)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "rows": rows_of(keys[last - PER_PAGE : last], staff(self.request), now),
            "kinds": self.kinds,
            "kind": chosen[0] if len(chosen) == 1 and wanted else "",
            "number": number,
            "previous": number - 1,
            "following": number + 1 if len(keys) > last and number < LAST_PAGE else None,
        }

    def _page_number(self) -> int:
        asked = self.request.GET.get("p", "")
        return min(max(int(asked), 1), LAST_PAGE) if asked.isdecimal() and len(asked) < 5 else 1


class ToLookAtItem(MenuItem):
    """In the menu of those who have something to look at there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(kinds_of(staff(request)))


class ToLookAt(ViewSet):
    """`/cms/to-look-at/`"""

    name = "to_look_at"
    url_prefix = "to-look-at"
    icon = "tasks"
    menu_label = _("To look at")
    menu_item_class = ToLookAtItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", never_cache(self.construct_view(ToLookAtView)), name="index")]
