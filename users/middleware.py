"""The second factor that the CMS asks for."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _


class SecondFactorMiddleware:
    """Guard `/cms/`: accounts without access get 403, staff without a second factor are sent to set one up.

    Without the 403, Wagtail would send the account to the log-in, and the log-in back to Wagtail, for ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/cms/") or not request.user.is_authenticated:
            return self.get_response(request)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return render(request, "403.html", status=403)
        if settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(request.user):
            messages.warning(request, _("Set up a second factor first: a passkey or an authenticator app."))
            return redirect("mfa_index")
        return self.get_response(request)
