"""The public roll of one campaign: names whose hold is over, newest first, page by page without counting."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from content.caching import share
from countries.names import names
from pledges.enums import Display, Evidence
from pledges.facts import shown_name
from pledges.models import Campaign, Pledge
from pledges.views.answers import campaign_url

ROWS = 50


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
    """Return the newest listed names of a campaign. One query, and the cached names of places."""
    pledges = Pledge.objects.public().in_campaign(campaign).newest().select_related("certificate")[:count]
    places = names()
    return [row_of(pledge, places) for pledge in pledges]


@require_safe
def roll(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign, slug=slug)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    pledges = Pledge.objects.public().in_campaign(campaign).newest().select_related("certificate")
    if query:  # names that are shown whole, and nothing else, can be found
        pledges = pledges.filter(Q(full_name__icontains=query) | Q(affiliation__icontains=query), display=Display.NAME)
    if after := request.GET.get("after", ""):
        listed_at, pk = _position(after)
        further = Q(listed_at__lt=listed_at) | Q(listed_at=listed_at, pk__lt=pk)
        pledges = pledges.filter(
            further, listed_at__lte=listed_at
        )  # where the index is entered; an OR enters at its top
    found = list(pledges[: ROWS + 1])
    places = names()
    here = reverse("pledges:roll", args=[slug])
    more = {"q": query} if query else {}
    first_url = f"{here}?{urlencode(more)}" if more else here
    context: dict[str, Any] = {
        "campaign": campaign,
        "campaign_url": campaign_url(campaign),
        "rows": [row_of(pledge, places) for pledge in found[:ROWS]],
        "query": query,
        "first_url": first_url,
        "previous_url": first_url if after else "",
        "next_url": f"{here}?{urlencode(more | {'after': _mark(found[ROWS - 1])})}" if len(found) > ROWS else "",
    }
    return share(request, render(request, "pledges/roll.html", context), is_counted=True)


def _mark(pledge: Pledge) -> str:
    assert pledge.listed_at is not None  # noqa: S101 - public pledges have it
    place = f"{pledge.listed_at.astimezone(UTC).isoformat()} {pledge.pk}"
    return base64.urlsafe_b64encode(place.encode()).rstrip(b"=").decode()


def _position(mark: str) -> tuple[datetime, int]:
    """Raises Http404: the mark was not made by us."""
    try:
        text = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
        moment, _space, pk = text.partition(" ")
        listed_at, place = datetime.fromisoformat(moment), int(pk)
        if listed_at.tzinfo is None or not 0 <= place < 2**63:
            raise Http404
        return listed_at.astimezone(UTC), place
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise Http404 from error
