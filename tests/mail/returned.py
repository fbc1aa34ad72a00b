"""Mails that came back, as the mail servers of the world write them; `{id}` is our Message-ID, `{to}` the address."""

OURS = """\
Return-Path: <pledge@lightup.example>
Received: from web1.lightup.example (web1.lightup.example [192.0.2.10])
\tby mx.{domain} with ESMTPS id 4XyZ; Tue, 24 Nov 2026 14:05:02 +0000 (UTC)
From: Light Up <pledge@lightup.example>
To: {to}
Subject: Confirm your pledge: Light Up
Message-ID: {id}
Date: Tue, 24 Nov 2026 14:05:01 +0000
X-Light-Up-Mail: pledges/confirm
Content-Type: text/plain; charset="utf-8"

Light Up
"""

POSTFIX = """\
Return-Path: <>
Received: by mail.lightup.example (Postfix) id 4XyZ12345; Tue, 24 Nov 2026 14:05:03 +0000 (UTC)
Date: Tue, 24 Nov 2026 14:05:03 +0000 (UTC)
From: MAILER-DAEMON@mail.lightup.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: pledge@lightup.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ0.1764.mail"
Content-Transfer-Encoding: 8bit
Message-Id: <20261124140503.4XyZ12345@mail.lightup.example>

This is a MIME-encapsulated message.

--4XyZ0.1764.mail
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.lightup.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{to}>: host mx.{domain}[203.0.113.7] said: 550 5.1.1 <{to}>: Recipient
    address rejected: User unknown in virtual mailbox table (in reply to RCPT
    TO command)

--4XyZ0.1764.mail
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.lightup.example
X-Postfix-Queue-ID: 4XyZ12345
X-Postfix-Sender: rfc822; pledge@lightup.example
Arrival-Date: Tue, 24 Nov 2026 14:05:01 +0000 (UTC)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.{domain}
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected:
    User unknown in virtual mailbox table

--4XyZ0.1764.mail
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

{ours}
--4XyZ0.1764.mail--
"""

POSTFIX_DELAYED = (
    POSTFIX.replace("Action: failed", "Action: delayed")
    .replace("Status: 5.1.1", "Status: 4.4.1")
    .replace("Undelivered Mail Returned to Sender", "Delayed Mail (still being retried)")
    .replace("550 5.1.1", "451 4.4.1")
)

POSTFIX_DOMAIN = POSTFIX.replace("Status: 5.1.1", "Status: 5.4.4").replace(
    "smtp; 550 5.1.1 <{to}>: Recipient address rejected:\n    User unknown in virtual mailbox table",
    "X-Postfix; Host or domain name not found. Name service error\n    for name={domain} type=AAAA: Host not found",
)

EXCHANGE = """\
From: <postmaster@{domain}>
To: <pledge@lightup.example>
Date: Tue, 24 Nov 2026 14:05:09 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="8b6a2f4e-27f4-4c8a-9d1e-2b5a6c7d8e9f"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <2a8e1f5c-6a7b@PROD0001.{domain}>
In-Reply-To: {id}
References: {id}
Subject: Undeliverable: Confirm your pledge: Light Up
Auto-Submitted: auto-replied
MIME-Version: 1.0

--8b6a2f4e-27f4-4c8a-9d1e-2b5a6c7d8e9f
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="c01f3a2b-alternative"

--c01f3a2b-alternative
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:

{to}<mailto:{to}>
The email address you entered couldn't be found. Please check the recipient's =
email address and try to resend the message.

--c01f3a2b-alternative--

--8b6a2f4e-27f4-4c8a-9d1e-2b5a6c7d8e9f
Content-Type: message/delivery-status

Reporting-MTA: dns;PROD0001.{domain}
Received-From-MTA: dns;mail.lightup.example
Arrival-Date: Tue, 24 Nov 2026 14:05:08 +0000

Final-Recipient: rfc822;{to}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {to} not found by SMTP address lookup

--8b6a2f4e-27f4-4c8a-9d1e-2b5a6c7d8e9f
Content-Type: message/rfc822

{ours}
--8b6a2f4e-27f4-4c8a-9d1e-2b5a6c7d8e9f--
"""

