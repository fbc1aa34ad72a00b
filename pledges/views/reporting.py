"""Report an entry, without an account."""

from datetime import timedelta
from math import ceil

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pledges import limits, services
from pledges.forms import ReportForm
from pledges.origin import same_origin_post
from pledges.views.verifying import certificate_of


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: str) -> HttpResponse:
    certificate = certificate_of(number)
    if certificate is None:
        raise Http404
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm()
    context = {
        "certificate": {"number_pretty": certificate.pretty_number},
        "certificate_url": reverse("pledges:certificate", args=[certificate.pretty_number]),
        "form": form,
        **_answer_time(services.median_answer()),
    }
    status = 200
    if request.method == "POST":
        origin = limits.origin_of(request)
        if not limits.allowed(f"report.{origin.network}", limit=20, seconds=600):
            return render(request, "429.html", status=429)
        if form.is_valid():
            made = services.report_entry(certificate=certificate, network=origin.voice, **form.cleaned_data)
            return render(request, "pledges/report_done.html", context | {"will_hold": made.hold_at is not None})
        status = 422
    return render(request, "pledges/report.html", context, status=status)


def _answer_time(known: services.AnswerTime | None) -> dict[str, str | bool]:
    if known is None:
        return {"answered_within": "", "has_waiting": False}
    return {"answered_within": _in_words(known.half_within), "has_waiting": known.has_waiting}


def _in_words(time: timedelta) -> str:
    """Say a time as people do: in minutes under two hours, in hours under two days."""
    minutes = max(1, ceil(time / timedelta(minutes=1)))
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = ceil(minutes / 60)
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = ceil(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
