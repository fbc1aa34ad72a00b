"""The folder that mails are written to in development: one RFC 5322 file a mail, named by its time."""

import email.policy
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path

from django.conf import settings
from django.utils import timezone

ID = r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}"
_LINK = re.compile(r"https?://[^\s<>\"']+")
_HREF = re.compile(r"<a\b[^>]*\bhref=[\"'](https?://[^\"']+)[\"']", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """A mail in the folder."""

    id: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)  # type: ignore[return-value]

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def to(self) -> str:
        return str(self.mail["To"])

    @property
    def sender(self) -> str:
        return str(self.mail["From"])

    @property
    def kind(self) -> str:
        return str(self.mail["X-Light-Up-Mail"] or "")

    @property
    def language(self) -> str:
        return str(self.mail["Content-Language"] or "")

    @property
    def sent_at(self) -> datetime:
        return parsedate_to_datetime(self.mail["Date"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def links(self) -> list[str]:
        """Where the two bodies lead, each address once."""
        found = [*_LINK.findall(self.text), *(unescape(address) for address in _HREF.findall(self.html))]
        return list(dict.fromkeys(address.rstrip(".,;:!?)") for address in found))

    def _body(self, subtype: str) -> str:
        part = self.mail.get_body((subtype,))
        return str(part.get_content()) if part else ""


def place() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def keep(raw: bytes) -> str:
    """Write a mail, whole or not at all; return its id."""
    place().mkdir(parents=True, exist_ok=True)
    identity = f"{timezone.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    part = place() / f".{identity}.part"
    try:
        part.write_bytes(raw)
        part.replace(place() / f"{identity}.eml")
    except OSError:
        part.unlink(missing_ok=True)  # a full disk is not made fuller
        raise
    return identity


def newest(*, to: str = "", limit: int = 200) -> list[Kept]:
    """The last mails, newest first; only those to one address when `to` is given (in any case)."""
    chosen: list[Kept] = []
    for kept in _all():
        if not to or kept.to.casefold() == to.casefold():
            chosen.append(kept)
        if len(chosen) == limit:
            break
    return chosen


def find(identity: str) -> Kept | None:
    path = place() / f"{identity}.eml"
    return Kept(identity, path.read_bytes()) if re.fullmatch(ID, identity) and path.is_file() else None


def _all() -> Iterator[Kept]:
    for path in sorted(place().glob("*.eml"), reverse=True):
        yield Kept(path.stem, path.read_bytes())
