"""A server that is down is left alone; one line that fell silent is no proof that it is down."""

import pytest

from mail.breaker import Breaker


@pytest.fixture
def breaker() -> Breaker:
    return Breaker(pause_seconds=3600)


def test_after_a_failure_nobody_asks(breaker):
    breaker.failed()

    assert not breaker.may_try()


def test_after_a_silent_line_one_asks_at_once_and_the_others_wait_for_what_it_finds(breaker):
    breaker.doubted()

    assert [breaker.may_try(), breaker.may_try()] == [True, False]
    breaker.worked()
    assert [breaker.may_try(), breaker.may_try()] == [True, True]


def test_a_silent_line_does_not_shorten_the_pause(breaker):
    breaker.failed()

    breaker.doubted()

    assert not breaker.may_try()


def test_silent_lines_send_one_asker_not_one_each(breaker):
    breaker.doubted()
    assert breaker.may_try()

    breaker.doubted()

    assert not breaker.may_try()
