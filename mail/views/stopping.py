"""Stop one kind of mail: a mail programme's single POST (RFC 8058), or a person's press of a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mail import letters, stopping
from mail.errors import StopUnknown


@csrf_exempt  # the token is the authority: mail programmes post from elsewhere, without a cookie and without an Origin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD show and change nothing: scanners of mail follow links. Any POST stops but the one that resumes."""
    try:
        wish = stopping.read(token)
    except StopUnknown as error:
        return _secretive(render(request, "mail/stop_unknown.html", {"message": error.message}, status=404))
    if request.method == "POST":
        if request.POST.get("act") == "resume":
            stopping.resume(wish)
        else:
            stopping.stop(wish, source="page" if "act" in request.POST else "one-click")
    page = {"topic_name": letters.topic_name(wish.topic), "is_stopped": stopping.is_stopped(wish)}
    return _secretive(render(request, "mail/stop.html", page))


def _secretive(response: HttpResponse) -> HttpResponse:
    """Keep a page whose address holds a secret out of search engines and referrers."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
