"""Pieces of ours that pages of the apps above show."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.caching import kept
from pledges.enums import Evidence
from pledges.facts import authoritative_names
from pledges.forms import SignForm
from pledges.models import Campaign
from pledges.names import isolated
from pledges.views.rolls import latest_rows
from pledges.views.signing import sign_context
from transparency import tallies

register = template.Library()
register.filter("isolated", isolated)
register.filter("authoritative_names", authoritative_names)


@register.filter
def apart(text: str) -> SafeString:
    """Return a text whose direction is its own, whatever stands around it: `isolated`, for HTML."""
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag(takes_context=True)
def sign_form(context: Context, campaign: Campaign) -> str:
    """The form that signs: the same for everybody, so it is made once for each wording and language."""
    text = context.get("text")

    def make() -> SafeString:
        around = sign_context(campaign, SignForm(), text) | {"privacy_url": context.get("privacy_url", "")}
        return render_to_string("pledges/_sign_form.html", around)

    return kept(f"sign_form.{campaign.pk}.{get_language()}.{text.sha256 if text else ''}", make)


@register.inclusion_tag("pledges/_closed.html")
def takes_no_signatures(campaign: Campaign) -> dict[str, Any]:
    """What stands in the place of the form while nobody can sign, and since or until when."""
    now = timezone.now()
    return {
        "opens_at": campaign.opens_at if campaign.opens_at and campaign.opens_at > now else None,
        "closed_at": campaign.closes_at if campaign.closes_at and campaign.closes_at <= now else None,
    }


@register.inclusion_tag("pledges/_tally.html")
def tally(campaign: Campaign) -> dict[str, Any]:
    """The count of a campaign with the time of counting, its split by evidence, and its goal."""
    signed = tallies.signed(campaign.slug)
    percent = min(100, signed.count * 100 // campaign.goal) if campaign.goal else 0
    return {
        "campaign": campaign,
        "tally": {
            "count": signed.count,
            "as_of": signed.as_of,
            "tiers": Evidence.counted(signed.by_tier),
            "countries": signed.countries,
            "goal": campaign.goal,
            "percent": percent,
            "goal_reached": bool(campaign.goal) and signed.count >= (campaign.goal or 0),
        },
    }


@register.inclusion_tag("pledges/_latest.html")
def latest_lights(campaign: Campaign, count: int = 6) -> dict[str, Any]:
    """The newest listed names of a campaign."""
    return {
        "campaign": campaign,
        "latest": latest_rows(campaign, count),
        "hold_hours": settings.LISTING_HOLD_HOURS,
        "roll_url": reverse("pledges:roll", args=[campaign.slug]),
    }
