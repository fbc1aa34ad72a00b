"""Mails about our mails: what came back, and what somebody reported. Strangers write them too, so nothing is believed.

Sources: RFC 3464 (delivery status), RFC 5965 (feedback reports); and what Exim, qmail, Exchange and QQ write instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Mail
from html import unescape
from uuid import UUID

from mail.enums import Reason
from mail.reasons import reason_of, status_in

MAX_BYTES = 128 * 1024  # our own mail, which may be inside, is a fifth of it
# What makes the parser of the standard library slow: parts in parts, and empty lines, at each of which it may begin one.
MAX_NESTED, MAX_GAPS = 40, 2000
MAX_PARTS, MAX_RECIPIENTS, MAX_WORDS, MAX_HEADER = 60, 50, 20_000, 2000

# Each pattern here has its bounds, so that no text makes it slow.
ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"]{1,64}@[A-Za-z0-9.\-]{1,250}[A-Za-z0-9]")
OUR_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
OUR_RETURN = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
COMES_BACK_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
ROBOTS = re.compile(r"mailer-daemon|postmaster|mail[ _-]?delivery|mailerdaemon", re.IGNORECASE)
FAILED = re.compile(
    r"undeliver|not be delivered|could ?n.t be delivered|delivery (has )?failed|failure|returned to sender|permanent"
    r"|wasn.t able to deliver|unable to deliver|退信|无法(投递|送达)|投递失败",
    re.IGNORECASE,
)
TAGS = re.compile(r"<style\b[^<]*</style>|<[^>]{1,500}>", re.IGNORECASE)


@dataclass(frozen=True)
class Notice:
    """One recipient's part of a notice.

    Args:
        message: the key of our message, by the Message-ID or by the address it came back to; None: it names none.
        recipient: the address that the notice is about, as it says.
    """

    reason: Reason
    message: UUID | None = None
    recipient: str = ""
    status: str = ""
    words: str = ""


def read_notices(raw: bytes) -> list[Notice]:
    """Return what a mail says about mails of ours; nothing where it says nothing, whatever it is."""
    raw = raw[:MAX_BYTES].replace(b"\r\n", b"\n")
    if raw.lower().count(b"multipart/") > MAX_NESTED:
        return []
    try:
        mail = message_from_bytes(b"\n\n".join(raw.split(b"\n\n")[:MAX_GAPS]))
        parts = _parts(mail)
        found = _complaints(mail, parts) or _failures(parts) or _loose_failure(mail, parts)
        if not found:
            return []
        key = _key_of(mail, parts)
    except (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError):
        return []  # the parser of the standard library stumbles over some of what strangers write
    return [replace(notice, message=key, words=" ".join(notice.words.split())[:300]) for notice in found]


def _parts(mail: Mail) -> list[Mail]:
    """Return the mail and the parts inside it, outer ones first, so many at most."""
    waiting: list[Mail] = [mail]
    found: list[Mail] = []
    while waiting and len(found) < MAX_PARTS:
        part = waiting.pop(0)
        found.append(part)
        waiting += _inside(part)[:MAX_PARTS]
    return found


def _inside(part: Mail) -> list[Mail]:
    """The mails that a part consists of; none where it is text, or broken."""
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Mail)] if isinstance(payload, list) else []


def _complaints(mail: Mail, parts: list[Mail]) -> list[Notice]:
    """What a provider forwards when a reader presses “spam”. Other feedback than about abuse is no complaint."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            fields = _fields(part)
            if fields.get("feedback-type", "").lower() not in {"abuse", "fraud", "miscategorized"}:
                return []
            address = ADDRESS.search(fields.get("original-rcpt-to", "") or fields.get("removal-recipient", ""))
            return [Notice(Reason.COMPLAINT, recipient=address[0] if address else "", words=fields["feedback-type"])]
    return []


def _failures(parts: list[Mail]) -> list[Notice]:
    for part in parts:
        if _is_status(part):
            return list(_failed_recipients(part))
    return []


def _is_status(part: Mail) -> bool:
    return part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}


