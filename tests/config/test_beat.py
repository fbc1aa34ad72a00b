"""The beat, when the clock is set."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import Celery
from celery.beat import Scheduler

from config.beat import SteadyScheduler

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVERY = {"often": 5.0, "seldom": 60.0}


class Noted(SteadyScheduler):
    """Writes down what it would have sent. (The network's edge.)"""

    def apply_entry(self, entry, producer=None) -> None:
        self.sent.append(entry.name)


def ticking(seconds: int, traveller: time_machine.Traveller, scheduler: Scheduler) -> list[str]:
    """Let the beat tick every second for so long; return what it sent."""
    scheduler.sent = []
    for _ in range(seconds):
        traveller.shift(timedelta(seconds=1))
        while scheduler.tick() == 0:  # one entry a tick; nought means that another may be due
            pass
    return scheduler.sent


@pytest.fixture
def traveller():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scheduler(traveller):
    app = Celery("tests", broker="memory://")
    app.conf.beat_schedule = {name: {"task": name, "schedule": seconds} for name, seconds in EVERY.items()}
    return Noted(app=app, lazy=False)


def test_each_entry_comes_round(traveller, scheduler):
    sent = ticking(121, traveller, scheduler)

    assert sent.count("often") == 24
    assert sent.count("seldom") == 2


@pytest.mark.parametrize("step", [timedelta(hours=-2), timedelta(hours=2), timedelta(days=-400)])
def test_a_clock_that_is_set_stops_no_entry(traveller, scheduler, step):
    ticking(30, traveller, scheduler)
    traveller.shift(step)

    sent = ticking(122, traveller, scheduler)

    assert 23 <= sent.count("often") <= 25
    assert 2 <= sent.count("seldom") <= 3
