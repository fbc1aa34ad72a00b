"""Sign, and wait for the mail."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from content.caching import kept, share
from content.reading import read_only
from pledges import errors, limits, proofs, services, tokens, waiting
from pledges.facts import shown_name
from pledges.forms import CodeForm, SignForm
from pledges.models import Campaign, CommitmentText, Pledge
from pledges.origin import same_origin_post
from pledges.views.answers import campaign_url, gone, secretive

TRAP = "homepage"  # a field that nobody sees: who fills it in is a program, or is helped by one

AGAIN = "again"  # of the page after the message was asked for again: what became of it takes the focus


@read_only
def challenge(request: HttpRequest) -> HttpResponse:
    """A fresh proof-of-work challenge, as the widget takes it."""
    response = JsonResponse(proofs.new_challenge(limits.origin_of(request)))
    response["Cache-Control"] = "no-store"
    return response


def sign_context(campaign: Campaign, form: SignForm, text: CommitmentText | None = None) -> dict[str, Any]:
    """Return what `pledges/_sign_form.html` needs.

    Args:
        text: what is signed now, where the page around the form has read it already.
    """
    text = text or campaign.commitment.current_text(get_language() or "en")
    return {
        "campaign": campaign,
        "form": form,
        "text": text,
        "is_open": text is not None and campaign.is_open(timezone.now()),
        "action_url": reverse("pledges:sign", args=[campaign.slug]),
        "challenge_url": reverse("challenge"),
        "captcha_name": "altcha",
        "campaign_url": campaign_url(campaign),
    }


def signable(slug: str, language: str) -> tuple[Campaign, CommitmentText | None]:
    """Return a campaign and what is signed in it now, as they were when something public was last changed.

    Raises:
        Http404: there is no such campaign.
    """

    def make() -> tuple[Campaign, CommitmentText | None]:
        campaign = get_object_or_404(Campaign.objects.select_related("commitment"), slug=slug)
        return campaign, campaign.commitment.current_text(language)

    return kept(f"signable.{language}.{slug}", make)


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    language = get_language() or "en"
    campaign, text = signable(slug, language)
    if request.method != "POST":
        page = render(request, "pledges/sign.html", sign_context(campaign, SignForm()))
        return share(request, page, until=campaign.changes_at(timezone.now()))
    form = SignForm(request.POST)
    status, template = 422, "pledges/sign.html"
    try:
        proof = proofs.checked(request.POST.get("altcha", ""))
        if form.is_valid():
            origin = limits.origin_of(request)
            wait = timedelta() if proof is not None else limits.slow_lane_wait(origin)
            if wait is None:
                raise errors.TooManySignatures
            if limits.is_far_above_a_campus(origin):
                raise errors.TooManySignatures
            _pledge, handle = services.sign_pledge(
                campaign=campaign,
                text=text,
                language=language,
                facts=_facts(form),
                proof=proof,
                wait=wait,
                seen=request.POST.get("text", ""),
                network=origin.network,
                is_trapped=bool(request.POST.get(TRAP)),
            )
            sent_url = reverse("pledges:sent", args=[slug])
            return HttpResponseRedirect(f"{sent_url}?{urlencode({'k': handle})}", status=303)
    except errors.PledgeError as error:
        form.add_error(error.field, str(error.message))
        status = error.status
        template = "pledges/too_many.html" if status == 429 else template
    return render(request, template, sign_context(campaign, form), status=status)


def _facts(form: SignForm) -> services.SignedFacts:
    asked = [fact.name for fact in fields(services.SignedFacts) if fact.name in SignForm.base_fields]
    typed = {name: form.cleaned_data[name] for name in asked if name in form.fields}
    return services.SignedFacts(**typed, consents=form.consents())


def _waiting_context(campaign: Campaign, handle: str, form: CodeForm) -> dict[str, Any]:
    """Return what `pledges/sent.html` shows: the same for an address that has signed and for one that has not."""
    pledge = Pledge.objects.filter(handle_digest=tokens.digest(handle)).first() if handle else None
    query = urlencode({"k": handle})
    tries_left = max(0, settings.CODE_TRIES - pledge.code_tries) if pledge and pledge.code_tries else None
    # Who has the handle knows what was typed, not whose address it is: they are led to what says no more than that.
    is_shown = pledge is not None and pledge.is_confirmed and shown_name(pledge) == pledge.full_name
    return {
        "campaign": campaign,
        "campaign_url": campaign_url(campaign),
        "form": form,
        "email_hint": pledge.address if pledge else "",
        "link_days": settings.CONFIRMATION_LIFETIME.days,
        "tries_left": tries_left,
        "is_code_dead": tries_left == 0,
        "fate": waiting.fate_of(pledge, at=timezone.now()) if pledge else None,
        "certificate_url": _certificate_url(pledge) if pledge and is_shown else "",
        "fate_url": f"{reverse('pledges:fate', args=[campaign.slug])}?{query}",
        "code_url": f"{reverse('pledges:sent', args=[campaign.slug])}?{query}",
        "resend_url": f"{reverse('pledges:resend', args=[campaign.slug])}?{query}",
    }


@secretive
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign, slug=slug)
    handle = request.GET.get("k", "")
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    answer: dict[str, Any] = {"is_asked_again": AGAIN in request.GET}
    status = 200
    if request.method == "POST":
        status, origin = 422, limits.origin_of(request)
        try:
            if form.is_valid():
                if not limits.may_type_codes(origin):
                    raise errors.CodesExhaustedHere
                pledge = services.confirm_by_code(handle=handle, code=form.cleaned_data["code"])
                return HttpResponseRedirect(_certificate_url(pledge), status=303)
        except errors.CodeWrong as error:
            limits.count_wrong_code(origin)
            form.add_error(error.field, str(error.message))
            status = error.status
        except errors.CodeExhausted as error:
            answer, status = {"notice": error.message, "is_code_dead": True}, error.status
        except errors.PledgeError as error:
            return gone(request, error, campaign_url=campaign_url(campaign))
    return render(request, "pledges/sent.html", _waiting_context(campaign, handle, form) | answer, status=status)


def _certificate_url(pledge: Pledge) -> str:
    return reverse("pledges:certificate", args=[pledge.certificate.pretty_number])


@secretive
@read_only
def fate(request: HttpRequest, slug: str) -> HttpResponse:
    """How the message fares, alone: what the open page fetches from time to time."""
    campaign = get_object_or_404(Campaign, slug=slug)
    return render(request, "pledges/_fate.html", _waiting_context(campaign, request.GET.get("k", ""), CodeForm()))


@secretive
@same_origin_post
@require_POST
def resend(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign, slug=slug)
    handle = request.GET.get("k", "")
    context = _waiting_context(campaign, handle, CodeForm())
    try:
        services.resend_confirmation(handle=handle)
    except (errors.ConfirmationUnknown, errors.ConfirmationExpired) as error:
        return gone(request, error, campaign_url=campaign_url(campaign))
    except errors.PledgeError as error:
        return render(request, "pledges/sent.html", context | {"notice": error.message}, status=error.status)
    return HttpResponseRedirect(f"{context['code_url']}&{AGAIN}=1", status=303)
