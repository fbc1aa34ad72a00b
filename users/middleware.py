"""The second factor that the CMS asks for."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _


class SecondFactorMiddleware:
    """Guard `/cms/`: accounts without access get 403, staff need a second factor, and need to have shown it.

    Without the 403, Wagtail would send the account to the log-in, and the log-in back to Wagtail, for ever. That the
    account *has* a second factor proves nothing of this session: it may have begun with a password alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/cms/") or not request.user.is_authenticated:
            return self.get_response(request)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return render(request, "403.html", status=403)
        if not settings.SECOND_FACTOR_REQUIRED or _was_shown(request):
            return self.get_response(request)
        if not is_mfa_enabled(request.user):
            messages.warning(request, _("Set up a second factor first: a passkey or an authenticator app."))
            return redirect("mfa_index")
        aim = request.get_full_path() if request.method == "GET" else settings.LOGIN_REDIRECT_URL
        return redirect(f"{_where_to_show(request)}?{urlencode({'next': aim})}")


def _was_shown(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor: a code, a key, or a passkey in place of both."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def _where_to_show(request: HttpRequest) -> str:
    """Return the page for the code if the account has an authenticator app, else the one for its key."""
    pages = {method["id"]: method["url"] for method in get_adapter().get_reauthentication_methods(request.user)}
    code, key = pages.get("mfa_reauthenticate"), pages.get("mfa_reauthenticate:webauthn")
    has_app = is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP])
    return str(code if has_app or not key else key)
