"""The log and what is folded from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from transparency.enums import Dimension
from transparency.querysets import EntryQuerySet, TallyQuerySet


class Entry(models.Model):
    """One line of the public append-only log.

    A service appends it in its own transaction (an insert, no hot row). The sequencer gives it its index and folds
    it into the tallies. The payload holds no personal data: a salted hash commits to the facts.
    """

    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=64)
    payload = models.JSONField(_("payload"), default=dict)
    at = models.DateTimeField(_("at"))
    index = models.PositiveBigIntegerField(_("index"), null=True, blank=True, unique=True)
    folded_at = models.DateTimeField(_("folded"), null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(index__isnull=True, folded_at__isnull=True)
                | models.Q(index__isnull=False, folded_at__isnull=False),
                name="entry_index_and_folding_go_together",
            ),
        ]
        indexes = [
            # the sequencer's only question
            models.Index(fields=["id"], condition=models.Q(index__isnull=True), name="entry_waiting"),
            models.Index(fields=["subject"], name="entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.index if self.index is not None else 'waiting'} {self.kind}"


class Tally(models.Model):
    """A stored count: so many pledges of one evidence tier, in one campaign, at one value of one dimension."""

    campaign = models.SlugField(_("campaign"), max_length=80)
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension)
    key = models.CharField(_("key"), max_length=40, blank=True)
    tier = models.CharField(_("evidence"), max_length=20)
    count = models.PositiveBigIntegerField(_("count"), default=0)
    as_of = models.DateTimeField(_("as of"))

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["campaign", "dimension", "key", "tier"], name="tally_one_per_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.dimension} {self.key} {self.tier}: {self.count}"
