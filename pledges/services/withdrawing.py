"""Withdrawing: the signatory takes the pledge back."""

import logging
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act

from content.caching import forget
from pledges import errors, facts, tokens
from pledges.enums import OWNER, PledgeState
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
    if not reason.strip():
        raise errors.ReasonMissing
    return _withdraw(pledge.pk, at or timezone.now(), by=by, reason=reason.strip())


@transaction.atomic
def withdraw_as_owner(*, token: str, at: datetime | None = None) -> Pledge:
    """Take a pledge back at the wish of whoever reads its mails: they hold the secret of the mailed link. Twice is a success.

    Raises:
        ConfirmationUnknown: no pledge carries this token.
        NotConfirmed: the pledge is not confirmed.
    """
    pk = Pledge.objects.filter(token_digest=tokens.digest(token)).values_list("pk", flat=True).first()
    if pk is None:
        raise errors.ConfirmationUnknown
    return _withdraw(pk, at or timezone.now(), by=None, reason="")


def _withdraw(pk: int, at: datetime, *, by: User | None, reason: str) -> Pledge:
    locked = Pledge.objects.select_for_update().get(pk=pk)
    if locked.state == PledgeState.WITHDRAWN:
        return locked
    if not locked.is_confirmed:
        raise errors.NotConfirmed
    locked.state, locked.ended_at = PledgeState.WITHDRAWN, at
    locked.save(update_fields=["state", "ended_at"])
    forget()
    log.append("pledge.withdrawn", subject=str(locked.ref), payload=facts.counted_payload(locked), at=at)
    record_act(locked, "pledges.withdraw", user=by, data={"reason": reason} if reason else {"source": OWNER})
    transaction.on_commit(partial(discard_files, locked.certificate), robust=True)
    logger.info("pledge.withdrawn", extra={"pledge": locked.pk})
    return locked
