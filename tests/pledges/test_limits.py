"""Limits: whom they count together, when they end, and what they keep of an address."""

import time

import pytest
from django.core.cache import caches
from django.test import RequestFactory

from pledges import limits
from pledges.limits import WIDE_FACTOR, Origin, allowed, is_far_above_a_campus, origin_of
from users.networks import network_of

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"


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


def test_a_cache_full_of_pages_forgets_no_limit(settings):
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": LOCMEM, "OPTIONS": {"MAX_ENTRIES": 10}}}
    allowed("x", limit=1, seconds=60)

    for n in range(200):
        caches["default"].set(f"page.{n}", n)

    assert not allowed("x", limit=1, seconds=60)


def test_a_window_ends(settings):
    settings.CACHES = settings.CACHES | {"limits": {"BACKEND": LOCMEM, "LOCATION": "windows"}}
    caches["limits"].clear()
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


def test_who_owns_a_48_is_counted_as_one_too(settings):
    settings.SIGNATURES_PER_NETWORK = 2
    subnets = [origin_of(request_from(f"2001:db8:1:{n}::1")) for n in range(2 * WIDE_FACTOR + 1)]

    assert len({origin.network for origin in subnets}) == len(subnets)
    assert {origin.wide for origin in subnets} == {subnets[0].wide}
    assert [is_far_above_a_campus(origin) for origin in subnets] == [False] * 2 * WIDE_FACTOR + [True]
    assert not is_far_above_a_campus(origin_of(request_from("2001:db8:2::1")))


@pytest.mark.parametrize(
    ("address", "is_trusted"),
    [
        ("192.0.2.77", True),
        ("192.0.3.1", False),
        ("2001:db8:5::1", True),
        ("2001:db9::1", False),
        ("::ffff:192.0.2.1", True),
    ],
)
def test_networks_that_the_operator_named_have_no_limits(settings, address, is_trusted):
    settings.TRUSTED_NETWORKS, settings.SIGNATURES_PER_NETWORK = ["192.0.2.0/24", " 2001:db8::/32"], 1

    origin = origin_of(request_from(address))

    assert origin.is_trusted == is_trusted
    assert [is_far_above_a_campus(origin) for _ in range(2)] == [False, not is_trusted]


def test_a_named_network_that_is_none_stops_the_first_request(settings):
    settings.TRUSTED_NETWORKS = ["the campus"]

    with pytest.raises(ValueError, match="the campus"):
        origin_of(request_from("192.0.2.1"))


def test_the_room_of_one_network_is_not_another_s(settings):
    settings.SIGNATURES_PER_NETWORK = 1

    assert [is_far_above_a_campus(Origin("one")) for _ in range(2)] == [False, True]
    assert not is_far_above_a_campus(Origin("other"))
