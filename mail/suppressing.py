"""Mailboxes that are not written to: from what came back, from what was reported, and at their owner's wish."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log as record_act

from mail import figures
from mail.addresses import canonical, digest, masked, provider_of
from mail.enums import FINAL, PASSING, Bar, Reason
from mail.errors import ReasonMissing
from mail.letters import Kind
from mail.models import Message, Suppression
from mail.notices import ADDRESS, Notice
from users.models import User

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)


@transaction.atomic
def take_notice(notice: Notice, *, source: str, is_trusted: bool = False, at: datetime | None = None) -> bool:
    """Believe a notice as far as it deserves; return whether it told us anything new.

    Who names a message of ours by its key has had it in hand. Anybody can write the rest: a notice that names only an
    address marks no message and is no complaint; it counts as one that came back for a passing reason, once a day and
    once for each time that we wrote. A message comes back once, so that a notice read twice counts once.

    Args:
        source: who brought it, such as `dsn` or `webhook`; staff see it.
        at: when it happened, if that is known; a notice without a message of ours is told again when it is no newer.
        is_trusted: it came with a secret that only our provider has, so its address is believed too.
    """
    at = at or timezone.now()
    message, is_ours = _message_of(notice)
    is_known = is_ours or is_trusted
    if message is None and Suppression.objects.of_mailbox(notice.recipient).filter(at__gte=at).exists():
        return False  # told again
    if message is None and not (is_trusted and notice.recipient):
        logger.info("mail.notice_unmatched", extra={"kind": notice.reason})
        return False
    if notice.reason == Reason.COMPLAINT and not is_known:
        return False
    reason = notice.reason if is_known else Reason.OTHER
    if message is not None and not (_came_back(message, reason, at) if is_known else _is_worth_counting(message, at)):
        return False
    address = (message.to if message else "") or notice.recipient
    what = "complained" if reason == Reason.COMPLAINT else "bounced"
    figures.count({(provider_of(address), what): 1})
    if address:
        _suppress(address, reason, words=notice.words, source=source, at=at)
    logger.info("mail.came_back", extra={"kind": reason, "message_id": message.message_id if message else ""})
    return True


def _message_of(notice: Notice) -> tuple[Message | None, bool]:
    """Return the message a notice is about, and whether it names it by its key."""
    if notice.message is not None:
        found = Message.objects.filter(pk=notice.message).first()
        if found is not None:
            return found, True
    if not notice.recipient:
        return None, False
    # by the mailbox as the cap knows it, which is at least as wide as the canonical one
    lately = Message.objects.filter(mailbox__in={canonical(notice.recipient), notice.recipient.lower()})
    return lately.filter(sent_at__gt=timezone.now() - settings.MAIL_BOUNCE_MEMORY).order_by(
        "-created_at"
    ).first(), False


def _is_worth_counting(message: Message, at: datetime) -> bool:
    """Whether what is said of a mailbox may be news: nothing was said today, nor since we last wrote."""
    told = Suppression.objects.of_mailbox(message.to).filter(bar=Bar.BOUNCE)
    return not told.filter(Q(at__gt=at - DAY) | Q(at__gte=message.sent_at)).exists()


def _came_back(message: Message, reason: Reason, at: datetime) -> bool:
    """Mark the row; False where that is known already. A complaint comes after everything else."""
    known = Q(came_back=reason) if reason == Reason.COMPLAINT else ~Q(came_back="")
    rows = Message.objects.filter(pk=message.pk).exclude(known)
    return rows.update(came_back=reason, came_back_at=at) == 1


def note_refusal(message: Message, reason: Reason, *, words: str) -> None:
    """Take what the mail server said to our face as it takes a mail that came back."""
    with transaction.atomic():
        if _came_back(message, reason, timezone.now()):
            _suppress(message.to, reason, words=words, source="smtp", at=timezone.now())


def _suppress(address: str, reason: Reason, *, words: str, source: str, at: datetime) -> None:
    if reason == Reason.POLICY:
        return  # a filter's rule is about what we send or from where; staff see it in the figures
    bar = Bar.COMPLAINT if reason == Reason.COMPLAINT else Bar.BOUNCE
    row = _row(address, bar, source=source, at=at)
    is_old = at - row.at > settings.MAIL_BOUNCE_MEMORY and row.barred_at is None
    row.times = 1 if is_old else row.times + 1
    if row.reason not in FINAL or reason in FINAL:  # that a mailbox is full says less than that it does not exist
        row.reason, row.words = reason, ADDRESS.sub("…", words)[:300]
    is_enough = reason not in PASSING or row.times >= settings.MAIL_BOUNCES_TAKEN
    if is_enough and row.barred_at is None:
        row.barred_at = at
    row.at, row.source = at, source
    row.asked_again_at = at if row.barred_at else None
    row.save()


def _row(address: str, bar: Bar, *, source: str, at: datetime, topic: str = "") -> Suppression:
    """Return the locked row of a mailbox, new or old."""
    rows = Suppression.objects.select_for_update().of_mailbox(address).filter(bar=bar, topic=topic)
    if (row := rows.first()) is not None:
        return row
    row, _made = Suppression.objects.select_for_update().get_or_create(
        mailbox_digest=digest(address),
        bar=bar,
        topic=topic,
        defaults={"hint": masked(address), "provider": provider_of(address), "source": source, "at": at},
    )
    return row


def bar_against(message: Message, kind: Kind, *, at: datetime) -> Suppression | None:
    """Return what forbids a message, or None. One query.

    What somebody has just asked for goes even to a barred mailbox, once in `MAIL_ASK_AGAIN_AFTER`: it may be there
    again, or have another owner. What proves that the mailbox is alive ends a bar for bounces.
    """
    for row in Suppression.objects.of_mailbox(message.to).barring():
        if row.bar == Bar.STOP:
            if row.topic == kind.topic:
                return row
            continue
        if kind.proves_mailbox and message.created_at > row.at:
            if row.bar == Bar.BOUNCE:
                row.delete()
            continue
        if kind.is_asked_for and message.attempts > 1:
            continue  # it was let through before, and put off by the server
        pause = settings.MAIL_ASK_AGAIN_AFTER[row.bar]
        if kind.is_asked_for and row.asked_again_at and row.asked_again_at + pause <= at:
            Suppression.objects.filter(pk=row.pk).update(asked_again_at=at)
            continue
        return row
    return None


@transaction.atomic
def lift(*, suppression: Suppression, by: User, reason: str) -> None:
    """Write to a mailbox again.

    Raises:
        ReasonMissing: nothing says why.
    """
    if not reason.strip():
        raise ReasonMissing
    record_act(suppression, "mail.lift", user=by, data={"reason": reason.strip()})
    suppression.delete()


def forget_old(*, before: datetime) -> int:
    """Delete what is known of mailboxes whose mail last came back before then; wishes and complaints stay."""
    deleted, _rows = Suppression.objects.filter(bar=Bar.BOUNCE, at__lt=before).delete()
    return deleted
