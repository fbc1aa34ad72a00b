"""The broker goes away or falls silent: nobody who signs notices, and what is owed is done when it is back."""

import pytest

from tests.faults.night import an_address

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


@pytest.mark.parametrize(
    "fail", [lambda night: night.broker.cut(), lambda night: night.broker.hush()], ids=["cut", "silent"]
)
def test_signing_and_confirming_go_on_and_the_mails_leave_when_it_is_back(night, fail):
    first, second = an_address(), an_address()
    night.signed(first)
    link = night.link_to(first)
    fail(night)

    assert night.press(link, first).status == 303
    assert night.sign(second).status == 303

    assert night.count("transparency_entry", "index IS NULL") == 1  # nobody was woken
    assert night.site.get("/healthz").status == 200
    night.mend()
    assert night.link_to(second)  # the same worker and the same beat found it
    night.installation.wait_for("the log to be folded", lambda: not night.waiting_entries())


@pytest.mark.parametrize("fail", [lambda wire: wire.cut(), lambda wire: wire.hush()], ids=["cut", "silent"])
def test_a_worker_whose_line_breaks_with_a_task_in_hand_goes_on(night, fail):
    first, second = an_address(), an_address()
    night.on_mail = lambda: fail(night.broker)  # the task has sent its mail, and cannot say that it is done

    night.signed(first)
    link = night.link_to(first)
    assert night.press(link, first).status == 303
    assert night.sign(second).status == 303

    night.mend()
    assert night.link_to(second)
    night.installation.wait_for("the log to be folded", lambda: not night.waiting_entries())
    assert night.ended() == {}


def test_a_broker_that_lost_all_its_messages_costs_nobody_a_mail(night):
    email = an_address()
    night.redis.freeze()
    night.redis.kill()
    answer = night.sign(email, proof="")
    night.redis.start()

    assert answer.status == 303
    assert night.link_to(email)
