"""Waking workers, by every app. Rows say what is owed, so a wake-up that is lost costs seconds and nothing else."""

import logging
import threading
import time
from functools import partial

from celery import Task
from django.db import transaction

from mail.breaker import Breaker

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 10.0  # the beat finds what is owed sooner than this
GATHER_SECONDS = 0.2  # a task that was woken is woken again only after this: one wake-up stands for many rows


class Broker:
    """The way to the workers, as this process knows it: one that is down is left alone for a while.

    A publish that fails can take seconds, and one confirmation wakes three tasks; its visitor waits for all of them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._breaker = Breaker(pause_seconds=PAUSE_SECONDS)
        self._woken_at: dict[str, float] = {}
        self._gathering: set[str] = set()

    def publish(self, task: Task) -> None:
        """Wake a task, unless the broker failed a moment ago; one that was woken just now, a little later."""
        now = time.monotonic()
        with self._lock:
            if task.name in self._gathering:
                return
            wait = self._woken_at.get(task.name, -GATHER_SECONDS) + GATHER_SECONDS - now
            if wait > 0:
                self._gathering.add(task.name)
            else:
                self._woken_at[task.name] = now
        if wait > 0:
            later = threading.Timer(wait, self._publish_gathered, [task])
            later.daemon = True  # a process that ends leaves it to the beat
            later.start()
        else:
            self._try(task)

    def _publish_gathered(self, task: Task) -> None:
        with self._lock:  # rows that are committed from here on wake it once more
            self._gathering.discard(task.name)
            self._woken_at[task.name] = time.monotonic()
        self._try(task)

    def _try(self, task: Task) -> None:
        if not self._breaker.may_try():
            return
        try:
            task.delay()
        except Exception as error:  # each broker's driver has errors of its own, and all mean: not now
            self._breaker.failed()
            logger.warning("waking.failed", extra={"kind": task.name, "error": type(error).__name__})
        else:
            self._breaker.worked()


_broker = Broker()


def wake(task: Task) -> None:
    """Wake a task when the caller's transaction has committed, or at once where there is none."""
    transaction.on_commit(partial(_publish, task), robust=True)


def _publish(task: Task) -> None:
    _broker.publish(task)
