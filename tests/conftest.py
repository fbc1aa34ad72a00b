"""What every test has: fresh folders, an empty cache, and the places of the first migration."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_ground(settings, tmp_path: Path) -> Iterator[None]:
    """Files that a test writes go to its own folder; counters of limits and names of places start empty."""
    settings.MEDIA_ROOT = tmp_path / "media"
    certificates = {
        "BACKEND": "pledges.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": tmp_path / "certificates"},
    }
    settings.STORAGES = settings.STORAGES | {"certificates": certificates}
    cache.clear()
    yield
    cache.clear()
