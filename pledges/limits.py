"""Limits that slow scripts down and never a campus: counters in the cache, under keyed hashes, gone within a day."""

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60
DAY = 24 * 60 * MINUTE


def network_of(request: HttpRequest) -> str:
    """Return a keyed hash of the address (or the /64) a request came from. The address itself is not kept.

    Proxies of ours (`TRUSTED_PROXIES` of them) append to X-Forwarded-For; what a client put before is not believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            address = hops[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped:  # a socket for both versions writes ::ffff:192.0.2.1
        address = str(parsed.ipv4_mapped)
    elif parsed.version == 6:
        address = str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return _keyed(f"network:{address}")


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


def slow_lane_is_open(network: str) -> bool:
    """Whether one more signature without a proof of work is taken: so many a minute in all, so many from one network."""
    return allowed(f"slow.{network}", limit=settings.SLOW_LANE_PER_NETWORK, seconds=10 * MINUTE) and allowed(
        "slow.all", limit=settings.SLOW_LANE_PER_MINUTE, seconds=MINUTE
    )


def count_disowned(mailbox: str) -> None:
    """Count that the owner of a mailbox said that it was not them who signed."""
    counted(_disowned(mailbox), seconds=DAY)


def is_left_alone(mailbox: str) -> bool:
    """Whether the owner of a mailbox said so often enough today: nobody has us write to it again."""
    return int(cache.get(f"limit.{_disowned(mailbox)}", 0)) >= settings.NOT_ME_A_DAY


def _disowned(mailbox: str) -> str:
    return f"disowned.{_keyed(f'mailbox:{mailbox}')}"


def _keyed(text: str) -> str:
    """Return a hash that nobody without our secret can look up; what it was made from is not kept."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]
