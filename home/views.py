"""Error pages, the map, and the addresses that machines ask: alive, ready, robots, security contact."""

import sys
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.views.decorators.cache import never_cache
from psycopg.errors import ReadOnlySqlTransaction

from content.reading import read_only
from home import readiness

RETRY_AFTER_SECONDS = 60
KEPT_FIELDS, KEPT_LETTERS = 40, 5_000  # more than any form of ours has
SECURITY_CONTACT_DAYS = 180  # RFC 9116 wants less than a year


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what made no sense. Nothing of the request is used: its host may be the very thing that is wrong."""
    return HttpResponse(loader.render_to_string("422.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with the incident's number, which the application log has too. The page needs no database."""
    if _is_of_the_database(sys.exc_info()[1]):
        return unavailable(request)
    return HttpResponse(loader.render_to_string("500.html", {"incident": getattr(request, "incident", "")}), status=500)


def _is_of_the_database(error: BaseException | None) -> bool:
    """Whether the database is away, full or only to be read: nothing is wrong with the request, later it will do."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError, ReadOnlySqlTransaction)):
            return True
        error = error.__cause__ or error.__context__  # Django wraps the driver's errors, and templates ours
    return False


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database is down: a page that needs none, and keeps what was typed into a public form."""
    context = {
        "incident": getattr(request, "incident", ""),
        "kept": _kept(request),
        "action": request.get_full_path(),
    }
    response = HttpResponse(loader.render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept(request: HttpRequest) -> list[dict[str, str]]:
    """Return name and value of what was typed into a form of `pledges`, to be sent again; never those of a log-in."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.namespace != "pledges":
        return []
    fields = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return [{"name": name, "value": value[:KEPT_LETTERS]} for name, value in fields[:KEPT_FIELDS]]


@never_cache
@read_only
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers. It asks nothing of the database, so that a slow one restarts nobody."""
    return JsonResponse({"alive": True})


@never_cache
@read_only
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether this process can serve: each part by name, and 503 when one is not ready."""
    parts = readiness.parts()
    return JsonResponse({"ready": all(parts.values()), "parts": parts}, status=200 if all(parts.values()) else 503)


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /cms/", "Disallow: /accounts/", "Disallow: /documents/", "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@read_only
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness. Source: RFC 9116."""
    expires = (timezone.now() + timedelta(days=SECURITY_CONTACT_DAYS)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires.isoformat()}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
