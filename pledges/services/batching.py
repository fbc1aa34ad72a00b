"""Bulk acts: previewed, begun, undone. What is done to each pledge is in `pledges.batching`."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log as record_act

from mail.waking import wake
from pledges import errors, tasks
from pledges.enums import BatchAct, PledgeState
from pledges.models import Batch, BatchItem, Pledge
from users.models import User

logger = logging.getLogger(__name__)

SAMPLES = 12


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would change: how many (one more than `BATCH_LIMIT` at most), and some of them."""

    count: int
    samples: list[Pledge]

    @property
    def is_too_large(self) -> bool:
        return self.count > settings.BATCH_LIMIT


def preview_batch(*, pledges: QuerySet[Pledge], act: BatchAct, at: datetime | None = None) -> Preview:
    """Return what an act would change among these pledges. It counts no further than it may act."""
    rows = _affected(pledges, act, at or timezone.now())
    return Preview(count=rows[: settings.BATCH_LIMIT + 1].count(), samples=list(rows[:SAMPLES]))


@transaction.atomic
def begin_batch(
    *,
    pledges: QuerySet[Pledge],
    act: BatchAct,
    by: User,
    reason: str,
    seen: int,
    chosen: str = "",
    at: datetime | None = None,
) -> Batch:
    """Put a bulk act on record, with each pledge that it will change, and wake a worker.

    Args:
        pledges: what the desk's filters choose, in any order.
        seen: how many the preview said it would be.
        chosen: those filters, as a query.

    Raises:
        ReasonMissing, SelectionEmpty, SelectionTooLarge.
        SelectionChanged: it is another number now.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise errors.ReasonMissing
    pks = list(_affected(pledges, act, at).values_list("pk", flat=True)[: settings.BATCH_LIMIT + 1])
    if not pks:
        raise errors.SelectionEmpty
    if len(pks) > settings.BATCH_LIMIT:
        raise errors.SelectionTooLarge
    if len(pks) != seen:
        raise errors.SelectionChanged
    batch = Batch.objects.create(
        act=act, reason=reason.strip(), by=by, chosen=chosen[:2_000], size=len(pks), begun_at=at
    )
    BatchItem.objects.bulk_create((BatchItem(batch=batch, pledge_id=pk) for pk in pks), batch_size=1_000)
    record_act(batch, "pledges.begin_batch", user=by, data={"reason": reason.strip(), "count": len(pks)})
    logger.info("batch.begun", extra={"batch": batch.pk, "count": len(pks)})
    wake(tasks.act_on_batches)
    return batch


@transaction.atomic
def undo_batch(*, batch: Batch, by: User, at: datetime | None = None) -> Batch:
    """Put back what a bulk act changed and nobody has touched since; also while it is going on.

    Raises:
        UndoTooLate: it is older than `BATCH_UNDO`, or was undone before.
    """
    at = at or timezone.now()
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if not locked.may_be_undone(at):
        raise errors.UndoTooLate
    locked.undo_begun_at, locked.undo_by_id = at, by.pk
    locked.save(update_fields=["undo_begun_at", "undo_by"])
    record_act(locked, "pledges.undo_batch", user=by)
    wake(tasks.act_on_batches)
    return locked


def _affected(pledges: QuerySet[Pledge], act: BatchAct, at: datetime) -> QuerySet[Pledge]:
    """Only those that would stand otherwise afterwards."""
    waits = {
        BatchAct.HOLD: Q(is_held=False) | Q(is_held_from_lists_only=True),
        BatchAct.HIDE: Q(is_hidden=False),
        BatchAct.RELEASE: Q(is_held=True) | Q(is_hidden=True) | Q(listed_at__gt=at),
    }
    return pledges.filter(waits[act], state=PledgeState.CONFIRMED)
