"""What is kept: answers by caches in between, and pieces of pages by ours until an editor changes something."""

import hashlib
import secrets
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

SHARED_SECONDS = 60
KEPT_SECONDS = 60  # where processes share no cache, the others see an editor's change after this
GENERATION = "content.generation"

Piece = TypeVar("Piece")


def is_anonymous(request: HttpRequest) -> bool:
    """Say whether the reader can have no session, without touching it: that would add `Vary: Cookie`."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def share(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let caches keep an anonymous answer for a minute, serve it while they fetch anew, and longer if we are down."""
    if is_anonymous(request) and not getattr(request, "is_preview", False):
        patch_cache_control(
            response,
            public=True,
            max_age=SHARED_SECONDS,
            stale_while_revalidate=2 * SHARED_SECONDS,
            stale_if_error=5 * SHARED_SECONDS,
        )
    else:
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
    return response


def kept(name: str, make: Callable[[], Piece]) -> Piece:
    """Return a piece that depends on nothing but pages and settings, from the cache where it has one.

    Args:
        name: what it is, and for which page and language.
        make: builds it.
    """
    key = f"content.{_generation()}.{name}"
    piece: Piece | None = cache.get(key)
    if piece is None:
        piece = make()
        cache.set(key, piece, KEPT_SECONDS)
    return piece


def digest(text: str) -> str:
    """Return a short name for any text, as caches want it: plain letters, at most so long."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def forget() -> None:
    """Forget every piece: from now on the keys are others."""
    cache.set(GENERATION, secrets.token_hex(8), None)


def _generation() -> str:
    found: str | None = cache.get(GENERATION)
    return found or cache.get_or_set(GENERATION, lambda: secrets.token_hex(8), None) or ""
