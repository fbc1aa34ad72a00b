"""Adjectives about many places."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from countries.models import Place  # noqa: F401


class PlaceQuerySet(models.QuerySet["Place"]):
    def countries(self) -> Self:
        """Countries and areas: what a scholar may name as the place where they work."""
        return self.filter(alpha2__isnull=False)

    def offered(self) -> Self:
        """Countries and areas that the forms offer; the operator may leave out the uninhabited."""
        return self.countries().filter(is_offered=True)
