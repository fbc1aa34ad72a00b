"""What a dead cache could not be told."""

from django.db import models
from django.utils import timezone


class OwedTurn(models.Model):
    """Something was to be forgotten and the cache did not take it: the sweep tells it, see `content.caching`.

    A row an act, without a unique key: acts at one time must not wait for each other.
    """

    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "owed turn"  # of a mark; no page shows it

    def __str__(self) -> str:
        return self.at.isoformat()
