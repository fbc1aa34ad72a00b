"""Addresses: when two are one mailbox, whose mail servers take it, and what is kept of one that must not be kept."""

import hashlib
import hmac

from django.conf import settings

from mail.enums import Provider

# Providers that deliver name+anything to name; others may not, so their addresses are left as they are.
PLUS_IS_A_TAG = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "icloud.com",
        "me.com",
        "fastmail.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
    }
)
DOTS_ARE_NOTHING = frozenset({"gmail.com", "googlemail.com"})
SAME_DOMAIN = {"googlemail.com": "gmail.com", "protonmail.com": "proton.me", "pm.me": "proton.me"}

# Names that providers give to one mailbox, and signs that they do not read in it: too wide to say who is one person.
ONE_MAILBOX = SAME_DOMAIN | {
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.ch": "proton.me",
    "vip.qq.com": "qq.com",
    "foxmail.com": "qq.com",
    **dict.fromkeys(("ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua", "yandex.com.tr"), "yandex.ru"),
}
UNREAD_SIGNS = {"gmail.com": ".", "proton.me": ".-_", "yandex.ru": ".-"}

PROVIDERS = {
    Provider.GMAIL: {"gmail", "googlemail"},
    Provider.MICROSOFT: {"outlook", "hotmail", "live", "msn"},
    Provider.CHINA: {"qq", "foxmail", "163", "126", "yeah", "139", "189", "sina", "sohu", "aliyun"},
    Provider.YAHOO: {"yahoo", "ymail", "rocketmail", "aol"},
}


def canonical(address: str) -> str:
    """Return the form under which one mailbox is one person: lower case, tags and dots dropped where they mean nothing."""
    local, _at, domain = address.lower().rpartition("@")
    if domain in PLUS_IS_A_TAG:
        local = local.partition("+")[0] or local
    if domain in DOTS_ARE_NOTHING:
        local = local.replace(".", "") or local
    return f"{local}@{SAME_DOMAIN.get(domain, domain)}"


def widest(address: str) -> str:
    """Return the form under which mails to one mailbox are counted, by whatever name of it they go."""
    local, _at, domain = canonical(address).rpartition("@")
    owner, _dot, rest = domain.partition(".")
    if rest == "fastmail.com":  # anything@name.fastmail.com is delivered to name@fastmail.com
        local, domain = owner, rest
    domain = ONE_MAILBOX.get(domain, domain)
    local = local.partition("+")[0] or local
    read = local.translate(dict.fromkeys(map(ord, UNREAD_SIGNS.get(domain, ""))))
    return f"{read or local}@{domain}"


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def provider_of(address: str) -> Provider:
    """Return whose servers take the mail of an address, by its domain alone: nobody is asked."""
    labels = domain_of(address).split(".")
    for provider, names in PROVIDERS.items():
        if len(labels) <= 3 and names & set(labels[:-1]):
            return provider
    return Provider.REST


def masked(address: str) -> str:
    """Return what staff may see of an address unasked: its first letter and its domain."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain.lower()}"


def digest(address: str) -> str:
    """Return a keyed hash of the mailbox that an address is, 64 hexadecimal digits: enough to know it again."""
    return _digest(keys()[0], canonical(address))


def digests(address: str) -> list[str]:
    """Return that hash by the present key and by the former ones, under which rows may still stand."""
    return [_digest(key, canonical(address)) for key in keys()]


def keys() -> list[str]:
    """Return the key of what must be known again for ever, then those under which it may have been written before.

    It is not the one of sessions: when that changes, whoever asked for no more mail has still asked for it.
    """
    return [key for key in (settings.MAIL_DIGEST_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS) if key]


def _digest(key: str, mailbox: str) -> str:
    return hmac.new(key.encode(), f"mail.mailbox:{mailbox}".encode(), hashlib.sha256).hexdigest()
