"""Processes and servers are killed while people sign and confirm: what was acknowledged is there, and is counted once."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPException

import psycopg
import pytest

from tests.faults.night import Night, an_address

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

PEOPLE = 3
WENT_AWAY = (OSError, HTTPException)  # what a visitor sees of a process that was killed


@contextmanager
def people_sign_and_confirm(night: Night) -> Iterator[None]:
    """Some people sign, read their mail and confirm, and then others do; each tries again where nobody answers."""
    is_over = threading.Event()

    def somebody() -> None:
        while not is_over.is_set():
            email = an_address()
            with suppress(*WENT_AWAY):
                night.sign(email, proof="")
            if email not in night.ledger.signed:
                time.sleep(0.1)
                continue
            with suppress(psycopg.Error):  # the database may be what was killed
                night.installation.execute(f"UPDATE mail_message SET due_at = now() WHERE \"to\" = '{email}'")
            link = night.link_to(email)
            while email not in night.ledger.confirmed and not is_over.is_set():
                with suppress(*WENT_AWAY, IndexError):  # the page of an error has no button
                    night.press(link, email)

    with ThreadPoolExecutor(PEOPLE) as pool:
        people: list[Future[None]] = [pool.submit(somebody) for _ in range(PEOPLE)]
        try:
            yield
        finally:
            is_over.set()
    for person in people:
        person.result()


def wait_for_confirmations(night: Night, count: int) -> None:
    wanted = len(night.ledger.confirmed) + count
    night.installation.wait_for(f"{count} confirmations", lambda: len(night.ledger.confirmed) >= wanted)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_process_killed_under_load_and_started_again_loses_nothing(night, name):
    with people_sign_and_confirm(night):
        for _ in range(2):
            wait_for_confirmations(night, 1)
            time.sleep(random.random() / 2)  # any moment
            night.processes[name].kill()
            night.start(name)
        wait_for_confirmations(night, 1)


def test_a_power_cut_loses_nothing_that_was_acknowledged(night):
    with people_sign_and_confirm(night):
        wait_for_confirmations(night, 2)
        for name in night.processes:
            night.processes[name].kill()
        night.postgresql.kill()
        night.redis.kill()

        night.redis.start()
        night.postgresql.start()
        for name in night.processes:
            night.start(name)
        wait_for_confirmations(night, 2)


def test_a_site_that_is_asked_to_stop_answers_what_it_has_begun(night):
    with people_sign_and_confirm(night):
        wait_for_confirmations(night, 1)

        assert night.processes["web"].stop() == 0
        assert night.processes["worker"].stop() == 0

        night.start("worker")
        night.start("web")
        wait_for_confirmations(night, 1)


def test_an_update_with_old_and_new_side_by_side_loses_nothing(night):
    """The new web process answers before the old one is asked to stop, as behind a proxy; so do worker and beat."""
    old, before = dict(night.processes), len(night.sink.taken)
    with people_sign_and_confirm(night):
        wait_for_confirmations(night, 1)
        night.move_to_another_port()
        for name in ("beat", "worker", "web"):
            night.start(name)
        wait_for_confirmations(night, 1)
        for process in old.values():
            process.stop()
        wait_for_confirmations(night, 1)

    meanwhile = night.sink.message_ids[before:]
    assert len(set(meanwhile)) == len(meanwhile)
