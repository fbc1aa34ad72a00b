"""Where a request came from, without keeping it: addresses leave this module only as keyed hashes."""

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"  # one for all who come without an address: they share a limit


def address_of(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address of the visitor, to be hashed or compared and never kept; None where there is none.

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
        return None
    if parsed.version == 6 and parsed.ipv4_mapped:  # a socket for both versions writes ::ffff:192.0.2.1
        return parsed.ipv4_mapped
    return parsed


def network_of(request: HttpRequest) -> str:
    """Return a keyed hash of the address a request came from, or of its /64: a household has one of these whole."""
    address = address_of(request)
    if address is None:
        return UNKNOWN
    if address.version == 6:
        return keyed(f"network:{first_of(address, 64)}")
    return keyed(f"network:{address}")


def first_of(address: ipaddress.IPv6Address, bits: int) -> str:
    """Return the first address of the network around one, which stands for all of it."""
    return str(ipaddress.IPv6Network((address, bits), strict=False).network_address)


def keyed(text: str) -> str:
    """Return a hash that nobody without our secret can look up; what it was made from is not kept."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]
