"""The watch list, and why a listing was held by it."""

import uuid
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from pledges.enums import DoubtGround, Oddity, WatchKind, WatchMatch
from pledges.models.pledge import Pledge


class WatchedNameQuerySet(models.QuerySet["WatchedName"]):
    """Whatever changes entries leaves a new mark in the same transaction."""

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(using=self.db):
            made = super().bulk_create(*args, **kwargs)
            WatchListMark.renew()
        return made

    def update(self, **values: Any) -> int:
        with transaction.atomic(using=self.db):
            changed = super().update(**values)
            WatchListMark.renew()
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=self.db):
            gone = super().delete()
            WatchListMark.renew()
        return gone


class WatchedName(models.Model):
    """A name or word that holds a listing until a person has looked. The pledge counts meanwhile as any other."""

    spellings = models.TextField(
        _("spellings"),
        help_text=_("One a line, in every script it is written in. Case, accents and look-alike letters never matter."),
    )
    kind = models.CharField(_("kind"), max_length=11, choices=WatchKind)
    match = models.CharField(_("found as"), max_length=7, choices=WatchMatch, default=WatchMatch.NAME)
    language = models.CharField(
        _("language"), max_length=12, blank=True, help_text=_("A code such as en or zh-hans; empty for several.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("For colleagues: why it is here."))
    is_active = models.BooleanField(_("in use"), default=True)
    is_house = models.BooleanField(_("came with the site"), default=False, editable=False)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True, db_index=True)

    objects = WatchedNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the watch list")
        verbose_name_plural = _("watch list")
        default_permissions = ("add", "change", "view")
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return self.first_spelling

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            WatchListMark.renew()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            gone = super().delete(*args, **kwargs)
            WatchListMark.renew()
        return gone

    @property
    def first_spelling(self) -> str:
        return self.spellings.partition("\n")[0].strip()


class WatchListMark(models.Model):
    """One row that is another one after each change of the watch list, so that who keeps it folded sees its age.

    Whoever changes the list holds this row until the commit: what was marked later was committed later, and no change
    is missed.
    """

    mark = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.mark)

    @classmethod
    def renew(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"mark": uuid.uuid4()})

    @classmethod
    def current(cls) -> uuid.UUID | None:
        return cls.objects.filter(pk=1).values_list("mark", flat=True).first()


class Doubt(models.Model):
    """Why the house held a listing by itself: what was found, where, and by which entry. A person decides."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="doubts", verbose_name=_("pledge"))
    ground = models.CharField(_("ground"), max_length=11, choices=DoubtGround)
    field = models.CharField(max_length=12, blank=True)  # which of the pledge's texts
    detail = models.CharField(max_length=200, blank=True)  # the spelling found, or an `Oddity`
    entry = models.ForeignKey(
        WatchedName, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("entry of the watch list")
    )
    found_at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("doubt")
        verbose_name_plural = _("doubts")
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_ground_display()

    @property
    def what(self) -> str:
        """What was found, for the desk."""
        return str(dict(Oddity.choices).get(self.detail, self.detail))

    @property
    def where(self) -> str:
        """Which of the pledge's texts it stands in."""
        return str(Pledge._meta.get_field(self.field).verbose_name) if self.field else ""  # type: ignore[union-attr]
