"""Headers and languages of every answer."""

import logging
import secrets
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.urls import get_resolver
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDictKeyError

Respond = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)

ADMIN_POLICY = (
    # Wagtail's admin needs inline styles and scripts of its own; nothing from elsewhere, and no frames but ours.
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


# What a stranger can send at any time: Django answers, and nothing has failed.
ANSWERS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)


class IncidentMiddleware:
    """Give each request a number that the 500 page shows and the application log has too."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.incident = secrets.token_hex(4).upper()  # type: ignore[attr-defined]
        # Pages are UTF-8, and so are their forms; other charsets name codecs that a stranger should not choose.
        if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
            return HttpResponse(
                "Only UTF-8 is understood here.\n", status=400, content_type="text/plain; charset=utf-8"
            )
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ANSWERS):
            return None
        if isinstance(exception, MultiValueDictKeyError):  # a form of the CMS came without a field that it always has
            refuse = cast("Callable[..., HttpResponse]", get_resolver().resolve_error_handler(400))
            return refuse(request, exception)
        logger.error("request.failed", extra={"incident": request.incident}, exc_info=exception)  # type: ignore[attr-defined]
        return None


class SecurityHeadersMiddleware:
    """Add what Django has no setting for: Permissions-Policy, CORP, and the admin's own content policy."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/cms/"):
            response.headers["Content-Security-Policy"] = ADMIN_POLICY
        return response


class CompressionMiddleware(GZipMiddleware):
    """gzip for what is text; pictures, fonts and PDF are compressed already.

    Django adds random bytes to the header, so that the size tells nothing of a secret in the page (BREACH).
    """

    TEXT = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(self.TEXT):
            return response
        return super().process_response(request, response)


class LanguageMiddleware(LocaleMiddleware):
    """Django's negotiation, without `Vary` on what has one language: a cache keeps one copy of each.

    That is what names it in its address, or whose view said which it is (`Content-Language`).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.resolver_match is not None:
            return response  # a view of ours said so: the address is right, and another language has no other answer
        had, is_settled = response.headers.get("Vary"), "Content-Language" in response.headers
        answer = super().process_response(request, response)
        code = request.path_info.lstrip("/").partition("/")[0]
        if is_settled or code in dict(settings.LANGUAGES):
            response.headers.pop("Vary", None)
            if had:
                patch_vary_headers(response, [part.strip() for part in had.split(",")])
        return answer
