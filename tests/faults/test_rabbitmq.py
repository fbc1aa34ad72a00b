"""RabbitMQ as the broker: its line breaks, or is forgotten by the network; nobody who signs notices."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.faults.night import Night, an_address
from tests.faults.servers import needed, program
from tests.faults.wire import Wire

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

URL = urlsplit(os.environ.get("CI_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//"))


def rabbitmqctl(*words: str) -> int:
    return subprocess.run([program("rabbitmqctl"), "--quiet", *words], capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def line(town: Night) -> Iterator[Wire]:
    """The site's processes on a host of their own at the RabbitMQ of this machine, which others use too."""
    host, user = f"light_up_{secrets.token_hex(4)}", str(URL.username)
    needed(rabbitmqctl("add_vhost", host) == 0, "RabbitMQ takes orders here")
    rabbitmqctl("set_permissions", "--vhost", host, user, ".*", ".*", ".*")
    try:
        with Wire(URL.port or 5672) as wire:
            town.restart(CELERY_BROKER_URL=f"amqp://{user}:{URL.password}@127.0.0.1:{wire.port}/{host}")
            yield wire
            town.restart()
    finally:
        rabbitmqctl("delete_vhost", host)


@pytest.fixture
def rabbitmq(night: Night, line: Wire) -> Iterator[Wire]:
    """It finds the line well and leaves it well, whatever became of its test."""
    yield line
    line.mend()
    night.wait_until_well()
    line.forget()


@pytest.mark.parametrize("fail", [lambda wire: wire.cut(), lambda wire: wire.hush()], ids=["cut", "silent"])
def test_signing_and_confirming_go_on_and_the_mails_leave_when_it_is_back(night, rabbitmq, fail):
    first, second = an_address(), an_address()
    night.signed(first)
    link = night.link_to(first)
    fail(rabbitmq)

    assert night.press(link, first).status == 303
    assert night.sign(second).status == 303

    assert night.waiting_entries() == 1
    rabbitmq.mend()
    assert night.link_to(second)
    night.installation.wait_for("the log to be folded", lambda: not night.waiting_entries())


@pytest.mark.parametrize("fail", [lambda wire: wire.cut(), lambda wire: wire.hush()], ids=["cut", "silent"])
def test_a_worker_whose_line_breaks_with_a_task_in_hand_goes_on(night, rabbitmq, fail):
    first, second = an_address(), an_address()
    night.on_mail = lambda: fail(rabbitmq)

    night.signed(first)
    assert night.press(night.link_to(first), first).status == 303
    assert night.sign(second).status == 303

    rabbitmq.mend()
    night.mend()
    assert night.link_to(second)
    assert night.ended() == {}
