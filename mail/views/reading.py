"""The mails of a development site, readable in the browser. Mounted in development only."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from mail import folder

# The mail's own styles, and nothing else of it: no script, no form, no request to anywhere; a pressed link may lead on.
BODY_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
)


@require_safe
@never_cache
def dev_list(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "").strip()
    return render(request, "mail/dev_list.html", {"messages": folder.newest(to=to), "to": to})


@require_safe
@never_cache
def dev_message(request: HttpRequest, identity: str) -> HttpResponse:
    return render(request, "mail/dev_message.html", {"message": _kept(identity)})


@require_safe
@never_cache
@xframe_options_sameorigin
def dev_body(request: HttpRequest, identity: str) -> HttpResponse:
    """The HTML body alone, for the frame on the message's page; its links open in place of that page."""
    body = _kept(identity).html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(body, headers={"Content-Security-Policy": BODY_POLICY})


@require_safe
@never_cache
def dev_raw(request: HttpRequest, identity: str) -> HttpResponse:
    return HttpResponse(_kept(identity).raw, content_type="message/rfc822")


def _kept(identity: str) -> folder.Kept:
    kept = folder.find(identity)
    if kept is None:
        raise Http404
    return kept
