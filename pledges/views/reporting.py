"""Report an entry, without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
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
    }
    status = 200
    if request.method == "POST":
        if not limits.allowed(f"report.{limits.network_of(request)}", limit=20, seconds=600):
            return render(request, "429.html", status=429)
        if form.is_valid():
            services.report_entry(certificate=certificate, **form.cleaned_data)
            return render(request, "pledges/report_done.html", context)
        status = 422
    return render(request, "pledges/report.html", context, status=status)
