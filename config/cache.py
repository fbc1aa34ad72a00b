"""A cache that may be down: the site then works from the rows, more slowly."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class SoftRedisCache(RedisCache):
    """Redis, where a server that does not answer counts as an empty cache. Rate limits then let people pass."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._softly(default, super().get, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        self._softly(None, super().set, key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(self._softly(1, super().add, key, value, timeout, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._softly(1, super().incr, key, delta, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._softly(0, super().delete, key, version))

    @staticmethod
    def _softly(otherwise: Any, act: Callable[..., Any], *args: Any) -> Any:
        try:
            return act(*args)
        except RedisError as error:
            logger.warning("cache.unreachable", extra={"error": type(error).__name__})
            return otherwise
