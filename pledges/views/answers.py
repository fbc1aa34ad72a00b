"""What several pages answer alike."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pledges import errors
from pledges.models import Campaign

P = ParamSpec("P")


def secretive(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Keep a page whose address holds a secret out of caches, search engines and referrers."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def campaign_url(campaign: Campaign) -> str:
    """Return the address of a campaign's page in the active language. It is contract, so no page is looked up."""
    return f"/{get_language() or settings.LANGUAGE_CODE}/campaigns/{campaign.slug}/"


def gone(request: HttpRequest, error: errors.PledgeError, **context: Any) -> HttpResponse:
    """Show why a link does nothing, and the way on."""
    titles = {
        errors.ConfirmationUnknown: _("We do not know this link"),
        errors.ConfirmationExpired: _("This link has expired"),
        errors.PledgeEnded: _("This pledge has ended"),
        errors.AlreadyPledged: _("You have already signed"),
    }
    page = {"title": titles.get(type(error), _("This cannot be done")), "message": error.message} | context
    return render(request, "pledges/token_gone.html", page, status=error.status)
