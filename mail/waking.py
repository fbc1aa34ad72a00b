"""Waking workers, by every app. Rows say what is owed, so a wake-up that is lost costs seconds and nothing else."""

import logging
import threading
import time
from functools import partial

from celery import Task
from django.db import transaction

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 10.0  # the beat finds what is owed sooner than this


class Broker:
    """The way to the workers, as this process knows it: one that is down is left alone for a while.

    A publish that fails can take seconds, and one confirmation wakes three tasks; its visitor waits for all of them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_down = False
        self._left_alone_until = 0.0

    def publish(self, task: Task) -> None:
        """Wake a task, unless the broker failed a moment ago."""
        if not self._may_try():
            return
        try:
            task.delay()
        except Exception as error:  # each broker's driver has errors of its own, and all mean: not now
            self._is_down, self._left_alone_until = True, time.monotonic() + PAUSE_SECONDS
            logger.warning("waking.failed", extra={"kind": task.name, "error": type(error).__name__})
        else:
            self._is_down = False

    def _may_try(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if not self._is_down:
                return True
            if now < self._left_alone_until:
                return False
            self._left_alone_until = now + PAUSE_SECONDS  # one request finds out for all the others
            return True


_broker = Broker()


def wake(task: Task) -> None:
    """Wake a task when the caller's transaction has committed, or at once where there is none."""
    transaction.on_commit(partial(_publish, task), robust=True)


def _publish(task: Task) -> None:
    _broker.publish(task)
