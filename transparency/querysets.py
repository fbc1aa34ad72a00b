"""Adjectives about many entries and tallies."""

from typing import TYPE_CHECKING, Self

from django.db import models

from transparency.enums import Dimension

if TYPE_CHECKING:
    from transparency.models import Entry, Tally  # noqa: F401


class EntryQuerySet(models.QuerySet["Entry"]):
    def waiting(self) -> Self:
        """Appended and not yet folded, oldest first."""
        return self.filter(index__isnull=True).order_by("pk")

    def sequenced(self) -> Self:
        return self.filter(index__isnull=False).order_by("index")

    def about(self, subject: str) -> Self:
        return self.filter(subject=subject)


class TallyQuerySet(models.QuerySet["Tally"]):
    def of_campaign(self, slug: str) -> Self:
        return self.filter(campaign=slug)

    def by(self, dimension: Dimension) -> Self:
        return self.filter(dimension=dimension)

    def lit(self) -> Self:
        return self.filter(count__gt=0)
