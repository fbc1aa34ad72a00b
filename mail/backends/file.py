"""Mails into a folder, to be read at /dev/mail/."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mail import folder


class EmailBackend(BaseEmailBackend):
    """`EMAIL_URL=filemail://` (into `var/mail/`) or `filemail:///another/folder`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            folder.keep(message.message().as_bytes())
        return len(email_messages)
