"""A slow statement is ended by the server that lives: only silence counts against it."""

import pytest
from django.db import OperationalError, connection

from config.postgresql import base
from config.postgresql.base import PatientConnection

pytestmark = pytest.mark.postgresql


@pytest.fixture
def impatient(django_db_blocker, monkeypatch):
    """A line of its own to the server, on which an answer is waited for two seconds."""
    monkeypatch.setattr(PatientConnection, "patience_seconds", 2)
    line = connection.copy()
    with django_db_blocker.unblock():
        yield line
        line.close()


def test_what_takes_too_long_is_ended_by_the_server_and_the_line_stays(impatient):
    with impatient.cursor() as cursor:
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(30)")
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert base._breaker.may_try()


def test_so_is_waiting_for_a_lock_also_after_a_transaction_was_undone(impatient):
    impatient.set_autocommit(False)
    impatient.rollback()
    with impatient.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("1500ms", "1500ms")


def test_a_command_that_may_take_its_time_is_not_hurried(django_db_blocker):
    line = connection.copy()
    with django_db_blocker.unblock(), line.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        assert cursor.fetchone() == ("0",)
        line.close()
