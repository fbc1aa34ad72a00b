"""How gunicorn serves the site: `python -m gunicorn -c python:config.gunicorn config.wsgi`."""

import logging
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from config.celery import app
from config.logs import EventFormatter
from config.postgresql.base import PatientConnection

bind = f"{settings.HOST}:{settings.PORT}"
worker_class = "gthread"
workers = 1 if settings.EMBEDDED else settings.WEB_PROCESSES  # the embedded worker lives in the only process
threads = settings.WEB_THREADS
timeout = 60
graceful_timeout = 20
keepalive = 5
loglevel = "warning"
forwarder_headers = ""  # no proxy says by a header where this site is mounted
control_socket_disable = True  # it would lie in the home folder, one for all sites of this user
WAKING_SECONDS = 1
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108  # a heartbeat on a slow disk would get workers killed


def names_nobody(record: logging.LogRecord) -> bool:
    """Drop what says who sent a request that is none, and cut off the address of one that failed: it may hold a key."""
    if str(record.msg).startswith("Error handling request"):
        record.msg, record.args = "request.failed", ()
    return "ip=" not in record.getMessage()


def on_starting(server: Arbiter) -> None:
    """Refuse to serve an unsafe production (`config.checks`), before the first visitor comes."""
    log = logging.getLogger("gunicorn.error")
    log.addFilter(names_nobody)
    for handler in log.handlers:
        handler.setFormatter(EventFormatter())
    if settings.DEVELOPMENT:
        return
    django.setup()
    try:
        call_command("check", tags=["security"])
    except SystemCheckError as error:
        raise SystemExit(str(error)) from error


def post_worker_init(worker: Worker) -> None:
    """Runs in the forked process, with Django ready."""
    PatientConnection.patience_seconds = settings.DATABASE_ANSWER_TIMEOUT_SECONDS
    if "socket_timeout" in app.conf.broker_transport_options:  # of Redis; here nobody listens, and a visitor waits
        app.conf.broker_transport_options["socket_timeout"] = WAKING_SECONDS
    if settings.EMBEDDED:
        from config.embedded import Embedded  # only where there is no broker

        worker.embedded = Embedded()
        worker.embedded.start()
    if settings.DEVELOPMENT and worker.age == 1:  # not again when gunicorn replaces a worker
        from config.welcome import welcome  # needs Django ready

        sys.stdout.write(welcome())
        sys.stdout.flush()


def worker_exit(arbiter: Arbiter, worker: Worker) -> None:
    """Also runs for a worker that never became ready."""
    if hasattr(worker, "embedded"):
        worker.embedded.stop()
