"""Whole answers to strangers, kept and shown again without any other part of the site: no query, no template.

What may be kept says the view (`content.caching.share`, `share_truth`); what was asked for with a session, a message, a
key or an unknown parameter never is, nor what sets a cookie or depends on one. Whoever finds a kept answer too old makes
it anew while the others are shown the old one; while the site cannot make any (no database), all are shown it. One that
was kept before something was forgotten (`content.caching.forget`) is shown to nobody.
"""

import gzip
import re
import time
import zlib
from collections.abc import Callable
from functools import cache as once
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from content.caching import Keeping, digest, marks_and

COUNT_PAUSE_SECONDS = 3.0  # an answer that shows a count is made anew no sooner, however fast people sign
STALE_SECONDS = 30.0  # too old by less than this, it is shown while somebody else makes it anew
MAKING_SECONDS = 10  # who has not made it anew by then has died
FAILING_SECONDS = 5  # could not be made: the next one tries after this
MAKING, FAILING = "making", "failing"
LONGEST_BYTES = 256 * 1024  # compressed
LONGEST_QUERY = 200
MESSAGES_COOKIE = "messages"  # django.contrib.messages: something said to one person
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# What networks append to the addresses they show. No view reads these, and none is told of them: such a visitor gets what
# is kept without them, and what is made for one serves all.
TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|igsh|mc_[ce]id|_hs\w+|li_fat_id|yclid)(?:=|$)"
)
# Pictures whose few words stand in the site's own language: the same for every reader, though no language is named.
WITHOUT_LANGUAGE = re.compile(r"/map/[-\w]+\.svg", re.ASCII)
# gzip is among the encodings, with a weight that is not nought (RFC 9110, 12.5.3)
TAKES_GZIP = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?=,|$)", re.IGNORECASE)

Respond = Callable[[HttpRequest], HttpResponse]


class Address(NamedTuple):
    """Where an answer is kept."""

    key: str
    parameters: list[str]  # names, in the order in which they stand in the address
    query: str  # without the marks of networks


class Kept(NamedTuple):
    """An answer as it is kept. It is never changed, only replaced."""

    generation: str
    counts: str  # the mark of counts, where it shows one
    made_at: float  # seconds since 1970
    fresh_until: float
    headers: dict[str, str]
    length: int  # bytes before compression
    packed: bytes  # gzip

    def is_fresh(self, counts: str, now: float) -> bool:
        if not self.made_at <= now < self.fresh_until:  # the clock may have been set back
            return False
        return not self.counts or self.counts == counts or now < self.made_at + COUNT_PAUSE_SECONDS


class KeptAnswersMiddleware:
    """Stands above all others: what it shows has passed them once, with all their headers."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = address_of(request)
        if address is None:
            return self.get_response(request)
        generation, counts, found = marks_and(address.key)  # the marks are read before anything is loaded
        kept = Kept(*found) if found is not None and found[0] == generation else None
        now = time.time()
        if kept is not None and kept.is_fresh(counts, now):
            return shown(request, kept)
        request.META["QUERY_STRING"] = address.query  # what is made now has no marks in its links
        if request.method != "GET":
            return self._head(request, kept)
        making = f"{address.key}.making"
        if kept is not None and not cache.add(making, MAKING, MAKING_SECONDS):
            is_stale = not kept.made_at <= now < kept.fresh_until + STALE_SECONDS
            if not is_stale or cache.get(making) == FAILING:
                return shown(request, kept)
        response = self._whole(request)
        if response.status_code >= 500 and kept is not None:
            cache.set(making, FAILING, FAILING_SECONDS)
            return shown(request, kept)
        keeping: Keeping | None = getattr(response, "keeping", None)
        if keeping is not None and may_be_kept(response, keeping, address):
            fresh = _as_kept(response, keeping, generation, counts or "none", now)
            if len(fresh.packed) <= LONGEST_BYTES:
                cache.set(address.key, tuple(fresh), _stored_seconds(keeping, address))
        if kept is not None:
            cache.delete(making)
        return _conditional(request, response)

    def _head(self, request: HttpRequest, kept: Kept | None) -> HttpResponse:
        """Return what has no content and is kept for nobody; while none can be made, what GET would be shown."""
        response = self.get_response(request)
        return shown(request, kept) if response.status_code >= 500 and kept is not None else response

    def _whole(self, request: HttpRequest) -> HttpResponse:
        """Return the whole answer, also to who has it already: the next one has not."""
        asked = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        response = self.get_response(request)
        request.META.update(asked)
        return response


def address_of(request: HttpRequest) -> Address | None:
    """Return where an answer to this request may be kept; none where it could be one person's."""
    if request.method not in {"GET", "HEAD"} or getattr(request, "is_dummy", False):  # Wagtail's request of a preview
        return None
    meta = request.META
    if not _is_the_same_for_all(request.path_info) or "HTTP_AUTHORIZATION" in meta:
        return None
    if "HTTP_COOKIE" in meta and not request.COOKIES.keys().isdisjoint({settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE}):
        return None
    query = meta.get("QUERY_STRING", "")
    parts = [part for part in query.split("&") if not TRACKING.match(part)] if query else []
    names = [part.partition("=")[0] for part in parts]
    if len(query) > LONGEST_QUERY and names:
        return None
    try:
        host = request.get_host().lower()
        if urlsplit(f"//{host}").port != urlsplit(settings.BASE_URL).port:  # any is allowed, and one of them is ours
            return None
    except (DisallowedHost, ValueError):
        return None
    read = "&".join(parts)
    where = "\n".join((_release(), request.scheme or "", host, request.path_info, read))
    return Address(f"content.answer.{digest(where)}", names, read)


