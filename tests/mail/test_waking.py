"""Waking workers when the broker is down: one wake-up waits for it, those after it do not."""

import threading

import pytest

from mail import waking
from mail.waking import Broker, wake

pytestmark = pytest.mark.django_db


class Task:
    """A task at a broker that can be down. (The network's edge.)"""

    name = "tests.task"

    def __init__(self) -> None:
        self.is_down = False
        self.tried = 0

    def delay(self) -> None:
        self.tried += 1
        if self.is_down:
            raise ConnectionRefusedError


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("mail.breaker.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def broker(clock, monkeypatch) -> Broker:
    """This process's way to the workers; what it gathered is published when the test says so, and by no thread."""
    monkeypatch.setattr(waking, "_broker", Broker())
    monkeypatch.setattr(waking._later, "tell", lambda: None)
    return waking._broker


@pytest.fixture
def task(broker) -> Task:
    return Task()


def test_a_task_is_woken_after_the_commit(task, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wake(task)
        assert task.tried == 0

    assert task.tried == 1


def test_a_broker_that_is_down_is_left_alone_for_a_while(task, clock, caplog, django_capture_on_commit_callbacks):
    task.is_down = True

    for _ in range(3):
        clock[0] += waking.GATHER_SECONDS
        with django_capture_on_commit_callbacks(execute=True):
            wake(task)

    assert task.tried == 1
    assert [record.message for record in caplog.records] == ["waking.failed"]
    clock[0] += waking.PAUSE_SECONDS
    with django_capture_on_commit_callbacks(execute=True):
        wake(task)
    assert task.tried == 2


def test_a_broker_that_is_back_is_used_again_by_all(task, clock, django_capture_on_commit_callbacks):
    task.is_down = True
    with django_capture_on_commit_callbacks(execute=True):
        wake(task)
    task.is_down = False
    clock[0] += waking.PAUSE_SECONDS

    for _ in range(2):
        clock[0] += waking.GATHER_SECONDS
        with django_capture_on_commit_callbacks(execute=True):
            wake(task)

    assert task.tried == 3


def test_many_wake_ups_in_a_moment_are_two(task, broker, clock, django_capture_on_commit_callbacks):
    """The first at once, and one more for all rows that came after it: none waits for the beat."""
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(50):
            wake(task)
    assert task.tried == 1
    broker.publish_gathered()
    assert task.tried == 1
    clock[0] = broker.next_due()

    broker.publish_gathered()

    assert task.tried == 2
    assert broker.next_due() is None


def test_a_row_that_comes_after_the_gathered_wake_up_has_one_of_its_own(
    task, broker, clock, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        wake(task)
        wake(task)
    clock[0] = broker.next_due()
    broker.publish_gathered()

    with django_capture_on_commit_callbacks(execute=True):
        wake(task)

    assert broker.next_due() == pytest.approx(clock[0] + waking.GATHER_SECONDS)


@pytest.mark.parametrize("is_child", [False, True], ids=["this process", "a fork of it"])
def test_what_was_gathered_is_published_by_a_thread_of_the_process(monkeypatch, is_child):
    task, published = Task(), threading.Semaphore(0)
    monkeypatch.setattr(task, "delay", published.release)
    monkeypatch.setattr(waking, "_broker", Broker())
    later = waking.Later()
    monkeypatch.setattr(waking, "_later", later)
    if is_child:
        later._process = -1

    waking._broker.publish(task)
    waking._broker.publish(task)
    assert published.acquire(timeout=30)  # at once
    assert published.acquire(timeout=30)  # by the thread

    waking._broker.publish(task)
    assert published.acquire(timeout=30)  # by the thread, which has slept meanwhile


def test_tasks_are_gathered_each_by_itself(task, django_capture_on_commit_callbacks):
    other = Task()
    other.name = "tests.other"

    with django_capture_on_commit_callbacks(execute=True):
        wake(task)
        wake(other)

    assert (task.tried, other.tried) == (1, 1)


def test_mail_has_a_queue_of_its_own_that_a_plain_worker_serves_too():
    from config.celery import app  # only here: the application reads the settings

    routed = {name: app.amqp.router.route({}, name)["queue"] for name in ("mail.tasks.send_owed", "home.tasks.sweep")}

    assert {name: queue.name for name, queue in routed.items()} == {
        "mail.tasks.send_owed": "mail",
        "home.tasks.sweep": "celery",
    }
    assert set(app.amqp.queues) == {"celery", "mail"}
    assert len({queue.routing_key for queue in app.amqp.queues.values()}) == 2  # else RabbitMQ puts all into both
