"""The Celery application. Rows say what is owed; tasks are only wake-ups (docs/decisions/0004)."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("light_up")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def wait_no_longer_than_the_web_does(**kwargs: Any) -> None:
    """A database that never answers holds no worker for good: what is owed is tried again by the next wake-up."""
    from config.postgresql.base import PatientConnection  # needs Django ready

    PatientConnection.patience_seconds = settings.DATABASE_ANSWER_TIMEOUT_SECONDS
