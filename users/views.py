"""The one way in: whatever offers a log-in of its own leads to the one with rate limits and a second factor."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache


@never_cache
def to_log_in(request: HttpRequest) -> HttpResponse:
    """Lead to the log-in, and remember where the visitor was going if that is here."""
    address = reverse("account_login")
    aim = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(aim, allowed_hosts=None):
        address += "?" + urlencode({"next": aim})
    return redirect(address)
