"""The mails that rows owe."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation

from mail import errors, figures, letters, suppressing
from mail.addresses import provider_of
from mail.delivery import Line
from mail.enums import Bar, Ended, MessageState
from mail.models import Message, Suppression
from mail.reasons import reason_of, status_in

logger = logging.getLogger(__name__)


BATCH = 200


@dataclass(frozen=True)
class Batch:
    """What one worker did: how many messages went out, and whether there was more than it looked at."""

    sent: int
    had_more: bool


def send_owed(*, limit: int = BATCH) -> int:
    """Send one batch; return how many went out."""
    return send_batch(limit=limit).sent


def send_batch(*, limit: int = BATCH) -> Batch:
    """Send what is owed, the longest due first.

    Safe to stop, to run twice and to run side by side: each message is claimed, sent and marked before the next one,
    so a process killed between the server's answer and the mark repeats that one message, with its Message-ID.
    """
    owed = Message.objects.owed(timezone.now()).order_by("due_at")
    keys = list(owed.values_list("pk", flat=True)[: limit + 1])
    tallied: figures.Tallied = figures.Tallied()
    sent, had_more = 0, len(keys) > limit
    with Line() as line, _counted(tallied):
        for pk in keys[:limit]:
            message = Message.objects.claim(pk, at=timezone.now())
            if message is None:
                continue
            if message.attempts > len(settings.MAIL_RETRY_DELAYS) + 1:
                _give_up(message, Ended.NO_RESULT)  # it may be what kills the workers
                continue
            try:
                sent += _send(message, line, tallied)
            except (errors.ServerUnreachable, errors.MessageUnanswered) as error:
                _put_back(message, f"{type(error).__name__}: {error}")
                had_more = False  # coming back at once would meet the same silence
                break
    return Batch(sent, had_more)


@contextmanager
def _counted(tallied: figures.Tallied) -> Iterator[None]:
    try:
        yield
    finally:
        figures.count(tallied)


def _send(message: Message, line: Line, tallied: figures.Tallied) -> bool:
    provider = provider_of(message.to)
    try:
        barred = suppressing.bar_against(message, letters.kind_of(message), at=timezone.now())
        if barred is not None:
            _drop(message, f"suppressed: {barred.bar}", barred=barred)
            return False
        with translation.override(message.language):
            letter = letters.render(message)
            if letter is None:
                _drop(message, Ended.NOT_OWED)
                return False
            line.send(letters.envelope(message, letter), before=lambda: _renew(message))
    except errors.MessageRefused as error:
        _settle(message, MessageState.FAILED, str(error))
        suppressing.note_refusal(message, reason_of(status_in(str(error)), str(error)), words=str(error))
        tallied[provider, "bounced"] += 1
        logger.warning("mail.refused", extra=_key(message))
        return False
    except errors.MessageDeferred as error:
        _put_back(message, str(error))
        tallied[provider, "deferred"] += 1
        return False
    except errors.ClaimLost:
        logger.warning("mail.claim_lost", extra=_key(message))
        return False
    except (errors.ServerUnreachable, errors.MessageUnanswered):
        raise
    except Exception as error:  # whatever is wrong with one row must not hold up the others
        _put_back(message, f"{type(error).__name__}: {error}")
        logger.exception("mail.broken", extra=_key(message))
        return False
    # Without a condition: it has gone out, whoever else may have claimed it meanwhile.
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, sent_at=timezone.now(), claimed_until=None, last_error=""
    )
    tallied[provider, "sent"] += 1
    logger.info("mail.sent", extra=_key(message))
    return True


def _renew(message: Message) -> None:
    if not Message.objects.renew_claim(message, at=timezone.now()):
        raise errors.ClaimLost


def _put_back(message: Message, reason: str) -> None:
    delays = settings.MAIL_RETRY_DELAYS
    if message.attempts > len(delays):
        _give_up(message, reason)
        return
    Message.objects.claimed_by(message).update(
        state=MessageState.QUEUED,
        due_at=timezone.now() + delays[message.attempts - 1],
        claimed_until=None,
        last_error=reason[:300],
    )
    logger.warning("mail.put_back", extra=_key(message))


def _give_up(message: Message, reason: str) -> None:
    _settle(message, MessageState.FAILED, reason)
    logger.error("mail.given_up", extra=_key(message))


def _drop(message: Message, reason: str, *, barred: Suppression | None = None) -> None:
    """Let it be. `due_at` becomes the moment at which it would have been sent, so that no page can tell the two apart.

    Where an earlier message came back, this one is taken as if it had, too: it would.
    """
    now, is_dead = timezone.now(), barred is not None and barred.bar == Bar.BOUNCE
    Message.objects.claimed_by(message).update(
        state=MessageState.DROPPED,
        claimed_until=None,
        due_at=now,
        last_error=reason[:300],
        came_back=barred.reason if barred and is_dead else "",
        came_back_at=now if is_dead else None,
    )


def _settle(message: Message, state: MessageState, reason: str) -> None:
    Message.objects.claimed_by(message).update(state=state, claimed_until=None, last_error=reason[:300])


def _key(message: Message) -> dict[str, object]:
    return {"message_id": message.message_id, "kind": message.kind, "attempt": message.attempts}
