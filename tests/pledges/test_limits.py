"""Limits: whom they count together, when they end, and what they keep of an address."""

import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from pledges import limits
from pledges.limits import allowed, network_of


def request_from(address: str, forwarded: str = ""):
    return RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:DB8:0:0:ffff::1", True),  # one /64
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),  # as a socket for both versions writes it
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "not an address", True),
    ],
)
def test_people_are_counted_together_by_address_or_by_the_64_bits_of_a_network(one, other, same):
    assert (network_of(request_from(one)) == network_of(request_from(other))) == same


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),  # the first was put there by the client
        (2, "203.0.113.5, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, proxies, forwarded, believed):
    settings.TRUSTED_PROXIES = proxies

    found = network_of(request_from("192.0.2.1", forwarded))

    settings.TRUSTED_PROXIES = 0
    assert found == network_of(request_from(believed))


def test_an_address_is_kept_only_as_a_keyed_hash(settings):
    first = network_of(request_from("192.0.2.1"))
    settings.SECRET_KEY = "another"

    assert "192" not in first
    assert len(first) == 24
    assert network_of(request_from("192.0.2.1")) != first


def test_so_many_are_allowed_in_a_window_and_then_none():
    assert [allowed("x", limit=2, seconds=60) for _ in range(4)] == [True, True, False, False]
    assert allowed("y", limit=2, seconds=60)


def test_a_window_ends(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "windows"}}
    cache.clear()
    assert [allowed("x", limit=1, seconds=60) for _ in range(2)] == [True, False]

    later = time.time() + 61
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: later)
        assert allowed("x", limit=1, seconds=60)


class EndingAtTheWrongMoment:
    """A cache whose counter ends between two commands of one `incr`: Redis then starts one that never ends."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[int, int | None]] = {}

    def add(self, key: str, value: int, seconds: int) -> bool:
        return False

    def incr(self, key: str) -> int:
        self.kept[key] = (1, None)
        return 1

    def set(self, key: str, value: int, seconds: int) -> None:
        self.kept[key] = (value, seconds)


def test_a_counter_that_starts_at_the_end_of_a_window_ends_too(monkeypatch):
    ending = EndingAtTheWrongMoment()
    monkeypatch.setattr(limits, "cache", ending)

    assert allowed("x", limit=5, seconds=60)
    assert ending.kept == {"limit.x": (1, 60)}
