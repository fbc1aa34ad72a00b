"""Limits that slow scripts down and never a campus: counters in the cache, under keyed hashes, gone within a day."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.connection import ConnectionProxy

from users.networks import UNKNOWN, address_of, first_of, keyed, network_of

cache = ConnectionProxy(caches, "limits")  # apart from pages: whoever fills that one resets no limit

MINUTE = 60
DAY = 24 * 60 * MINUTE
WRONG_CODES_PER_NETWORK = 100  # in ten minutes: of three hundred people at once, every third slips
UNANSWERED_PER_NETWORK, UNANSWERED_IN_ALL = 3, 100  # reports of a day that hold where nobody answers them
CLAIMS_PER_NETWORK, HELD_BY_CLAIMS_IN_ALL = 3, 20  # a day: names a network may claim to effect, names claims may hold


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as keyed hashes: the address or /64, and the /48 that a customer may own whole."""

    network: str
    wide: str = ""
    is_trusted: bool = False  # a campus, a congress hall or a load test that the operator named: `TRUSTED_NETWORKS`

    @property
    def voice(self) -> str:
        """What speaks as one where several must say the same: whoever owns a /48 has 65,536 networks and one voice."""
        return self.wide or self.network


WIDE_FACTOR = 8  # so many times the limits of one /64 for the /48 around it


def origin_of(request: HttpRequest) -> Origin:
    """Return where a request came from. The address itself is not kept."""
    address = address_of(request)
    if address is None:
        return Origin(UNKNOWN)
    is_trusted = any(address in network for network in _trusted(tuple(settings.TRUSTED_NETWORKS)))
    wide = keyed(f"wide:{first_of(address, 48)}") if address.version == 6 else ""
    return Origin(network_of(request), wide, is_trusted)


@lru_cache(maxsize=4)
def _trusted(written: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Raises ValueError: one is no network, such as 192.0.2.0/24 or 2001:db8::/32."""
    return tuple(ipaddress.ip_network(text.strip()) for text in written if text.strip())


def counted(name: str, *, seconds: int) -> int:
    """Count one act under a name; return how many that makes in the current window of so many seconds."""
    key = f"limit.{name}"
    if cache.add(key, 1, seconds):
        return 1
    try:
        count: int = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        cache.add(key, 1, seconds)
        return 1
    if count == 1:  # it ended inside the second one, which on Redis leaves a counter that would never end
        cache.set(key, 1, seconds)
    return count


def allowed(name: str, *, limit: int, seconds: int) -> bool:
    """Count one act under a name; return whether at most `limit` came in the current window of so many seconds."""
    return counted(name, seconds=seconds) <= limit


def slow_lane_wait(origin: Origin) -> timedelta | None:
    """Count one signature without a proof of work; return how long its mail waits, or None: its network sent too many.

    Past so many a minute, whoever sent them, mails wait longer and nobody is refused: a flood from elsewhere shuts the
    lane for no hall of people without JavaScript.
    """
    if not _has_room("slow", origin, settings.SLOW_LANE_PER_NETWORK):
        return None
    before = counted("slow.all", seconds=MINUTE) - 1
    return settings.SLOW_LANE_DELAY + timedelta(minutes=before // settings.SLOW_LANE_PER_MINUTE)


def may_type_codes(origin: Origin) -> bool:
    """Whether few enough wrong codes came from a network of late; right ones never count, so no campus shuts itself out."""
    return origin.is_trusted or all(
        int(cache.get(f"limit.{name}", 0)) < limit for name, limit in _wrong_codes(origin).items()
    )


def count_wrong_code(origin: Origin) -> None:
    for name in _wrong_codes(origin):
        counted(name, seconds=10 * MINUTE)


def _wrong_codes(origin: Origin) -> dict[str, int]:
    limits = {f"codes.{origin.network}": WRONG_CODES_PER_NETWORK}
    return limits | ({f"codes.{origin.wide}": WIDE_FACTOR * WRONG_CODES_PER_NETWORK} if origin.wide else {})


def is_far_above_a_campus(origin: Origin) -> bool:
    """Count one signature that is right in all else; whether its network has sent more of late than any campus does."""
    return not _has_room("signed", origin, settings.SIGNATURES_PER_NETWORK)


def _has_room(name: str, origin: Origin, limit: int) -> bool:
    if origin.is_trusted:
        return True
    near = allowed(f"{name}.{origin.network}", limit=limit, seconds=10 * MINUTE)
    return near and (
        not origin.wide or allowed(f"{name}.{origin.wide}", limit=WIDE_FACTOR * limit, seconds=10 * MINUTE)
    )


def may_hold_unanswered(network: str) -> bool:
    """Count one report; whether it is among the few of its network, and of all, that may take a name off the lists."""
    return (
        bool(network)
        and allowed(f"unanswered.{network}", limit=UNANSWERED_PER_NETWORK, seconds=DAY)
        and allowed("unanswered.all", limit=UNANSWERED_IN_ALL, seconds=DAY)
    )


def claims_of(pledge: int, network: str) -> int:
    """Count one claim to the name of a pledge; return how many networks have claimed it today, this one among them.

    Nought where this one adds nothing: it has claimed the name before, or as many other names as it may in a day.
    """
    if not network or counted(f"claim.{pledge}.{network}", seconds=DAY) > 1:
        return 0
    if not allowed(f"claims.of.{network}", limit=CLAIMS_PER_NETWORK, seconds=DAY):
        return 0
    return counted(f"claims.{pledge}", seconds=DAY)


def may_hold_by_claims() -> bool:
    """Count one name that claims would hold; whether it is among the few of a day, whoever claimed them."""
    return allowed("claims.held", limit=HELD_BY_CLAIMS_IN_ALL, seconds=DAY)


def count_disowned(mailbox: str) -> None:
    """Count that the owner of a mailbox said that it was not them who signed."""
    counted(_disowned(mailbox), seconds=DAY)


def is_left_alone(mailbox: str) -> bool:
    """Whether the owner of a mailbox said so often enough today: nobody has us write to it again."""
    return int(cache.get(f"limit.{_disowned(mailbox)}", 0)) >= settings.NOT_ME_A_DAY


def _disowned(mailbox: str) -> str:
    return f"disowned.{keyed(f'mailbox:{mailbox}')}"
