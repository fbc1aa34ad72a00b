"""The public roll of a campaign and of those below it: names whose hold is over, page by page without counting.

The newest stand first, or the names from A to Z: then those in the script of the reader's language begin.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from content.caching import share
from content.reading import read_only
from countries.names import names
from pledges import limits
from pledges.collating import own_span
from pledges.enums import Display, Evidence
from pledges.facts import shown_name
from pledges.models import Campaign, Pledge
from pledges.querysets import PledgeQuerySet
from pledges.views.answers import campaign_url
from users.networks import network_of

ROWS = 50
SEARCHES_PER_NETWORK, SEARCHES = 120, 1_200  # a minute
NEWEST, BY_NAME = ("-listed_at", "-pk"), ("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the roll."""

    name: str
    affiliation: str
    country_name: str
    confirmed_on: datetime | None
    evidence: str
    evidence_label: str
    url: str


def row_of(pledge: Pledge, places: dict[str, str]) -> Row:
    return Row(
        name=shown_name(pledge),
        affiliation=pledge.affiliation if pledge.display == Display.NAME else "",
        country_name=places.get(pledge.country_id, pledge.country_id),
        confirmed_on=pledge.confirmed_at,
        evidence=pledge.evidence,
        evidence_label=str(Evidence(pledge.evidence).label),
        url=reverse("pledges:certificate", args=[pledge.certificate.pretty_number]),
    )


def latest_rows(campaign: Campaign, count: int) -> list[Row]:
    """Return the newest listed names of a campaign. One query a level, one more, and the cached names of places."""
    pledges = Pledge.objects.public().in_campaigns(campaign.tree(), order=NEWEST, first=count)
    places = names()
    return [row_of(pledge, places) for pledge in pledges.select_related("certificate")]


@read_only
def roll(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign, slug=slug)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    is_by_name = request.GET.get("order") == "name"
    after = request.GET.get("after", "")
    pledges = Pledge.objects.public()
    if query and not _may_search(request):
        return render(request, "429.html", status=429)
    if query:  # names that are shown whole, and nothing else, can be found
        pledges = pledges.matching(query)
    read = _by_name if is_by_name else _newest
    tree = campaign.tree()
    asked = ({"q": query} if query else {}) | ({"order": "name"} if is_by_name else {})
    first_url = _address(slug, asked)
    try:
        found = read(pledges, tree, after, are_few=bool(query) and len(tree) > 1 and pledges.are_few(tree))
    except MarkGone:
        return redirect(first_url)
    places = names()
    next_mark = (NameMark if is_by_name else TimeMark).of(found[ROWS - 1]) if len(found) > ROWS else ""
    context: dict[str, Any] = {
        "campaign": campaign,
        "campaign_url": campaign_url(campaign),
        "rows": [row_of(pledge, places) for pledge in found[:ROWS]],
        "query": query,
        "is_by_name": is_by_name,
        "hold_hours": settings.LISTING_HOLD_HOURS,
        "newest_url": _address(slug, {"q": query} if query else {}),
        "by_name_url": _address(slug, ({"q": query} if query else {}) | {"order": "name"}),
        "first_url": first_url,
        "previous_url": first_url if after else "",
        "next_url": _address(slug, asked | {"after": next_mark}) if next_mark else "",
    }
    page = render(request, "pledges/roll.html", context)
    return share(request, page, parameters=["order"] if is_by_name else [], is_counted=True)


def _may_search(request: HttpRequest) -> bool:
    """Count a search, which costs as much as a thousand pages: a hall full of people may, a script soon may not."""
    network = network_of(request)
    return limits.allowed(f"search.{network}", limit=SEARCHES_PER_NETWORK, seconds=limits.MINUTE) and limits.allowed(
        "search.all", limit=SEARCHES, seconds=limits.MINUTE
    )


def _address(slug: str, asked: dict[str, str]) -> str:
    here = reverse("pledges:roll", args=[slug])
    return f"{here}?{urlencode(asked)}" if asked else here


def _newest(pledges: PledgeQuerySet, campaigns: list[int], after: str, *, are_few: bool) -> list[Pledge]:
    """Return a page and one row more, the newest first."""
    if after:
        mark = TimeMark.read(after)
        further = Q(listed_at__lt=mark.at) | Q(listed_at=mark.at, pk__lt=mark.pk)
        pledges = pledges.filter(further, listed_at__lte=mark.at)  # where the index is entered; an OR enters at its top
    rows = pledges.in_campaigns(campaigns, order=NEWEST, first=ROWS + 1, are_few=are_few)
    return list(rows.select_related("certificate"))


def _by_name(pledges: PledgeQuerySet, campaigns: list[int], after: str, *, are_few: bool) -> list[Pledge]:
    """Return a page and one row more, in the order of names: those of the reader's script, those before, those behind."""
    low, high = own_span(get_language() or "en")
    spans = [Q(sort_key__gte=low, sort_key__lt=high), Q(sort_key__lt=low), Q(sort_key__gte=high)]
    start, found = 0, list[Pledge]()
    if after:
        mark = NameMark.read(after, campaigns)
        start = 0 if low <= mark.key < high else 1 if mark.key < low else 2
        spans[start] &= Q(sort_key__gte=mark.key)  # where the index is entered
        spans[start] &= Q(sort_key__gt=mark.key) | Q(sort_key=mark.key, pk__gt=mark.pk)
    for span in spans[start:]:
        if (missing := ROWS + 1 - len(found)) > 0:
            rows = pledges.filter(span).in_campaigns(campaigns, order=BY_NAME, first=missing, are_few=are_few)
            found += rows.select_related("certificate")
    return found


@dataclass(frozen=True, slots=True)
class TimeMark:
    """Where a page ended that shows the newest first."""

    at: datetime
    pk: int

    @classmethod
    def of(cls, pledge: Pledge) -> str:
        assert pledge.listed_at is not None  # noqa: S101 - public pledges have it
        return _written(f"{pledge.listed_at.astimezone(UTC).isoformat()} {pledge.pk}")

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises Http404: the mark was not made by us."""
        moment, pk = _parts(text)
        try:
            at = datetime.fromisoformat(moment)
            if at.tzinfo is None:
                raise Http404
            return cls(at.astimezone(UTC), pk)
        except (ValueError, OverflowError) as error:
            raise Http404 from error


class MarkGone(Exception):
    """The entry with which a page ended stands in the roll no more, so where it stood is told to nobody."""


@dataclass(frozen=True, slots=True)
class NameMark:
    """Where a page ended that goes from A to Z.

    Written, it is the number of a row: addresses go to logs, histories and search engines, and a key spells the name.
    """

    key: bytes
    pk: int

    @classmethod
    def of(cls, pledge: Pledge) -> str:
        return _written(f"name {pledge.pk}")

    @classmethod
    def read(cls, text: str, campaigns: list[int]) -> Self:
        """Return where the entry stands.

        Raises:
            Http404: the mark was not made by us.
            MarkGone: the entry is in the public roll of these campaigns no more.
        """
        what, pk = _parts(text)
        if what != "name":
            raise Http404
        found = Pledge.objects.public().filter(pk=pk).values_list("sort_key", "campaign_id").first()
        if found is None or found[1] not in campaigns:
            raise MarkGone
        return cls(bytes(found[0]), pk)


def _written(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).rstrip(b"=").decode()


def _parts(mark: str) -> tuple[str, int]:
    """Raises Http404: the mark was not made by us."""
    try:
        text = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
        where, _space, pk = text.partition(" ")
        place = int(pk)
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Http404 from error
    if not 0 <= place < 2**63:
        raise Http404
    return where, place
