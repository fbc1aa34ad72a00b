"""A certificate is fetched while the worker draws it. On PostgreSQL, with real commits."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from pledges.enums import FileKind
from pledges.models import Certificate, CertificateFile
from pledges.owed import certificate_file, render_certificates
from tests.factories.pledges import PledgeFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("committed")]

PATIENCE_SECONDS = 30.0


def test_a_visitor_who_fetches_the_pdf_while_the_worker_draws_it_gets_it():
    """Both write the same row; its foreign key must not wait for the worker's lock, or each waits for the other."""
    certificate = Certificate.objects.get(pledge=PledgeFactory(confirmed=True))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            fetched = certificate_file(certificate, FileKind.PDF)
            worker = pool.submit(_in_thread)
            _wait_until_somebody_waits_for_a_lock()

        assert worker.result(PATIENCE_SECONDS) == 1

    assert fetched.startswith(b"%PDF-")
    assert sorted(CertificateFile.objects.values_list("kind", flat=True)) == sorted([FileKind.LINK, FileKind.PDF])


def _in_thread() -> int:
    try:
        return render_certificates()
    finally:
        connections.close_all()


def _wait_until_somebody_waits_for_a_lock() -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the same statistics all along
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            if time.monotonic() > end:
                raise TimeoutError("The worker never came to the row.")
            time.sleep(0.05)
