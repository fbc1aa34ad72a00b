"""Reports by strangers: a row for the desk, nothing that says who told us; and the desk's answer."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act

from pledges import errors
from pledges.models import Certificate, EntryReport
from users.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def report_entry(*, certificate: Certificate, reason: str, note: str) -> EntryReport:
    """Keep what somebody says about an entry until the desk has answered it."""
    report = EntryReport.objects.create(pledge=certificate.pledge, reason=reason, note=note)
    logger.info("entry.reported", extra={"pledge": certificate.pledge_id})
    return report


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