def _failed_recipients(part: Mail) -> Iterator[Notice]:
    for fields in _blocks(part)[: MAX_RECIPIENTS + 1]:
        if fields.get("action", "").lower() != "failed":
            continue  # delayed, relayed, delivered: it may still arrive; and the first block is about the server
        said = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
        status = _exact(fields.get("status", ""), said)
        address = ADDRESS.search(fields.get("original-recipient", "")) or ADDRESS.search(
            fields.get("final-recipient", "")
        )
        yield Notice(
            reason_of(status, said), recipient=address[0] if address else "", status=status, words=said or status
        )


def _exact(status: str, said: str) -> str:
    """Some write 5.0.0 where the server said more."""
    plain = status_in(status)
    return (status_in(said) or plain) if plain.endswith(".0.0") or not plain else plain


def _loose_failure(mail: Mail, parts: list[Mail]) -> list[Notice]:
    """A notice in prose, as Exim, qmail and some big providers write it."""
    failed = _text(mail.get("X-Failed-Recipients"))
    if not failed and not ROBOTS.search(_text(mail.get("From"))):
        return []
    prose = _prose(parts)
    status = status_in(prose)
    if not failed and not (FAILED.search(prose) or FAILED.search(_text(mail.get("Subject")))):
        return []
    if status.startswith(("2", "4")) and not failed:
        return []  # put off, not given up
    address = ADDRESS.search(failed) or ADDRESS.search(prose)
    reason = reason_of(status, prose)
    return [Notice(reason, recipient=address[0] if address else "", status=status, words=_said(prose, status))]


def _said(prose: str, status: str) -> str:
    """The line in which the other server speaks."""
    lines = [line.strip() for line in prose.splitlines() if line.strip()]
    speaking = [line for line in lines if (status and status in line) or re.search(r"(?<!\d)5\d\d[ -]", line)]
    return (speaking or lines or [""])[0]


def _prose(parts: list[Mail]) -> str:
    """The words of a notice itself, not those of our mail inside it."""
    for part in parts:
        if part.get_content_type() in {"text/plain", "text/html"}:
            text = _content(part)[:MAX_WORDS]
            if part.get_content_type() == "text/html":
                text = unescape(TAGS.sub(" ", text))
            return re.split(r"(?m)^--[^\n]{0,80}?(?:copy of|original message|below this line)", text, maxsplit=1)[0]
    return ""


def _key_of(mail: Mail, parts: list[Mail]) -> UUID | None:
    """Only the servers on the way and the reader know a key of ours: whoever names one has had our mail in hand."""
    for header in COMES_BACK_TO:
        for value in mail.get_all(header, [])[:5]:
            if found := OUR_RETURN.search(_text(value)):
                return UUID(found[1])
    inside = [
        *(_text(part.get("Message-ID")) for part in parts[1:]),
        *(_text(part.get(name)) for part in parts for name in ("Original-Envelope-Id", "In-Reply-To", "References")),
        *(
            _content(part)
            for part in parts
            if not part.is_multipart() and part.get_content_maintype() in {"text", "message"}
        ),
        *(fields.get("original-envelope-id", "") for part in parts if _is_status(part) for fields in _blocks(part)[:1]),
    ]
    found = next((match for text in inside if (match := OUR_ID.search(text))), None)
    return UUID(found[1]) if found else None


def _blocks(part: Mail) -> list[dict[str, str]]:
    """The groups of fields of a delivery status, which the parser gives as mails of their own where they are whole."""
    if inside := _inside(part):
        return [_named(block) for block in inside]
    groups = re.split(r"\r?\n\s*\r?\n", _content(part), maxsplit=MAX_RECIPIENTS + 1)
    return [_named(message_from_string(group)) for group in groups[: MAX_RECIPIENTS + 1]]


def _fields(part: Mail) -> dict[str, str]:
    """All fields of a report, whose blocks are one."""
    inside = _inside(part)
    text = "\n".join(block.as_string() for block in inside) if inside else _content(part)
    return _named(message_from_string(text.strip()))


def _named(block: Mail) -> dict[str, str]:
    return {name.lower(): _text(value) for name, value in block.items()}


def _content(part: Mail) -> str:
    """The text of a part, whatever it claims to be encoded in."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _text(header: object) -> str:
    if header is None:
        return ""
    text = str(header)[:MAX_HEADER]
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):
        return text
