"""Changing: what a signatory may have changed about a confirmed pledge, at their written wish, entered by staff."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act

from mail.waking import wake
from pledges import errors, facts, owed, tasks
from pledges.enums import CONSENTS_APART, DISPLAYS_LISTED, NARROWER, Display, Purpose
from pledges.models import Certificate, Pledge
from pledges.services.moderating import locked_for_act
from users.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def change_display(*, pledge: Pledge, by: User, reason: str, display: Display, at: datetime | None = None) -> Pledge:
    """Show less of a pledge, at its signatory's written wish; its certificate and pictures are drawn anew.

    A letter may be forged, and what was public cannot be taken back: to be shown more is the signatory's own act. What
    staff hold or hide stays held or hidden, whatever the signatory wishes.

    Raises:
        NotConfirmed: the pledge is not confirmed.
        ReasonMissing: nothing says how the wish reached us.
        UnderAge: the signatory is under `MINIMUM_AGE`, and is named nowhere.
        OnlyNarrower: more would be shown than the signatory chose.
    """
    at = at or timezone.now()
    locked = locked_for_act(pledge, reason)
    before, locked.display = Display(locked.display), display
    if display == before:
        return locked
    if locked.is_under_age:
        raise errors.UnderAge
    if display not in NARROWER[before]:
        raise errors.OnlyNarrower
    locked.sort_key, locked.search_text = facts.roll_keys(locked)
    # words that were read beside one name are read again beside another
    locked.is_message_shown, locked.message_read_at = False, None
    locked.save(update_fields=["display", "sort_key", "search_text", "is_message_shown", "message_read_at"])
    if display not in DISPLAYS_LISTED:
        locked.consents.filter(purpose=Purpose.LISTING, withdrawn_at=None).update(withdrawn_at=at)
    _draw_anew(locked, at)
    data = {"reason": reason.strip(), "from": str(before), "to": str(display)}
    record_act(locked, "pledges.change_display", user=by, data=data)
    logger.info("pledges.change_display", extra={"pledge": locked.pk})
    return locked


def _draw_anew(pledge: Pledge, at: datetime) -> None:
    """Freeze what the certificate says now, and owe its files again."""
    certificate = Certificate.objects.select_for_update().get(pledge=pledge)
    certificate.facts = facts.frozen(facts.certificate_facts(pledge, certificate.number))
    certificate.rendered_at, certificate.attempts, certificate.due_at = None, 0, at
    certificate.save(update_fields=["facts", "rendered_at", "attempts", "due_at"])
    owed.discard_files(certificate)
    certificate.files.all().delete()  # a store that is down keeps bytes, and yet nobody is shown them
    wake(tasks.render_certificates)


@transaction.atomic
def withdraw_consent(*, pledge: Pledge, by: User, reason: str, purpose: Purpose, at: datetime | None = None) -> Pledge:
    """Take back a consent that stands by itself, at its signatory's written wish. Twice is a success.

    Raises:
        NotConfirmed, ReasonMissing: as in `change_display`.
        ConsentBound: it goes with the pledge, or with how the pledge is shown.
        ConsentUnknown: it was never given.
    """
    at = at or timezone.now()
    if purpose not in CONSENTS_APART:
        raise errors.ConsentBound
    locked = locked_for_act(pledge, reason)
    consent = locked.consents.filter(purpose=purpose).first()
    if consent is None:
        raise errors.ConsentUnknown
    if consent.withdrawn_at is not None:
        return locked
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    data = {"reason": reason.strip(), "purpose": str(purpose)}
    record_act(locked, "pledges.withdraw_consent", user=by, data=data)
    logger.info("pledges.withdraw_consent", extra={"pledge": locked.pk})
    return locked
