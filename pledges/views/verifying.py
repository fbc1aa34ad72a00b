"""What a number says today."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from content.caching import share, share_truth
from content.reading import read_only
from countries.names import name_of
from pledges import facts, limits
from pledges.certificates import numbers
from pledges.enums import Evidence, PledgeState, RevocationReason
from pledges.forms import NumberForm
from pledges.models import Certificate
from users.networks import network_of


class Verdict(models.TextChoices):
    """What a verifier reads; the values are contract (`data-verdict`)."""

    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVOKED = "revoked", _("Revoked")
    DAMAGED = "damaged", _("Damaged")
    FOREIGN = "foreign", _("Not ours")
    UNKNOWN = "unknown", _("Unknown")


VERDICTS = {
    PledgeState.CONFIRMED: Verdict.VALID,
    PledgeState.WITHDRAWN: Verdict.WITHDRAWN,
    PledgeState.REVOKED: Verdict.REVOKED,
}


def verdict_of(certificate: Certificate) -> Verdict:
    return VERDICTS[PledgeState(certificate.pledge.state)]


def verdict_words(verdict: Verdict, certificate: Certificate | None = None) -> dict[str, str]:
    """Return a verdict as `pledges/_verdict.html` shows it: state, title and one sentence; each suffices alone."""
    title, message = "", ""
    pledge = certificate.pledge if certificate else None
    if verdict == Verdict.VALID and pledge is not None:
        title = gettext("This certificate is valid")
        message = gettext("%(evidence)s on %(date)s. The pledge stands today.") % {
            "evidence": Evidence(pledge.evidence).label,
            "date": facts.long_date(pledge.confirmed_at, get_language() or "en") if pledge.confirmed_at else "",
        }
    elif verdict == Verdict.WITHDRAWN and pledge is not None:
        title = gettext("This pledge was withdrawn")
        message = gettext("Its signatory took it back on %(date)s. It no longer counts, and the name is not shown.") % {
            "date": facts.long_date(pledge.ended_at, get_language() or "en") if pledge.ended_at else "",
        }
    elif verdict == Verdict.REVOKED and pledge is not None:
        title = gettext("This certificate was revoked")
        message = gettext("The secretariat took it back on %(date)s. Reason: %(reason)s.") % {
            "date": facts.long_date(pledge.ended_at, get_language() or "en") if pledge.ended_at else "",
            "reason": RevocationReason(pledge.revocation_reason).label,
        }
    else:
        title = gettext("We know no certificate with this number")
        message = gettext("Check the letters: 0 and O, or 1, I and L are easily mistaken.")
    return {"state": str(verdict), "title": title, "message": message}


def certificate_of(number: str) -> Certificate | None:
    """Return the certificate with a number, however it is written; None where there is none."""
    try:
        letters = numbers.normalise(number)
    except (numbers.NumberMalformed, numbers.NumberMistyped):
        return None
    rows = Certificate.objects.select_related("pledge__text__version", "pledge__campaign", "pledge__country")
    return rows.filter(number=letters).first()


def suggestion_for(request: HttpRequest, text: str) -> str:
    """Return the number that was probably meant, where exactly one exists; empty else.

    Each mistyped number is compared with a few real ones, so a limit per network keeps this from being a way to walk.
    """
    if not limits.allowed(f"suggest.{network_of(request)}", limit=30, seconds=600):
        return ""
    candidates = numbers.suggestions(text)
    found = list(Certificate.objects.filter(number__in=candidates).values_list("number", flat=True)[:2])
    return numbers.pretty(found[0]) if len(found) == 1 else ""


@read_only
def verify(request: HttpRequest) -> HttpResponse:
    """Type a number, read what is true of it."""
    if "number" not in request.GET:
        return share(request, render(request, "pledges/verify.html", {"form": NumberForm()}))
    form = NumberForm(request.GET)
    certificate = certificate_of(form.cleaned_data["number"]) if form.is_valid() else None
    if certificate is None:
        return render(request, "pledges/verify.html", unknown_context(request, form))
    pledge, verdict = certificate.pledge, verdict_of(certificate)
    context = {
        "form": form,
        "verdict": verdict_words(verdict, certificate),
        "number": certificate.pretty_number,
        "display_name": facts.shown_name(pledge) if verdict == Verdict.VALID else "",
        "country_name": name_of(pledge.country_id),
        "certificate_url": reverse("pledges:certificate", args=[certificate.pretty_number]),
        "light_url": f"/c/{certificate.pretty_number}/light.svg",
    }
    response = render(request, "pledges/verify.html", context)
    # of endless spellings two are kept: as it is printed, and without its dashes
    is_plain = request.GET["number"] in {certificate.pretty_number, certificate.number}
    share_truth(request, response, parameters=["number"] if is_plain else [])
    return response


def unknown_context(request: HttpRequest, form: NumberForm) -> dict[str, Any]:
    """Return what the page says of a number that we do not know."""
    typed = form.data.get("number", "")
    if form.is_valid():
        form.add_error("number", str(_("We know no certificate with this number. Check the letters.")))
    suggestion = suggestion_for(request, typed) if typed.strip() else ""
    return {
        "form": form,
        "verdict": verdict_words(Verdict.UNKNOWN) if typed.strip() else None,
        "suggestions": (
            [{"number": suggestion, "url": reverse("pledges:certificate", args=[suggestion])}] if suggestion else []
        ),
    }


def unknown(request: HttpRequest, number: str) -> HttpResponse:
    """Answer an address that holds a number we do not know."""
    return render(request, "pledges/verify.html", unknown_context(request, NumberForm({"number": number})), status=404)
