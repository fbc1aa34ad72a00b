"""Bulk acts, done in pieces by whoever comes: a worker, the sweep. Safe to stop anywhere and to run twice."""

import logging
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log as record_act
from wagtail.log_actions import registry as acts

from content.caching import forget
from pledges.enums import BatchAct, ItemState
from pledges.models import Batch, BatchItem, Pledge

logger = logging.getLogger(__name__)

STANDING = ("is_held", "is_held_from_lists_only", "is_hidden", "listed_at")
PIECE = 200  # pledges in one transaction


def act_on_batches(*, pieces: int = 500) -> int:
    """Do what is left of every bulk act, the oldest first; return how many pledges were changed."""
    changed = 0
    for pk in Batch.objects.unfinished().order_by("begun_at").values_list("pk", flat=True)[:20]:
        while pieces > 0 and (done := _act_on_piece(pk)) is not None:
            changed += done
            pieces -= 1
    return changed


@transaction.atomic
def _act_on_piece(pk: int) -> int | None:
    """Change the next pledges of a batch; return how many, or nothing where none is left."""
    batch = Batch.objects.select_for_update(skip_locked=_can_skip_locked()).filter(pk=pk).first()
    if batch is None:  # another worker is at it
        return None
    undoing = batch.undo_begun_at is not None
    wanted = ItemState.DONE if undoing else ItemState.WAITING
    items = list(batch.items.filter(state=wanted).order_by("pk")[:PIECE])
    if not items:
        _finish(batch, undoing=undoing)
        return None
    rows = Pledge.objects.select_for_update().in_bulk([item.pledge_id for item in items])
    now = timezone.now()
    changed = sum((_undo if undoing else _do)(batch, item, rows[item.pledge_id], now) for item in items)
    BatchItem.objects.bulk_update(items, ["state", "before", "after"])
    forget()
    return changed


def _can_skip_locked() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)


def _finish(batch: Batch, *, undoing: bool) -> None:
    field = "undone_at" if undoing else "finished_at"
    if getattr(batch, field) is None:
        setattr(batch, field, timezone.now())
        batch.save(update_fields=[field])
        logger.info("batch.finished", extra={"batch": batch.pk, "step": field})
    if undoing and batch.finished_at is None:  # stopped half-way by its undoing
        batch.items.filter(state=ItemState.WAITING).update(state=ItemState.SKIPPED)
        batch.finished_at = batch.undone_at
        batch.save(update_fields=["finished_at"])


def _do(batch: Batch, item: BatchItem, pledge: Pledge, at: datetime) -> bool:
    before = _standing(pledge)
    for name, value in changes_of(BatchAct(batch.act), pledge, at).items():
        setattr(pledge, name, value)
    item.before, item.after = before, _standing(pledge)
    if item.after == before or not pledge.is_confirmed:
        item.state = ItemState.SKIPPED
        return False
    pledge.save(update_fields=STANDING)
    record_act(pledge, f"pledges.{batch.act}", user=batch.by, data={"reason": batch.reason, "batch": batch.pk})
    item.state = ItemState.DONE
    return True


def _undo(batch: Batch, item: BatchItem, pledge: Pledge, at: datetime) -> bool:
    """Put a pledge back, unless somebody has touched it since."""
    last = acts.get_logs_for_instance(pledge).order_by("-timestamp", "-pk").first()
    is_ours = last is not None and last.data.get("batch") == batch.pk
    if not is_ours or not pledge.is_confirmed or _standing(pledge) != item.after:
        item.state = ItemState.KEPT
        return False
    for name in STANDING:
        setattr(pledge, name, item.before.get(name, False))
    pledge.listed_at = parse_datetime(item.before["listed_at"])
    pledge.save(update_fields=STANDING)
    record_act(pledge, "pledges.undo", user=batch.undo_by, data={"reason": batch.reason, "undone": batch.pk})
    item.state = ItemState.UNDONE
    return True


def changes_of(act: BatchAct, pledge: Pledge, at: datetime) -> dict[str, Any]:
    """Return the fields that an act sets on a confirmed pledge, as the acts on a single one do."""
    if act == BatchAct.HOLD:
        return {"is_held": True, "is_held_from_lists_only": False}
    if act == BatchAct.HIDE:
        return {"is_hidden": True}
    listed_at = min(pledge.listed_at, at) if pledge.listed_at else at
    return {"is_held": False, "is_held_from_lists_only": False, "is_hidden": False, "listed_at": listed_at}


def _standing(pledge: Pledge) -> dict[str, Any]:
    listed_at = pledge.listed_at.isoformat() if pledge.listed_at else ""
    flags = {name: getattr(pledge, name) for name in STANDING if name != "listed_at"}
    return flags | {"listed_at": listed_at}
