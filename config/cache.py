"""A cache that may be down: the site then works from the rows, more slowly."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0


class LastingClient(RedisCacheClient):
    """Django's, which made a new client of the library for every command: a third of a command's work."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self._lasting: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if id(pool) not in self._lasting:
            self._lasting[id(pool)] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._lasting[id(pool)]


class SoftRedisCache(RedisCache):
    """Redis, where a server that does not answer counts as an empty cache. Rate limits then let people pass.

    After a failure this process leaves it alone for a moment: a page asks many times, and each could wait its second.
    """

    _left_alone_until: ClassVar[dict[str, float]] = {}  # by address: each thread has an object of its own

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = LastingClient

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._softly(default, super().get, key, default, version)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = self._softly({}, super().get_many, keys, version)
        return found

    def set_many(self, data: Any, timeout: Any = 300, version: int | None = None) -> list[Any]:
        failed: list[Any] = self._softly(list(data), super().set_many, data, timeout, version)
        return failed

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        self._softly(None, super().set, key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(self._softly(1, super().add, key, value, timeout, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._softly(1, super().incr, key, delta, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._softly(0, super().delete, key, version))

    def _softly(self, otherwise: Any, act: Callable[..., Any], *args: Any) -> Any:
        where = str(self._servers)  # type: ignore[attr-defined]  # Django's; its stubs do not say
        if time.monotonic() < self._left_alone_until.get(where, 0.0):
            return otherwise
        try:
            return act(*args)
        except RedisError as error:
            self._left_alone_until[where] = time.monotonic() + PAUSE_SECONDS
            logger.warning("cache.unreachable", extra={"error": type(error).__name__})
            return otherwise
