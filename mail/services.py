"""What other apps may ask of the outbox."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act

from mail import tasks
from mail.enums import Ended, MessageState
from mail.errors import NothingToTry
from mail.models import Message
from mail.waking import wake
from users.models import User


def owe(
    *,
    kind: str,
    subject: str,
    occasion: str,
    to: str,
    language: str,
    due_at: datetime | None = None,
    cap: bool = True,
    mailbox: str = "",
) -> None:
    """Write down that a mail is owed, in the caller's transaction; the same occasion again is the same message.

    Args:
        kind: a registered kind, see `mail.letters.Kind`.
        subject: the row it is about, such as `pledge:123`.
        occasion: what happened to that row, such as `sign` or `resend-1`.
        to: the address as its owner wrote it.
        due_at: not before then; now, unless given.
        cap: whether it counts against `MAIL_PER_ADDRESS_A_DAY`. Past the cap the row is written as dropped, so
            that nobody can have a stranger's mailbox flooded.
        mailbox: the canonical form of the address, by which the cap counts; `to` in lower case, unless given.
    """
    now = timezone.now()
    mailbox = mailbox or to.lower()
    is_over = cap and _is_over_the_cap(mailbox, at=now)
    message = Message(
        kind=kind,
        subject=subject,
        occasion=occasion,
        to=to,
        mailbox=mailbox,
        capped=cap,
        language=language,
        created_at=now,
        due_at=due_at or now,
        state=MessageState.DROPPED if is_over else MessageState.QUEUED,
        last_error=Ended.OVER_THE_CAP if is_over else "",
    )
    message.name_itself()
    Message.objects.bulk_create([message], ignore_conflicts=True)  # `message_once_an_occasion`
    if not is_over:
        wake(tasks.send_owed)


def _is_over_the_cap(mailbox: str, *, at: datetime) -> bool:
    """Whether the mailbox has had all that it may be sent in a day."""
    today = Message.objects.capped_for(mailbox, since=at - timedelta(days=1))
    return today.count() >= settings.MAIL_PER_ADDRESS_A_DAY


def may_be_tried(message: Message) -> bool:
    """Whether a message waits or has failed, and still says to whom it goes."""
    return bool(message.to) and message.state in {MessageState.QUEUED, MessageState.FAILED}


@transaction.atomic
def try_again(*, message: Message, by: User, at: datetime | None = None) -> Message:
    """Owe a message that failed, or that waits for its next try, from now on, with all its tries before it.

    Raises:
        NothingToTry: it is sent, being sent or no longer needed, or its address was emptied.
    """
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if not may_be_tried(locked):
        raise NothingToTry
    locked.state, locked.due_at, locked.attempts = MessageState.QUEUED, at or timezone.now(), 0
    locked.save(update_fields=["state", "due_at", "attempts"])
    record_act(locked, "mail.try_again", user=by)
    wake(tasks.send_owed)
    return locked


@transaction.atomic
def look_at_address(*, message: Message, by: User) -> str:
    """Return whom a message goes to; that `by` looked at it is put on record first."""
    record_act(message, "mail.look_at_address", user=by)
    return message.to


def forget(*, subject: str) -> int:
    """Delete every message about a row, sent or not, when that row itself is erased; return how many."""
    deleted, _ = Message.objects.filter(subject=subject).delete()
    return deleted


def forget_settled(*, before: datetime) -> int:
    """Empty the addresses of messages created before then that need nothing more; return how many.

    The rows stay: they are what keeps an occasion from being mailed twice.
    """
    named = Message.objects.settled().filter(created_at__lt=before).exclude(to="")
    return named.update(to="", mailbox="", last_error="")
