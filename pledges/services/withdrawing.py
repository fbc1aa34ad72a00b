"""Withdrawing: the signatory takes the pledge back."""

import logging
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act

from content.caching import forget
from pledges import errors, facts
from pledges.enums import PledgeState
from pledges.models import Pledge
from pledges.owed import discard_files
from transparency import log
from users.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def withdraw_pledge(*, pledge: Pledge, by: User, reason: str, at: datetime | None = None) -> Pledge:
    """Take a pledge back at its signatory's written wish, entered by staff. Twice is a success.

    Raises:
        NotConfirmed: the pledge is not confirmed.
        ReasonMissing: nothing says how the wish reached us.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise errors.ReasonMissing
    locked = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if locked.state == PledgeState.WITHDRAWN:
        return locked
    if not locked.is_confirmed:
        raise errors.NotConfirmed
    locked.state, locked.ended_at = PledgeState.WITHDRAWN, at
    locked.save(update_fields=["state", "ended_at"])
    forget()
    log.append("pledge.withdrawn", subject=str(locked.ref), payload=facts.counted_payload(locked), at=at)
    record_act(locked, "pledges.withdraw", user=by, data={"reason": reason.strip()})
    transaction.on_commit(partial(discard_files, locked.certificate), robust=True)
    logger.info("pledge.withdrawn", extra={"pledge": locked.pk})
    return locked
