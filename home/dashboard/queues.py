"""What waits for somebody: each queue with its number, its oldest, the right it takes, and where it is worked off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.dashboard.counts import Capped, capped
from mail.enums import MessageState
from mail.models import Message
from pledges.enums import Listing, VersionState
from pledges.models import CommitmentVersion, EntryReport, Pledge

LONG = timedelta(minutes=10)  # mail that has waited so long for its turn waits for a person


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of work.

    Args:
        name: keeps its count in the cache.
        label: what waits, as a heading.
        right: the permission of those who work it off; nobody else is told of it.
        rows: counts it at a moment.
        address: where it is worked off.
        icon: of the CMS.
    """

    name: str
    label: Promise
    right: str
    rows: Callable[[datetime], Capped]
    address: Callable[[], str]
    icon: str


def _held(at: datetime) -> Capped:
    return capped(Pledge.objects.in_listing(Listing.HELD, at), "created_at")


def _reported(at: datetime) -> Capped:
    return capped(EntryReport.objects.unanswered(), "at")


def _unread(at: datetime) -> Capped:
    return capped(Pledge.objects.with_unread_message(), "created_at")


def _failed(at: datetime) -> Capped:
    return capped(Message.objects.unanswered(), "created_at")


def _late(at: datetime) -> Capped:
    return capped(Message.objects.overdue(at - LONG), "due_at")


def _drafted(at: datetime) -> Capped:
    return capped(CommitmentVersion.objects.filter(state=VersionState.DRAFT), "drafted_at")


def _approved(at: datetime) -> Capped:
    return capped(CommitmentVersion.objects.filter(state=VersionState.APPROVED), "approved_at")


REVIEWS = Queue(  # Wagtail's own panel, further down the same page, shows them one by one
    "reviews",
    _("Pages that wait for your review"),
    "wagtailadmin.access_admin",
    lambda at: Capped(),
    lambda: "#awaiting-review-section",
    "doc-full",
)
QUEUES = [
    Queue(
        "reports",
        _("Reports about entries"),
        "pledges.change_entryreport",
        _reported,
        lambda: f"{reverse('to_look_at:index')}?kind=reports",
        "flag",
    ),
    Queue(
        "held",
        _("Names held back from the list"),
        "pledges.moderate_pledge",
        _held,
        lambda: f"{reverse('to_look_at:index')}?kind=held",
        "pledge",
    ),
    Queue(
        "words",
        _("Words of signatories that nobody has read"),
        "pledges.moderate_pledge",
        _unread,
        lambda: f"{reverse('pledge_desk:index')}?words=unread",
        "openquote",
    ),
    Queue(
        "drafts",
        _("Wordings that wait for approval"),
        "pledges.approve_commitmentversion",
        _drafted,
        lambda: reverse("commitments:index"),
        "openquote",
    ),
    Queue(
        "approved",
        _("Approved wordings that are not published"),
        "pledges.publish_commitmentversion",
        _approved,
        lambda: reverse("commitments:index"),
        "openquote",
    ),
    Queue(
        "failed",
        _("Messages that could not be sent"),
        "mail.view_message",
        _failed,
        lambda: f"{reverse('outbox:index')}?state={MessageState.FAILED}",
        "mail",
    ),
    Queue(
        "late",
        _("Messages that wait for more than ten minutes"),
        "mail.view_message",
        _late,
        lambda: f"{reverse('outbox:index')}?state={MessageState.QUEUED}",
        "mail",
    ),
]
