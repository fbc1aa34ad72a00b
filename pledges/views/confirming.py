"""Press the button, or say that it was not you."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from countries.names import name_of
from pledges import errors, facts, services, tokens
from pledges.enums import PledgeState
from pledges.models import Pledge
from pledges.origin import same_origin_post
from pledges.views.answers import campaign_url, gone, secretive


def _pledge_of(token: str) -> Pledge:
    """Raises ConfirmationUnknown: no pledge carries this token."""
    rows = Pledge.objects.select_related("text__version", "campaign", "country", "signatory")
    pledge = rows.filter(token_digest=tokens.digest(token)).first()
    if pledge is None:
        raise errors.ConfirmationUnknown
    return pledge


def _first_pledge(pledge: Pledge) -> Pledge | None:
    """Return the pledge by which this person holds the commitment already."""
    rows = Pledge.objects.holding().filter(commitment=pledge.commitment_id, signatory=pledge.signatory_id)
    return rows.select_related("certificate").first()


def _certificate_url(pledge: Pledge | None) -> str:
    return reverse("pledges:certificate", args=[pledge.certificate.pretty_number]) if pledge else ""


def _refused(request: HttpRequest, token: str, error: errors.PledgeError) -> HttpResponse:
    """Show why a link does nothing; where the person holds the commitment already, the way to that certificate."""
    try:
        pledge = _pledge_of(token)
    except errors.ConfirmationUnknown as unknown:
        return gone(request, unknown)
    first = _first_pledge(pledge)
    if first is not None and first.state == PledgeState.REVOKED:  # nothing to open, nothing to sign
        return gone(request, errors.PledgeEnded(), message=facts.revocation_sentence(first))
    return gone(request, error, campaign_url=campaign_url(pledge.campaign), certificate_url=_certificate_url(first))


@secretive
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD show and change nothing: scanners of mail follow links and run scripts. Only the button confirms."""
    try:
        if request.method == "POST":
            return HttpResponseRedirect(_certificate_url(services.confirm_pledge(token=token)), status=303)
        pledge = _pledge_of(token)
        if pledge.is_pending and pledge.expires_at <= timezone.now():
            raise errors.ConfirmationExpired
        if pledge.is_pending and _first_pledge(pledge) is not None:
            raise errors.AlreadyPledged
        if not pledge.is_pending and not pledge.is_confirmed:
            raise errors.PledgeEnded
    except errors.PledgeError as error:
        return _refused(request, token, error)
    context = {
        "pledge": pledge,
        "country_name": name_of(pledge.country_id),
        "campaign": pledge.campaign,
        "text": pledge.text,
        "not_me_url": reverse("pledges:not_me", args=[token]),
        "certificate_url": _certificate_url(pledge) if pledge.is_confirmed else "",
    }
    return render(request, "pledges/confirm.html", context)


@secretive
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Remove what waits, or take back what was confirmed: whoever reads the mails of an address may do both."""
    try:
        pledge = _pledge_of(token)
        act: Callable[..., object]
        if pledge.is_pending:
            act, template = services.disown_pledge, "pledges/not_me"
        elif pledge.is_confirmed or pledge.state == PledgeState.WITHDRAWN:
            act, template = services.withdraw_as_owner, "pledges/take_back"
        else:
            raise errors.PledgeEnded
        if request.method == "POST":
            act(token=token)
            return render(request, f"{template}_done.html", {"campaign": pledge.campaign})
    except errors.PledgeError as error:
        return gone(request, error)
    context = {"pledge": pledge, "campaign": pledge.campaign, "certificate_url": _certificate_url_if_any(pledge)}
    return render(request, f"{template}.html", context)


def _certificate_url_if_any(pledge: Pledge) -> str:
    return "" if pledge.is_pending else _certificate_url(pledge)
