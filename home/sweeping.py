"""Finishing what a crash, a lost message or a full disk left undone. Safe to stop and to run twice."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from django.core.management import call_command

from content.caching import turn_owed
from home import retention
from mail.owed import send_owed
from pledges.batching import act_on_batches
from pledges.owed import (
    discard_ended,
    erase_unconfirmed,
    remind_unconfirmed,
    render_certificates,
    write_keys,
)
from pledges.services import hold_unanswered
from transparency.sequencer import sequence

logger = logging.getLogger(__name__)

STEP_SECONDS = (
    25.0  # two steps may take so long in a sweep of each minute: a day of a million signatures is kept up with
)


@dataclass(frozen=True)
class Swept:
    """What one step did: how many rows, or what stopped it."""

    name: str
    count: int = 0
    error: str = ""


def sequence_all() -> int:
    """Fold the log until nothing waits; return how many entries were folded."""
    total = 0
    while folded := sequence():
        total += folded
    return total


def remind_all() -> int:
    return again(remind_unconfirmed)


def erase_all() -> int:
    return again(erase_unconfirmed)


def again(step: Callable[[], int], *, seconds: float = STEP_SECONDS) -> int:
    """Take a step that works in batches until it finds nothing, or this time has passed; return how many rows in all."""
    until, total = time.monotonic() + seconds, 0
    while done := step():
        total += done
        if time.monotonic() >= until:
            break
    return total


def publish_scheduled() -> int:
    """Publish and take down the pages whose hour has come. Wagtail does not say how many."""
    call_command("publish_scheduled", verbosity=0)
    return 0


STEPS: Mapping[str, Callable[[], int]] = {
    "log entries folded": sequence_all,
    "certificates rendered": render_certificates,
    "keys of rolls written": write_keys,
    "reminders owed": remind_all,
    "messages sent": send_owed,
    "unconfirmed pledges erased": erase_all,
    "files of ended pledges discarded": discard_ended,
    "pledges of bulk acts changed": act_on_batches,
    "reports without an answer looked at": hold_unanswered,
    "networks of pledges forgotten": partial(retention.erase, "NETWORK_RETENTION"),
    "addresses of settled messages forgotten": partial(retention.erase, "MAIL_ADDRESS_RETENTION"),
    "mailboxes that bounced long ago forgotten": partial(retention.erase, "MAIL_BOUNCE_RETENTION"),
    "changes told to a cache that was down": turn_owed,
    "scheduled pages published": publish_scheduled,
}


# Mail is sent by the workers of its own queue, which the beat wakes: the sweep must not wait for a mail server.
IN_WORKERS = {name: step for name, step in STEPS.items() if step is not send_owed}


def sweep(steps: Mapping[str, Callable[[], int]] = STEPS) -> Iterator[Swept]:
    """Take every step, each by itself: one that fails is logged and does not stop the others."""
    for name, step in steps.items():
        try:
            yield Swept(name, count=step())
        except Exception as error:  # the next step owes nothing to this one
            logger.exception("sweep.failed", extra={"kind": name, "error": type(error).__name__})
            yield Swept(name, error=type(error).__name__)
