"""The Celery application. Rows say what is owed; tasks are only wake-ups (docs/decisions/0004)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("light_up")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
