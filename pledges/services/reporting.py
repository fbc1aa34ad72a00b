"""Reports by strangers: a row for the desk, nothing that says who told us; and the desk's answer."""

import logging
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act

from content.caching import forget
from pledges import errors, limits
from pledges.enums import DoubtGround, ReportReason
from pledges.models import Certificate, Doubt, EntryReport, Pledge
from users.models import User

logger = logging.getLogger(__name__)


CLAIMS_THAT_HOLD = 3  # from so many networks; one stranger's word unlists nobody
LATELY = timedelta(days=90)
FEWEST, MOST = 5, 1_000  # answers that a median is taken of


@transaction.atomic
def report_entry(
    *, certificate: Certificate, reason: str, note: str, network: str = "", at: datetime | None = None
) -> EntryReport:
    """Keep what somebody says about an entry until the desk has answered it.

    One claim to the name goes to the top of the queue. Three from three networks hold the listing until somebody has
    looked; once somebody has, claims hold it no more, so that no crowd can take a name off the list for good.

    Args:
        network: a keyed hash of where it came from, see `users.networks`; remembered for a day by a counter alone.
    """
    at = at or timezone.now()
    pledge = Pledge.objects.select_for_update().get(pk=certificate.pledge_id)
    report = EntryReport.objects.create(pledge=pledge, reason=reason, note=note)
    logger.info("entry.reported", extra={"pledge": pledge.pk})
    if reason == ReportReason.NOT_ME and network and _is_claimed_by_many(pledge, network):
        pledge.is_held, pledge.is_held_from_lists_only = True, False
        pledge.save(update_fields=["is_held", "is_held_from_lists_only"])
        Doubt.objects.create(pledge=pledge, ground=DoubtGround.CLAIMS, found_at=at)
        forget()
        logger.info("entry.held", extra={"pledge": pledge.pk})
    return report


def _is_claimed_by_many(pledge: Pledge, network: str) -> bool:
    if pledge.is_held or not pledge.is_confirmed:
        return False
    claims = pledge.reports.filter(reason=ReportReason.NOT_ME)
    if claims.filter(answered_at__isnull=False).exists() or pledge.doubts.filter(ground=DoubtGround.CLAIMS).exists():
        return False
    if limits.counted(f"claim.{pledge.pk}.{network}", seconds=limits.DAY) > 1:
        return False
    return limits.counted(f"claims.{pledge.pk}", seconds=limits.DAY) >= CLAIMS_THAT_HOLD


def median_answer(*, at: datetime | None = None) -> timedelta | None:
    """Return in what time half of the reports of the last 90 days were answered; nothing where too few were to say."""
    since = (at or timezone.now()) - LATELY
    rows = EntryReport.objects.filter(answered_at__gte=since).order_by("-answered_at")
    pairs = rows.values_list("at", "answered_at")[:MOST]
    seconds = [(answered - reported).total_seconds() for reported, answered in pairs if answered is not None]
    return timedelta(seconds=median(seconds)) if len(seconds) >= FEWEST else None


@transaction.atomic
def answer_report(*, report: EntryReport, by: User, reason: str, at: datetime | None = None) -> EntryReport:
    """Close a report with what was found and done; the answer is kept in the log of its pledge.

    Raises:
        ReasonMissing: nothing says what was found.
        ReportAnswered: a colleague was quicker; theirs stands.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    locked = EntryReport.objects.select_for_update().get(pk=report.pk)
    if locked.answered_at is not None:
        raise errors.ReportAnswered
    locked.answered_at, locked.answered_by_id = at or timezone.now(), by.pk
    locked.save(update_fields=["answered_at", "answered_by"])
    record_act(locked.pledge, "pledges.answer_report", user=by, data={"reason": reason.strip(), "report": locked.pk})
    logger.info("entry.answered", extra={"report": locked.pk})
    return locked
