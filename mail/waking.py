"""Waking workers, by every app. Rows say what is owed, so a wake-up that is lost costs seconds and nothing else."""

import logging
import os
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
        self._gathering: dict[str, tuple[float, Task]] = {}  # by name: when to wake it once more

    def publish(self, task: Task) -> None:
        """Wake a task, unless the broker failed a moment ago; one that was woken just now, a little later."""
        now = time.monotonic()
        with self._lock:
            if task.name in self._gathering:
                return
            due = self._woken_at.get(task.name, now - GATHER_SECONDS) + GATHER_SECONDS
            if due > now:
                self._gathering[task.name] = (due, task)
            else:
                self._woken_at[task.name] = now
        if due > now:
            _later.tell()
        else:
            self._try(task)

    def next_due(self) -> float | None:
        """Return when the next gathered wake-up is due; None where there is none."""
        with self._lock:
            return min((due for due, _task in self._gathering.values()), default=None)

    def publish_gathered(self) -> None:
        """Wake what was gathered and is due; rows that are committed from here on wake it once more."""
        now = time.monotonic()
        with self._lock:
            due = [task for at, task in self._gathering.values() if at <= now]
            for task in due:
                del self._gathering[task.name]
                self._woken_at[task.name] = now
        for task in due:
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


class Later:
    """The one thread of this process that publishes what was gathered. A process that ends leaves it to the beat."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told = threading.Event()
        self._process = 0  # threads of a parent do not live on in its fork

    def tell(self) -> None:
        """Say that something was gathered."""
        with self._lock:
            if self._process != os.getpid():
                self._process, self._told = os.getpid(), threading.Event()
                threading.Thread(target=self._publish, name="waking", daemon=True).start()
        self._told.set()

    def _publish(self) -> None:
        while True:
            due = _broker.next_due()
            if due is None:
                self._told.wait()
                self._told.clear()
            elif (pause := due - time.monotonic()) > 0:
                time.sleep(pause)
            else:
                _broker.publish_gathered()


_broker, _later = Broker(), Later()


def wake(task: Task) -> None:
    """Wake a task when the caller's transaction has committed, or at once where there is none."""
    transaction.on_commit(partial(_publish, task), robust=True)


def _publish(task: Task) -> None:
    _broker.publish(task)
