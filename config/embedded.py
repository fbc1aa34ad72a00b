"""The worker and the beat of a site without a broker: two threads of its one web process."""

import os
import threading

from celery.beat import EmbeddedService
from celery.worker import WorkController, state

from config.beat import SteadyScheduler
from config.celery import app

PAUSE_SECONDS = 1.0  # between a worker that broke and the next one


class Embedded:
    """Start it in the process that answers requests: threads of a parent do not live on in its fork."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._worker = threading.Thread(target=self._keep_working, name="worker", daemon=True)
        self._beat = EmbeddedService(app, thread=True, scheduler_cls=SteadyScheduler)

    def start(self) -> None:
        self._worker.start()
        self._beat.start()

    def stop(self, *, patience_seconds: float = 15.0) -> None:
        """Let the task in hand end; what has not begun stays owed in its row."""
        self._stopping.set()
        self._beat.service.stop()
        state.should_stop = os.EX_OK
        for thread in (self._worker, self._beat):
            thread.join(patience_seconds)

    def _keep_working(self) -> None:
        while not self._stopping.is_set():
            WorkController(
                app=app,
                hostname=f"embedded-{os.getpid()}@localhost",
                pool_cls="solo",
                concurrency=1,
                without_gossip=True,
                without_mingle=True,
                without_heartbeat=True,
            ).start()  # comes back when told to stop, or after writing to the application log what broke it
            self._stopping.wait(PAUSE_SECONDS)
