"""Appending to the log. The only way in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mail.waking import wake
from transparency import tasks
from transparency.models import Entry


def append(kind: str, *, subject: str, payload: Mapping[str, Any], at: datetime) -> Entry:
    """Append one entry in the caller's transaction and wake the sequencer when that commits.

    Args:
        kind: what happened, as `noun.participle` (`pledge.confirmed`).
        subject: a key without meaning for strangers, the same for all entries about one thing.
        payload: JSON; no personal data, see `docs/decisions/0005`.
        at: when it happened (aware).
    """
    entry = Entry.objects.create(kind=kind, subject=subject, payload=dict(payload), at=at)
    wake(tasks.sequence)
    return entry
