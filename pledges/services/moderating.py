"""The desk: what staff do to the appearance of a pledge, and to the pledge itself. Each act is logged with its reason."""

import logging
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act

from content.caching import forget
from pledges import errors, facts
from pledges.addresses import canonical
from pledges.enums import Display, PledgeState, RevocationReason
from pledges.models import Pledge
from pledges.owed import discard_files
from transparency import log
from users.models import User

logger = logging.getLogger(__name__)

FOUND = 50  # pledges of one mailbox on one page


def hold_listing(*, pledge: Pledge, by: User, reason: str, at: datetime | None = None) -> Pledge:
    """Keep a confirmed pledge off public lists until somebody releases it.

    Raises:
        NotConfirmed: the pledge is not confirmed.
        ReasonMissing: no reason was given.
    """
    return _appear(pledge, by, reason, "pledges.hold", is_held=True, is_held_from_lists_only=False)


def release_listing(*, pledge: Pledge, by: User, reason: str, at: datetime | None = None) -> Pledge:
    """End the hold, also the one every new pledge has: the name may be listed from now on.

    Raises:
        NotConfirmed, ReasonMissing: as in `hold_listing`.
    """
    at = at or timezone.now()
    listed_at = min(pledge.listed_at, at) if pledge.listed_at else at
    return _appear(
        pledge,
        by,
        reason,
        "pledges.release",
        is_held=False,
        is_held_from_lists_only=False,
        is_hidden=False,
        listed_at=listed_at,
    )


def hide_listing(*, pledge: Pledge, by: User, reason: str, at: datetime | None = None) -> Pledge:
    """Take a name out of public lists; the pledge still counts.

    Raises:
        NotConfirmed, ReasonMissing: as in `hold_listing`.
    """
    return _appear(pledge, by, reason, "pledges.hide", is_hidden=True)


@transaction.atomic
def show_message(*, pledge: Pledge, by: User, reason: str, at: datetime | None = None) -> Pledge:
    """Let the words of a signatory stand on the page of their certificate: somebody has read them.

    Raises:
        NotConfirmed, ReasonMissing: as in `hold_listing`.
        NoMessage: there are none, or their signatory is named nowhere.
    """
    locked = locked_for_act(pledge, reason)
    if not locked.message or locked.display == Display.HIDDEN:
        raise errors.NoMessage
    read = {"message_read_at": at or timezone.now(), "is_message_shown": True}
    return _change(locked, by, reason, "pledges.show_message", **read)


@transaction.atomic
def hide_message(*, pledge: Pledge, by: User, reason: str, at: datetime | None = None) -> Pledge:
    """Leave the words of a signatory out, for the first time or again: somebody has read them.

    Raises:
        NotConfirmed, ReasonMissing: as in `hold_listing`.
        NoMessage: there are none.
    """
    locked = locked_for_act(pledge, reason)
    if not locked.message:
        raise errors.NoMessage
    read = {"message_read_at": at or timezone.now(), "is_message_shown": False}
    return _change(locked, by, reason, "pledges.hide_message", **read)


@transaction.atomic
def revoke_pledge(
    *,
    pledge: Pledge,
    by: User,
    reason: str,
    reason_class: RevocationReason,
    at: datetime | None = None,
) -> Pledge:
    """Take a confirmed pledge back: it no longer counts, its certificate says revoked and why (the class only).

    Raises:
        NotConfirmed: the pledge is not confirmed.
        ReasonMissing: no reason was given.
    """
    at = at or timezone.now()
    locked = locked_for_act(pledge, reason)
    locked.state, locked.ended_at, locked.revocation_reason = PledgeState.REVOKED, at, reason_class
    locked.save(update_fields=["state", "ended_at", "revocation_reason"])
    log.append("pledge.revoked", subject=str(locked.ref), payload=facts.counted_payload(locked), at=at)
    record_act(locked, "pledges.revoke", user=by, data={"reason": reason.strip(), "class": reason_class})
    transaction.on_commit(partial(discard_files, locked.certificate), robust=True)
    logger.info("pledge.revoked", extra={"pledge": locked.pk})
    return locked


@transaction.atomic
def look_at_address(*, pledge: Pledge, by: User) -> str:
    """Return the e-mail address of a signatory as it was typed; that `by` looked at it is put on record first."""
    record_act(pledge, "pledges.look_at_address", user=by)
    logger.info("pledge.address_seen", extra={"pledge": pledge.pk})
    return pledge.address


@transaction.atomic
def find_by_address(*, address: str, by: User) -> list[Pledge]:
    """Return the pledges of one mailbox, the newest first; that `by` found them so is put on record with each."""
    rows = Pledge.objects.select_related("campaign").filter(signatory__email=canonical(address.strip()))
    found = list(rows.order_by("-created_at", "-pk")[:FOUND])
    for pledge in found:
        record_act(pledge, "pledges.find_by_address", user=by)
    logger.info("pledges.found_by_address", extra={"count": len(found)})
    return found


@transaction.atomic
def _appear(pledge: Pledge, by: User, reason: str, action: str, **changes: Any) -> Pledge:
    return _change(locked_for_act(pledge, reason), by, reason, action, **changes)


def _change(locked: Pledge, by: User, reason: str, action: str, **changes: Any) -> Pledge:
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changes))
    record_act(locked, action, user=by, data={"reason": reason.strip()})
    logger.info(action, extra={"pledge": locked.pk})
    return locked


def locked_for_act(pledge: Pledge, reason: str) -> Pledge:
    """Return a confirmed pledge with its row locked. What is kept of pages that show it is forgotten.

    Raises:
        NotConfirmed, ReasonMissing: as in `hold_listing`.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    locked = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if not locked.is_confirmed:
        raise errors.NotConfirmed
    forget()
    return locked
