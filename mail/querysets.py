"""Which messages, and which mailboxes."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mail.addresses import digests
from mail.enums import Ended, MessageState, Reason

if TYPE_CHECKING:
    from uuid import UUID

    from mail.models import Message, Suppression  # noqa: F401

SETTLED = (MessageState.SENT, MessageState.FAILED, MessageState.DROPPED)


def _due(at: datetime) -> Q:
    return Q(state=MessageState.QUEUED, due_at__lte=at) | Q(state=MessageState.SENDING, claimed_until__lte=at)


class MessageQuerySet(models.QuerySet["Message"]):
    def owed(self, at: datetime) -> Self:
        """Due, or claimed by a process that died: its lease is over.

        Where the clock has been set back since, what was written before is due too, once, and no claim reaches further
        than claims do.
        """
        longest = at + settings.MAIL_LEASE + settings.MAIL_ANSWER_TIMEOUT
        untried = Q(state=MessageState.QUEUED, attempts=0, created_at__gt=at)
        unbelievable = Q(state=MessageState.SENDING, claimed_until__gt=longest)
        return self.filter(_due(at) | untried | unbelievable)

    def overdue(self, at: datetime) -> Self:
        """Owed since that moment in the past, and still not sent."""
        return self.filter(_due(at))

    def settled(self) -> Self:
        """Nothing more will happen to them."""
        return self.filter(state__in=SETTLED)

    def unanswered(self) -> Self:
        """Failed, not because of its mailbox, and it still says to whom it goes. Served by `message_failed`.

        Who mistyped an address reads so on the waiting page; that a filter refuses us is for staff.
        """
        return self.filter(state=MessageState.FAILED, came_back__in=["", Reason.POLICY]).exclude(to="")

    def capped_for(self, mailbox: str, *, since: datetime) -> Self:
        """Those that count against what one mailbox may be sent in a day."""
        return self.filter(mailbox=mailbox, capped=True, created_at__gt=since).exclude(state=MessageState.DROPPED)

    def over_the_cap(self, *, since: datetime) -> Self:
        """Held back, because their mailbox had had its messages of the day. Served by `message_over_the_cap`."""
        return self.filter(last_error=Ended.OVER_THE_CAP, created_at__gte=since)

    def claim(self, pk: "UUID", *, at: datetime) -> "Message | None":
        """Take one owed message for this process; None when another one was quicker, or it was erased meanwhile."""
        claimed = self.filter(pk=pk).owed(at)
        won = claimed.update(
            state=MessageState.SENDING, attempts=F("attempts") + 1, claimed_until=at + settings.MAIL_LEASE
        )
        return self.filter(pk=pk).first() if won == 1 else None

    def claimed_by(self, message: "Message") -> Self:
        """The row of a message, as long as that claim on it is the last one."""
        return self.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)

    def renew_claim(self, message: "Message", *, at: datetime) -> bool:
        """Keep other workers off while the server thinks about a message; False when the claim was lost before."""
        until = at + settings.MAIL_LEASE + settings.MAIL_ANSWER_TIMEOUT
        return self.claimed_by(message).update(claimed_until=until) == 1


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of_mailbox(self, address: str) -> Self:
        """All that is kept of the mailbox which an address is, also under a former secret key."""
        return self.filter(mailbox_digest__in=digests(address))

    def barring(self) -> Self:
        """Those that keep us from writing, not those that are still being counted."""
        return self.filter(barred_at__isnull=False)
