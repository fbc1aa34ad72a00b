"""What is kept: answers by caches in between, and answers and pieces of pages by ours until something changes.

Two marks in the cache say what was kept before a change. `forget` turns the first, at whatever changes pages, settings,
names of places or what is shown of a pledge; `forget_counts` turns the second, when the log was folded. Whoever keeps
something reads the marks *before* it loads anything and keeps them beside what it made: what was loaded before a change
and kept after it has the old mark, and is never shown.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from content.models import OwedTurn

SHARED_SECONDS = 10  # caches in between cannot be told of a change: so long, and while they fetch anew, it is not seen
KEPT_SECONDS = 60  # pieces; where processes share no cache, the others see an editor's change after this
GENERATION = "content.generation"
COUNTS = "content.counts"
DAY = 24 * 60 * 60

Piece = TypeVar("Piece")
Answer = TypeVar("Answer", bound=HttpResponseBase)

_owed: set[str] = set()  # marks that this process could not turn, because the cache was down


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long our own cache may show an answer, and for which addresses."""

    seconds: float  # as good as new, unless a mark is turned meanwhile
    outage_seconds: float  # shown for so long while it cannot be made anew
    parameters: frozenset[str] = frozenset()  # of the address: the answer depends on these and on no others
    is_counted: bool = False  # shows a count: `forget_counts` makes it old too


def is_anonymous(request: HttpRequest) -> bool:
    """Say whether the reader can have no session, without touching it: that would add `Vary: Cookie`."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def share(
    request: HttpRequest,
    response: Answer,
    *,
    parameters: Iterable[str] = (),
    is_counted: bool = False,
    until: datetime | None = None,
) -> Answer:
    """Let our cache keep an anonymous answer, and those in between for some seconds, or longer if we are down.

    Args:
        parameters: those of the address on which the answer depends; with any other, our cache does not keep it.
        is_counted: whether it shows a count, or names that come with one.
        until: when it says something else by itself, such as that a campaign has closed.
    """
    if _is_one_persons(request, response):
        return response
    patch_cache_control(
        response,
        public=True,
        max_age=SHARED_SECONDS,
        stale_while_revalidate=2 * SHARED_SECONDS,
        stale_if_error=30 * SHARED_SECONDS,
    )
    seconds = float(settings.KEPT_SECONDS)
    if until is not None:
        seconds = min(seconds, (until - datetime.now(until.tzinfo)).total_seconds())
    _keep(response, Keeping(seconds, DAY, frozenset(parameters), is_counted))
    return response


def share_truth(request: HttpRequest, response: HttpResponseBase, *, parameters: Iterable[str] = ()) -> None:
    """Have an answer that can end at once asked for again each time (ETag); only our cache, which is told, keeps it."""
    if not _is_one_persons(request, response):
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        seconds = float(min(settings.KEPT_SECONDS, SHARED_SECONDS))
        _keep(response, Keeping(seconds, KEPT_SECONDS, frozenset(parameters)))


def _is_one_persons(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer is for one person, who has a session or looks at a draft; caches are told so."""
    if is_anonymous(request) and not getattr(request, "is_preview", False):
        return False
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return True


def _keep(response: HttpResponseBase, keeping: Keeping) -> None:
    response.keeping = keeping  # type: ignore[attr-defined]  # read by `content.middleware`


def kept(name: str, make: Callable[[], Piece], *, is_counted: bool = False) -> Piece:
    """Return a piece that depends on nothing but pages, settings and counts, from the cache where it has one.

    Args:
        name: what it is, and for which page and language.
        make: builds it.
        is_counted: whether it holds a count.
    """
    key = f"content.piece.{name}"
    generation, counts, found = marks_and(key)
    mark = f"{generation} {counts}" if is_counted else generation
    if found is not None and found[0] == mark:
        piece: Piece = found[1]
        return piece
    piece = make()
    if piece is not None:
        cache.set(key, (mark, piece), KEPT_SECONDS)
    return piece


def digest(text: str) -> str:
    """Return a short name for any text, as caches want it: plain letters, at most so long."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def marks_and(key: str) -> tuple[str, str, Any]:
    """Return both marks, of changes and of counts, and what is kept under a key: one question to the cache."""
    for name in tuple(_owed):
        _turn(name)
    found = cache.get_many([GENERATION, COUNTS, key])
    return found.get(GENERATION) or _first(), found.get(COUNTS, ""), found.get(key)


def forget() -> None:
    """Forget all that is kept: at once, for what this transaction reads next, and when others can see the change."""
    _turn_and_again(GENERATION)


def forget_counts() -> None:
    """Have answers made anew because a count has changed; of those that show one, each at most every other second."""
    _turn_and_again(COUNTS)


def turn_owed() -> int:
    """Forget, when the cache is back, what it could not be told; return how many acts asked for it."""
    owed = _owed_turns()
    keys = list(owed.values_list("pk", flat=True))
    if not keys or not _turn(GENERATION):
        return 0
    owed.filter(pk__in=keys).delete()
    return len(keys)


def _turn_and_again(name: str) -> None:
    is_owed = _turn_or_owe(name)
    if connection.in_atomic_block:
        transaction.on_commit(partial(_turn if is_owed else _turn_or_owe, name), robust=True)


def _turn_or_owe(name: str) -> bool:
    """Turn a mark; return whether a row says that it could not be done.

    This process may be a worker that reads no pages, or end: others would go on showing a name that was taken back. A
    count that is old for a minute takes nothing back.
    """
    if _turn(name) or name != GENERATION:
        return False
    _owed_turns().create()
    return True


def _turn(name: str) -> bool:
    cache.set(name, secrets.token_hex(8), None)
    if cache.get(name) is None:
        _owed.add(name)  # when the cache is back it may still hold what was kept before: turn the mark first
        return False
    _owed.discard(name)
    return True


def _owed_turns() -> "QuerySet[OwedTurn]":
    from content.models import OwedTurn  # models of pages read this module

    return OwedTurn.objects.all()


def _first() -> str:
    return cache.get_or_set(GENERATION, lambda: secrets.token_hex(8), None) or ""
