"""One site for all bad nights. Each night finds it well, and must leave it well, with the same processes."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.night import Night
from tests.faults.servers import PostgreSQL, Redis
from tests.faults.wire import Wire
from tests.running.installation import Installation
from tests.sink import Sink

ANSWER_TIMEOUT_SECONDS = 3


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    with ExitStack() as stack:
        postgresql, redis = (
            stack.enter_context(PostgreSQL(max_connections="40", idle_in_transaction_session_timeout="5s")),
            stack.enter_context(Redis()),
        )
        installation = Installation(
            tmp_path_factory.mktemp("town"),
            redis_distance=0,
            DATABASE_URL=postgresql.url,
            REDIS_URL=redis.url,
            CELERY_BROKER_URL=redis.url.replace("/0", "/1"),
            DATABASE_ANSWER_TIMEOUT_SECONDS=str(ANSWER_TIMEOUT_SECONDS),
            WEB_PROCESSES="1",
            MAIL_ANSWER_TIMEOUT_SECONDS="5",  # the mail server is a thread of ours, and this machine may be busy
        )
        installation.prepare()
        stack.callback(installation.remove)
        wires = {
            "database": Wire(postgresql.port),
            "cache": Wire(redis.port),
            "broker": Wire(redis.port),
        }
        sink = stack.enter_context(Sink(lambda mail: night.answer(mail)))
        wires["mail"] = Wire(sink.port)
        for wire in wires.values():
            stack.enter_context(wire)
        for name, wire in (("DATABASE_URL", "database"), ("REDIS_URL", "cache"), ("CELERY_BROKER_URL", "broker")):
            installation.detour(name, wires[wire].port)
        night = Night(installation, postgresql, redis, sink=sink, **wires)
        for name in ("beat", "worker", "web"):
            night.start(name)
        stack.callback(installation.kill_all)
        yield night


@pytest.fixture
def night(town: Night) -> Iterator[Night]:
    yield town
    town.mend()
    try:
        town.wait_until_well()  # by itself, with lines that are dead and do not say so
        town.check_the_books()
        town.forget()
        town.wait_until_well()
        assert town.ended() == {}
    except BaseException:
        town.restart(**town.environment)  # one bad night is not the end of all others
        raise
