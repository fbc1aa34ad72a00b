"""Whether this process can serve: each part is asked by itself, and one that fails does not hide the others."""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from mail.models import Message
from transparency.models import Entry

logger = logging.getLogger(__name__)

LAG = timedelta(minutes=10)  # what is owed for longer than this, nobody is working on


def parts() -> dict[str, bool]:
    """Return the name of each part and whether it works."""
    return {name: _works(name, check) for name, check in CHECKS.items()}


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # whatever a driver raises, it means: not ready
        logger.warning("readiness.failed", extra={"kind": name, "error": type(error).__name__})
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    token = secrets.token_hex(4)
    key = f"home.readiness.{token}"
    cache.set(key, token, 10)
    return cache.get(key) == token


def _storage() -> bool:
    storage = storages["certificates"]
    name = storage.save(f"readiness/{secrets.token_hex(8)}", ContentFile(b"ready"))
    storage.delete(name)
    return True


def _queues() -> bool:
    """Whether mail and log are being worked on. What was put back for later counts from then."""
    since = timezone.now() - LAG
    return not Message.objects.overdue(since).exists() and not Entry.objects.waiting().filter(at__lt=since).exists()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "storage": _storage,
    "queues": _queues,
}
