"""Reports by strangers: a row for the desk, nothing that says who told us; and the desk's answer."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as record_act
from wagtail.users.models import UserProfile

from content.caching import forget
from mail.models import Message
from mail.services import owe
from pledges import errors, limits
from pledges.emails import LATE, NEW, REPORTS_WAIT, WARN_AFTER, WARN_SPAN
from pledges.enums import DoubtGround, ReportReason
from pledges.models import Certificate, Doubt, EntryReport, Pledge
from users.models import User

logger = logging.getLogger(__name__)

PROMISE = timedelta(hours=24)  # what the public page of a report promises: answered or off the lists
CLAIMS_THAT_HOLD = 3  # from so many networks; one stranger's word unlists nobody at once
LATELY = timedelta(days=90)
FEWEST, MOST = 5, 1_000  # answers that a median is taken of
PAUSE = WARN_SPAN  # between two mails of one kind to one person, however many reports come
PIECE = 100  # reports looked at in one go


@transaction.atomic
def report_entry(
    *, certificate: Certificate, reason: str, note: str, network: str = "", at: datetime | None = None
) -> EntryReport:
    """Keep what somebody says about an entry until the desk has answered it, and owe the desk a mail about it.

    One claim to the name goes to the top of the queue. Three from three networks hold the listing until somebody has
    looked; once somebody has, claims hold it no more, so that no crowd can take a name off the list for good. A network
    helps to hold few names a day, and all together hold few: past that, claims wait at the top of the queue, so that
    three machines cannot clear the roll. Any report that nobody answers takes the name off the lists after a day, see
    `hold_unanswered`, if it is one of the few that a network may send in a day.

    Args:
        network: a keyed hash of where it came from, see `limits.Origin.voice`; remembered for a day by counters alone.
    """
    at = at or timezone.now()
    pledge = Pledge.objects.select_for_update().get(pk=certificate.pledge_id)
    hold_at = at + PROMISE if limits.may_hold_unanswered(network) else None
    report = EntryReport.objects.create(pledge=pledge, reason=reason, note=note, hold_at=hold_at)
    logger.info("entry.reported", extra={"pledge": pledge.pk})
    if reason == ReportReason.NOT_ME and _is_claimed_by_many(pledge, network):
        if limits.may_hold_by_claims():
            _hold(pledge, DoubtGround.CLAIMS, at)
        else:
            logger.warning("claims.too_many", extra={"pledge": pledge.pk})
    _tell_the_desk(at)
    return report


def _is_claimed_by_many(pledge: Pledge, network: str) -> bool:
    if pledge.is_covered or not pledge.is_confirmed:
        return False
    claims = pledge.reports.filter(reason=ReportReason.NOT_ME)
    if claims.filter(answered_at__isnull=False).exists() or pledge.doubts.filter(ground=DoubtGround.CLAIMS).exists():
        return False
    return limits.claims_of(pledge.pk, network) >= CLAIMS_THAT_HOLD


def _hold(pledge: Pledge, ground: DoubtGround, at: datetime) -> None:
    pledge.is_held, pledge.is_held_from_lists_only = True, ground == DoubtGround.REPORTED
    pledge.save(update_fields=["is_held", "is_held_from_lists_only"])
    Doubt.objects.create(pledge=pledge, ground=ground, found_at=at)
    forget()
    logger.info("entry.held", extra={"pledge": pledge.pk})


def _tell_the_desk(at: datetime) -> None:
    """Owe everybody who answers reports a mail now, and one for when the day is nearly over.

    Each says how many wait when it is sent, so one stands for all reports of its `PAUSE`; where nothing waits any more,
    it is not sent.
    """
    people = list(User.objects.holding("pledges.change_entryreport").values_list("pk", "email"))
    subjects = {f"user:{pk}": (pk, email) for pk, email in people}
    told = Message.objects.filter(kind=REPORTS_WAIT, subject__in=subjects, due_at__gt=at - PAUSE)
    latest: dict[tuple[str, str], datetime] = {}
    for subject, occasion, due_at in told.values_list("subject", "occasion", "due_at"):
        key = (subject, occasion.partition("-")[0])
        latest[key] = max(due_at, latest.get(key, due_at))
    languages = dict(
        UserProfile.objects.filter(user__in=[pk for pk, _email in people]).values_list("user", "preferred_language")
    )
    for subject, (pk, email) in subjects.items():
        for series, wanted_at in ((NEW, at), (LATE, at + WARN_AFTER)):
            last = latest.get((subject, series))
            if last is not None and (last > at if series == NEW else last > wanted_at - PAUSE):
                continue  # one that is on its way says it too
            due_at = max(wanted_at, last + PAUSE) if last is not None else wanted_at
            owe(
                kind=REPORTS_WAIT,
                subject=subject,
                occasion=f"{series}-{due_at:%Y-%m-%dT%H:%M}",
                to=email,
                language=languages.get(pk) or settings.LANGUAGE_CODE,
                due_at=due_at,
                cap=False,  # `PAUSE` is the cap
            )


def hold_unanswered(*, at: datetime | None = None) -> int:
    """Take names off the lists whose report nobody has answered for a day; return how many reports were looked at.

    The certificate goes on naming its holder. The answer that nothing was wrong puts the name back, and a person who
    releases it has looked: no report holds twice.
    """
    at = at or timezone.now()
    keys = EntryReport.objects.to_hold(at).order_by("hold_at").values_list("pk", "pledge_id")[:PIECE]
    return sum(_hold_for(report, pledge, at) for report, pledge in keys)


@transaction.atomic
def _hold_for(report_pk: int, pledge_pk: int, at: datetime) -> bool:
    pledge = Pledge.objects.select_for_update().get(pk=pledge_pk)  # before its report, as `answer_report` does
    if not EntryReport.objects.to_hold(at).filter(pk=report_pk).update(hold_at=None):
        return False  # answered meanwhile, or another worker was quicker
    if pledge.is_confirmed and not pledge.is_held and not pledge.is_hidden:
        _hold(pledge, DoubtGround.REPORTED, at)
        record_act(pledge, "pledges.hold_unanswered", data={"report": report_pk})
    return True


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """In what time half of the reports were answered, and whether some that still wait are among them."""

    half_within: timedelta
    has_waiting: bool


def median_answer(*, at: datetime | None = None) -> AnswerTime | None:
    """Return in what time half of the reports of the last 90 days were answered; nothing where too few were to say.

    A report that still waits, and for longer than that, counts with the time so far: nothing is won by not answering.
    """
    at = at or timezone.now()
    rows = EntryReport.objects.filter(answered_at__gte=at - LATELY).order_by("-answered_at")
    pairs = rows.values_list("at", "answered_at")[:MOST]
    answered = [(answered_at - reported) for reported, answered_at in pairs if answered_at is not None]
    usual = _middle(answered) if answered else PROMISE
    open_since = EntryReport.objects.unanswered().filter(at__lt=at - usual).order_by("at").values_list("at", flat=True)
    waiting = [at - reported for reported in open_since[:MOST]]
    times = answered + waiting
    return AnswerTime(_middle(times), bool(waiting)) if len(times) >= FEWEST else None


def _middle(times: list[timedelta]) -> timedelta:
    return timedelta(seconds=median(time.total_seconds() for time in times))


@transaction.atomic
def answer_report(
    *, report: EntryReport, by: User, reason: str, is_right: bool = False, at: datetime | None = None
) -> EntryReport:
    """Close a report with what was found and done; the answer is kept in the log of its pledge.

    Args:
        is_right: nothing was wrong with the entry: a name that reports alone keep off the lists comes back, unless
            another report about it waits.

    Raises:
        ReasonMissing: nothing says what was found.
        ReportAnswered: a colleague was quicker; theirs stands.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    pledge = Pledge.objects.select_for_update().get(pk=report.pledge_id)
    locked = EntryReport.objects.select_for_update().get(pk=report.pk)
    if locked.answered_at is not None:
        raise errors.ReportAnswered
    locked.answered_at, locked.answered_by_id = at or timezone.now(), by.pk
    locked.save(update_fields=["answered_at", "answered_by"])
    record_act(pledge, "pledges.answer_report", user=by, data={"reason": reason.strip(), "report": locked.pk})
    if is_right and _is_held_by_reports_alone(pledge):
        pledge.is_held = pledge.is_held_from_lists_only = False
        pledge.save(update_fields=["is_held", "is_held_from_lists_only"])
        record_act(pledge, "pledges.release", user=by, data={"reason": reason.strip()})
        forget()
    logger.info("entry.answered", extra={"report": locked.pk})
    return locked


def _is_held_by_reports_alone(pledge: Pledge) -> bool:
    """Held by `hold_unanswered`, which holds only what nothing else held."""
    if not pledge.is_held_from_lists_only or not pledge.doubts.filter(ground=DoubtGround.REPORTED).exists():
        return False
    return not pledge.reports.unanswered().exists()
