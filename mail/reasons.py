"""What a mail server's refusal means: its status and its words -> a reason. Sources: RFC 3463, and what servers say."""

import re

from mail.enums import Reason

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s\-#:.]|$)")

SAID = 4000  # characters that are looked at: strangers write these words, and a pattern takes its time for each

BY_STATUS = {
    "1.1": Reason.NO_MAILBOX,  # bad destination mailbox address
    "1.2": Reason.NO_DOMAIN,  # bad destination system address
    "1.3": Reason.NO_MAILBOX,  # bad destination mailbox address syntax
    "1.6": Reason.NO_MAILBOX,  # destination mailbox has moved
    "1.10": Reason.NO_MAILBOX,  # Exchange: recipient not found; RFC 7505, rarely: the domain takes no mail
    "2.1": Reason.NO_MAILBOX,  # mailbox disabled
    "2.2": Reason.FULL,
}
BY_WORDS = [
    (
        Reason.FULL,
        re.compile(
            r"(mailbox|account|inbox|quota|storage|user)\b[^\n]{0,30}?\b(full|exceeded|over)\b|over ?quota|quota exceed"
            r"|insufficient (system )?storage|mailfolder is full|邮箱已满|容量不足|空间不足",
            re.IGNORECASE,
        ),
    ),
    (
        Reason.NO_DOMAIN,
        re.compile(
            r"(domain|host)( name)? (\S+ )?(not found|does(n.t| not) exist)|unrouteable (mail )?domain"
            r"|couldn.t find any host|no (mx|mail server)|null ?mx|nxdomain|域名不存在",
            re.IGNORECASE,
        ),
    ),
    (
        Reason.NO_MAILBOX,
        re.compile(
            r"(user|recipient|mailbox|account|address|addressee)s?\b[^\n]{0,80}?\b"
            r"(unknown|not found|does(n.t| not) (exist|have)|do not exist|couldn.t be found|wasn.t found|not exist"
            r"|invalid|disabled|inactive|no longer)"
            r"|(no such|unknown|invalid|non-?existent) (user|recipient|mailbox|address|account|local part|person)"
            r"|no mailbox here by that name|unrouteable address|mailbox not found|access denied.*AS\(201806281\)"
            r"|recipient address rejected: access denied|邮箱不存在|用户不存在|账号不存在|收件人.{0,12}不存在|地址不存在",
            re.IGNORECASE,
        ),
    ),
    (
        Reason.POLICY,
        re.compile(
            r"spam|policy|block(ed|list)|blacklist|reputation|rejected (due|for)|not authori[sz]ed|dmarc|spf|dkim"
            r"|content|拒绝|垃圾邮件",
            re.IGNORECASE,
        ),
    ),
]


def reason_of(status: str, words: str) -> Reason:
    """Return why a server did not take a message for good.

    Args:
        status: an enhanced status such as `5.1.1` (RFC 3463); empty where none was given.
        words: what the server said.
    """
    words = words[:SAID]
    _class, _dot, detail = status.partition(".")
    found = BY_STATUS.get(detail)
    if detail == "1.10" and BY_WORDS[1][1].search(words):
        return Reason.NO_DOMAIN
    if found is not None and (status.startswith("5") or found == Reason.FULL):
        return found
    if status.startswith("4"):
        return Reason.FULL if BY_WORDS[0][1].search(words) else Reason.OTHER  # given up after days; it may be back
    if detail.startswith("7."):
        return Reason.POLICY
    return next((reason for reason, pattern in BY_WORDS if pattern.search(words)), Reason.OTHER)


def status_in(words: str) -> str:
    """Return the first enhanced status that somebody's words hold, `5.0.0` for a bare code such as 550, or nothing."""
    if found := STATUS.search(words):
        return ".".join(found.groups())
    code = CODE.search(words)
    return f"{code[1][0]}.0.0" if code else ""
