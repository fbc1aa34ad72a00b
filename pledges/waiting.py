"""How the message fares that somebody waits for, in words. The same words for every address, known to us or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mail.addresses import domain_of
from mail.enums import MessageState, Reason
from mail.models import Message
from pledges.models import Pledge

SETTLING = timedelta(seconds=15)  # which of two messages is written sooner says which address has signed before
SOON, LATER = 5, 30  # seconds


@dataclass(frozen=True)
class Fate:
    """What became of a message so far.

    Args:
        tone: of the box that says it: `good`, `warn`, `bad` or none.
        again_in: after so many seconds it may be another; 0 when nothing more happens.
        is_done: the pledge is confirmed, so that nothing waits any more.
    """

    sentence: str
    icon: str = "info"
    tone: str = ""
    again_in: int = SOON
    is_done: bool = False


def fate_of(pledge: Pledge, *, at: datetime) -> Fate | None:
    """Say how the last message that asked to confirm a pledge fares; None where none was owed.

    Only that message's own row is looked at: whatever else we know of an address is no affair of whoever typed it.
    """
    if pledge.is_confirmed:
        sentence = _("Your pledge is confirmed. A message with the way to your certificate is on its way to you.")
        return Fate(sentence, icon="tick", tone="good", again_in=0, is_done=True)
    asked = Message.objects.filter(subject=pledge.subject, kind="pledges/confirm")
    message = asked.order_by("-created_at").first()
    return _fate(message, pledge, at) if message else None


def _fate(message: Message, pledge: Pledge, at: datetime) -> Fate:
    if abs(at - message.created_at) < SETTLING or _has_not_been_tried(message):
        return Fate(_("The message waits for its turn to be sent."), icon="wait")
    if message.state == MessageState.QUEUED:
        return Fate(
            _("The mail server asks us to come back later. We try again at %(time)s. You need do nothing.")
            % {"time": clock(message.due_at, at)},
            icon="wait",
            tone="warn",
            again_in=LATER,
        )
    if message.state == MessageState.SENDING:
        return Fate(_("The message is being handed to the mail server."), icon="wait")
    if message.came_back and message.came_back != Reason.COMPLAINT:
        return Fate(_returned(Reason(message.came_back), pledge), icon="bar", tone="bad", again_in=0)
    if message.state == MessageState.FAILED:  # nobody refused it: it was given up after its last try
        return Fate(_given_up(), icon="bar", tone="bad", again_in=0)
    # Sent, or dropped: why nothing was sent is the affair of the address's owner, not of whoever typed it.
    return Fate(
        _("The mail server took the message at %(time)s. Filters on its way may hold it for some minutes.")
        % {"time": clock(message.sent_at or message.due_at, at)},
        again_in=LATER,
    )


def _returned(reason: Reason, pledge: Pledge) -> str:
    """What the other server said, and what to do. The words are ours: a stranger may have written those of a notice."""
    known = {"domain": domain_of(pledge.address)}
    match reason:
        case Reason.NO_MAILBOX:
            text = _(
                "The mail server of %(domain)s says that this mailbox does not exist. Check the spelling and sign again."
            )
        case Reason.NO_DOMAIN:
            text = _("No mail server takes messages for %(domain)s. Check the spelling and sign again.")
        case Reason.FULL:
            text = _(
                "The mail server of %(domain)s says that this mailbox is full. Make room in it and have the message sent "
                "again, or sign with another address."
            )
        case Reason.POLICY:
            text = _(
                "The mail server of %(domain)s did not take the message: a filter or a rule of theirs forbids it. Sign "
                "with another address, or ask its administrators."
            )
        case Reason():
            text = _(
                "The mail server of %(domain)s did not take the message. Check the spelling of the address, try again "
                "later, or sign with another one."
            )
    return text % known


def _given_up() -> str:
    days = max(1, round(sum(settings.MAIL_RETRY_DELAYS, timedelta()) / timedelta(days=1)))
    return ngettext(
        "We tried for %(days)d day and could not hand the message over. Have it sent again, or sign with another address.",
        "We tried for %(days)d days and could not hand the message over. Have it sent again, or sign with another "
        "address.",
        days,
    ) % {"days": days}


def _has_not_been_tried(message: Message) -> bool:
    return message.state == MessageState.QUEUED and not message.attempts


def clock(moment: datetime, now: datetime) -> str:
    """Return a time of day, with its day unless that is today. UTC, and saying so: nobody tells us where they are."""
    moment, now = moment.astimezone(timezone.get_default_timezone()), now.astimezone(timezone.get_default_timezone())
    shown = date_format(moment, "TIME_FORMAT" if moment.date() == now.date() else _day_and_time())
    # Translators: a time of day in Universal Time (UTC), such as "14:05 (UTC)"
    return _("%(time)s (UTC)") % {"time": shown}


def _day_and_time() -> str:
    """Return the format of a moment without its year, day and time joined as the active language joins them."""
    whole: str = get_format("DATETIME_FORMAT")
    return whole.replace(get_format("DATE_FORMAT"), get_format("MONTH_DAY_FORMAT"))