def _is_the_same_for_all(path: str) -> bool:
    """Whether a path says all of what is shown; other addresses depend on the browser's language, or are for staff."""
    return path[1:].partition("/")[0] in dict(settings.LANGUAGES) or WITHOUT_LANGUAGE.fullmatch(path) is not None


def may_be_kept(response: HttpResponse, keeping: Keeping, address: Address) -> bool:
    """Whether an answer is the same for every stranger who asks for this address."""
    if response.status_code != 200 or response.streaming or response.cookies or keeping.seconds <= 0:
        return False
    names = address.parameters
    if not keeping.parameters.issuperset(names) or len(set(names)) < len(names):
        return False
    if "%" in address.query or "+" in address.query:  # one page could be written in endless ways, each kept
        return False
    policy, varies = _listed(response, "Cache-Control"), _listed(response, "Vary")
    return (
        "public" in policy
        and policy.isdisjoint({"private", "no-store", "no-cache"})
        and varies <= {"accept-encoding"}
        and "set-cookie" not in response.headers
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
    )


def _listed(response: HttpResponse, name: str) -> set[str]:
    return {part.strip().lower() for part in response.headers.get(name, "").split(",") if part.strip()}


def _as_kept(response: HttpResponse, keeping: Keeping, generation: str, counts: str, now: float) -> Kept:
    headers = {
        name: value for name, value in response.headers.items() if name not in {"Content-Encoding", "Content-Length"}
    }
    etag = headers.get("ETag") or f'"{digest(str(now))}"'
    headers |= {"ETag": etag if etag.startswith("W/") else f"W/{etag}", "Vary": "Accept-Encoding"}
    # Django's random bytes against BREACH are made once: these pages hold no secret that their size could tell.
    is_packed = response.headers.get("Content-Encoding") == "gzip"
    packed = response.content if is_packed else gzip.compress(response.content, mtime=0)
    length = len(_unpacked(packed)) if is_packed else len(response.content)
    return Kept(generation, counts if keeping.is_counted else "", now, now + keeping.seconds, headers, length, packed)


def _stored_seconds(keeping: Keeping, address: Address) -> float:
    """Return how long it lies in the cache. Of addresses with parameters there is no end: those leave it soon."""
    if address.parameters:
        return min(keeping.outage_seconds, keeping.seconds + STALE_SECONDS)
    return max(keeping.outage_seconds, keeping.seconds)


def shown(request: HttpRequest, kept: Kept) -> HttpResponse:
    """Return a kept answer as this reader takes it."""
    is_packed = TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
    length = len(kept.packed) if is_packed else kept.length
    response = HttpResponse(headers=kept.headers | {"Content-Length": str(length)})
    if request.method == "GET":
        response.content = kept.packed if is_packed else _unpacked(kept.packed)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return 304 in place of what the reader has already."""
    if "ETag" not in response.headers or request.META.keys().isdisjoint(CONDITIONS):
        return response
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _unpacked(packed: bytes) -> bytes:
    return zlib.decompress(packed, wbits=zlib.MAX_WBITS | 16)


@once
def _release() -> str:
    """Return a name for the code and templates that make the answers: an update shows nothing of what was before it."""
    root = settings.ROOT
    files = [path for kind in ("[a-z]*/**/*.py", "templates/**/*.html", "locale/**/*.mo") for path in root.glob(kind)]
    return digest("\n".join(f"{path} {path.stat().st_mtime_ns}" for path in sorted(files)))
