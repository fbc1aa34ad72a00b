"""The second factor that the CMS asks for."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class SecondFactorMiddleware:
    """Send staff without a passkey or authenticator app to set one up before they enter `/cms/`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        guarded = settings.SECOND_FACTOR_REQUIRED and request.path.startswith("/cms/")
        if guarded and request.user.is_authenticated and not is_mfa_enabled(request.user):
            messages.warning(request, _("Set up a second factor first: a passkey or an authenticator app."))
            return redirect("mfa_index")
        return self.get_response(request)