GMAIL = """\
Delivered-To: pledge@lightup.example
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: pledge@lightup.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {id}
In-Reply-To: {id}
X-Failed-Recipients: {to}
Message-ID: <674333a1.050a0220.1a2b3c.0001.GMR@mx.google.com>
Date: Tue, 24 Nov 2026 06:05:05 -0800 (PST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="00000000000012345606"; report-type=delivery-status

--00000000000012345606
Content-Type: multipart/related; boundary="00000000000012345607"

--00000000000012345607
Content-Type: text/html; charset="UTF-8"

<html><body><h1>Address not found</h1><p>Your message wasn't delivered to <b>{to}</b> because the address
couldn't be found, or is unable to receive mail.</p></body></html>

--00000000000012345607--
--00000000000012345606
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Tue, 24 Nov 2026 06:05:04 -0800 (PST)
X-Original-Message-ID: {id}

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.2.2
Remote-MTA: dns; gmail-smtp-in.l.google.com. (2001:db8::1b, the server for the domain {domain}.)
Diagnostic-Code: smtp; 552-5.2.2 The recipient's inbox is out of storage space. Please direct the
 552-5.2.2 recipient to https://support.google.com/mail/?p=OverQuotaPerm gsmtp
Last-Attempt-Date: Tue, 24 Nov 2026 06:05:05 -0800 (PST)

--00000000000012345606
Content-Type: message/rfc822

{ours}
--00000000000012345606--
"""

EXIM = """\
Return-path: <>
Envelope-to: pledge@lightup.example
Delivery-date: Tue, 24 Nov 2026 14:05:06 +0000
Received: from Debian-exim by mail.lightup.example with local (Exim 4.96)
\tid 1tFabc-000123-Xy for pledge@lightup.example; Tue, 24 Nov 2026 14:05:06 +0000
X-Failed-Recipients: {to}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.lightup.example>
To: pledge@lightup.example
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tFabc-000123-Xy@mail.lightup.example>
Date: Tue, 24 Nov 2026 14:05:06 +0000

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    host mx.{domain} [203.0.113.7]
    SMTP error from remote mail server after RCPT TO:<{to}>:
    550 No such user here

------ This is a copy of the message, including all the headers. ------

{ours}
"""

QMAIL = """\
Return-Path: <>
Received: (qmail 12345 invoked for bounce); 24 Nov 2026 14:05:04 -0000
Date: 24 Nov 2026 14:05:04 -0000
From: MAILER-DAEMON@mx.{domain}
To: pledge@lightup.example
Subject: failure notice

Hi. This is the qmail-send program at mx.{domain}.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{to}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{ours}
"""

QQ = """\
Return-Path: <>
From: "=?utf-8?B?UVHpgq7nrrE=?=" <PostMaster@qq.com>
To: <pledge@lightup.example>
Subject: =?utf-8?B?57O757uf6YCA5L+hL1N5c3RlbSBib3VuY2U=?=
Mime-Version: 1.0
Content-Type: multipart/mixed; boundary="----=_NextPart_67433A11"
Date: Tue, 24 Nov 2026 22:05:07 +0800
Message-ID: <tencent_0123456789ABCDEF@qq.com>

------=_NextPart_67433A11
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: 8bit

<html><style>td {{ color: #333 }}</style><body><table><tr><td>抱歉，您的邮件被退回来了……</td></tr>
<tr><td>收件人：</td><td>{to}</td></tr>
<tr><td>退信原因：</td><td>收件人邮件地址（{to}）不存在，邮件无法送达。</td></tr>
<tr><td>host {domain} said: 550 Mailbox not found.</td></tr></table></body></html>

------=_NextPart_67433A11
Content-Type: message/rfc822

{ours}
------=_NextPart_67433A11--
"""

YAHOO_REPORT = """\
From: <feedback@arf.mail.yahoo.com>
To: pledge@lightup.example
Subject: FW: Confirm your pledge: Light Up
Date: Tue, 24 Nov 2026 15:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; boundary="_----arf"; report-type=feedback-report

--_----arf
Content-Type: text/plain; charset=us-ascii

This is an email abuse report for an email message received from pledge@lightup.example

--_----arf
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Yahoo!-Mail-Feedback/2.0
Version: 1
Original-Mail-From: <pledge@lightup.example>
Original-Rcpt-To: <redacted@yahoo.com>
Received-Date: Tue, 24 Nov 2026 14:05:10 +0000
Reported-Domain: lightup.example

--_----arf
Content-Type: message/rfc822

{ours}
--_----arf--
"""

NOT_SPAM = YAHOO_REPORT.replace("Feedback-Type: abuse", "Feedback-Type: not-spam")

HOLIDAY = """\
Return-Path: <>
From: Wangari Otieno <{to}>
To: pledge@lightup.example
Subject: Out of office: Confirm your pledge: Light Up
In-Reply-To: {id}
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

I am away until 550 people have signed. My old mailbox does not exist any more.
"""


def filled(sample: str, *, message_id: str, to: str) -> bytes:
    """Return a sample about one of our messages."""
    facts = {"id": message_id, "to": to, "domain": to.rpartition("@")[2]}
    return sample.format(**facts, ours=OURS.format(**facts)).encode()
