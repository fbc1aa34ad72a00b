"""One act on many pledges: what was chosen, how far it is, and what each was before, so that it can be undone."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pledges.enums import BatchAct, ItemState
from pledges.models.pledge import Pledge
from pledges.querysets import BatchQuerySet


class Batch(models.Model):
    """An act that staff have previewed and begun. A worker does it in pieces; its items say how far it is."""

    act = models.CharField(_("act"), max_length=7, choices=BatchAct)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("begun by")
    )
    chosen = models.CharField(_("chosen by"), max_length=2_000, blank=True)  # the filters of the desk, as a query
    size = models.PositiveIntegerField(_("pledges"))
    begun_at = models.DateTimeField(_("begun"), db_index=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    undo_begun_at = models.DateTimeField(_("undoing begun"), null=True, blank=True)
    undo_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        default_permissions = ()
        ordering = ("-begun_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.size})"

    def may_be_undone(self, at: datetime) -> bool:
        """Whether there is still time; also while it is going on."""
        return self.undo_begun_at is None and at - self.begun_at < settings.BATCH_UNDO


class BatchItem(models.Model):
    """One pledge of a batch, and how it stood before and after."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=ItemState, default=ItemState.WAITING)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["batch", "pledge"], name="batch_item_once")]
        indexes = [models.Index(fields=["batch", "state", "id"], name="batch_item_next")]

    def __str__(self) -> str:
        return self.get_state_display()
