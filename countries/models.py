"""Places and their names. One table owned by the operator, changed without a release (docs/decisions/0008)."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.caching import forget
from countries.querysets import PlaceQuerySet


class Place(models.Model):
    """A region, country or area of UN M49, or a code outside it that the operator added.

    `alpha2` is ISO 3166-1 (or user-assigned, like XK) and set for countries and areas only.
    """

    class Level(models.TextChoices):
        WORLD = "world", _("world")
        REGION = "region", _("region")
        SUBREGION = "subregion", _("sub-region")
        INTERMEDIATE = "intermediate", _("intermediate region")
        COUNTRY = "country", _("country or area")

    m49 = models.CharField(_("UN M49 code"), max_length=3, unique=True, null=True, blank=True)
    alpha2 = models.CharField(
        _("ISO 3166 code"),
        max_length=2,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator("^[A-Z]{2}$", _("Two capital letters, as in KE."))],
    )
    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    is_offered = models.BooleanField(
        _("offered in forms"), default=True, help_text=_("Untick for places where nobody works.")
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("alpha2",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(m49__isnull=False) | models.Q(alpha2__isnull=False), name="place_has_a_code"
            ),
            models.CheckConstraint(
                condition=models.Q(level="country") ^ models.Q(alpha2__isnull=True), name="place_alpha2_for_countries"
            ),
        ]

    def __str__(self) -> str:
        from countries import names  # the cache of names reads this module

        return names.name_of(self.alpha2) if self.alpha2 else f"M49 {self.m49}"


class PlaceName(models.Model):
    """What one place is called in one language, on every page, in every form and on every certificate."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="names", verbose_name=_("place"))
    language = models.CharField(_("language"), max_length=12)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("name of a place")
        verbose_name_plural = _("names of places")
        constraints = [models.UniqueConstraint(fields=["place", "language"], name="place_one_name_a_language")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget()
