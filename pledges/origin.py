"""Anonymous forms carry no one's authority, so no cookie guards them: the browser says where a post came from."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")

MAX_BODY_BYTES = 64 * 1024  # the sign form full to the brim, percent-encoded, is half of it


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a browser says that the post came from a page of ours.

    A program that sends neither header has no ambient authority to abuse. `Origin: null` comes from pages that send
    no referrer (those with a token in their address), where the token itself is the authority.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        return True
    try:
        return urlsplit(origin).netloc in {request.get_host(), urlsplit(settings.BASE_URL).netloc}
    except ValueError:  # no browser writes such a thing
        return False


def same_origin_post(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Refuse posts from other sites (403) and oversized ones (413) in place of the CSRF cookie."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST":
            if not is_same_origin(request):
                return render(request, "403.html", status=403)
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY_BYTES:
                return render(request, "422.html", status=413)
        return view(request, *args, **kwargs)

    return guarded
