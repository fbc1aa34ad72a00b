"""The Celery application. Rows say what is owed; tasks are only wake-ups (docs/decisions/0004)."""

import os
from contextlib import suppress
from functools import cached_property
from typing import Any

from celery import Celery
from celery.apps.worker import Worker
from celery.signals import worker_process_init
from django.conf import settings
from kombu.transport.redis import Channel as RedisChannel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

HANG_UP_SECONDS = 0.1  # for a broker that wants to be told


class QuietWorker(Worker):
    """A worker that does not talk to other workers: rows say what is owed, and its broker has half the work."""

    def prepare_args(self, **options: Any) -> dict[str, Any]:
        return {**super().prepare_args(**options), "without_gossip": True, "without_mingle": True}


class PatientCelery(Celery):
    """Celery that hangs up where a wake-up failed, so that the next one calls anew.

    A line to RabbitMQ that the network has forgotten stays open here for a quarter of an hour, and without this web and
    beat would go on talking to it.
    """

    @cached_property
    def Worker(self) -> type[Worker]:  # noqa: N802 - Celery's name
        quiet: type[Worker] = self.subclass_with_self(QuietWorker)
        return quiet

    def send_task(self, *args: Any, producer: Any = None, **options: Any) -> Any:
        with self.producer_or_acquire(producer) as line:
            try:
                return super().send_task(*args, producer=line, **options)
            except Exception:
                connection = line.__connection__
                with suppress(Exception):  # it is dead already; what counts is what is raised below
                    connection.collect(HANG_UP_SECONDS)
                line.revive(connection)
                raise


# A worker whose line broke would put back what it had fetched over a pool that is closed already, and end itself by the
# error. A wake-up that is lost stands for rows that the beat finds within seconds.
RedisChannel.do_restore = False

app = PatientCelery("light_up")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def wait_no_longer_than_the_web_does(**kwargs: Any) -> None:
    """A database that never answers holds no worker for good: what is owed is tried again by the next wake-up."""
    from config.postgresql.base import PatientConnection  # needs Django ready

    PatientConnection.patience_seconds = settings.DATABASE_ANSWER_TIMEOUT_SECONDS
