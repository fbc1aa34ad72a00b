"""How long data is kept: one table, run every night, tried with `apply_retention --dry-run`, shown on the privacy page.

Each rule follows a setting that ends in `_RETENTION` (or the end that a row carries itself), and says what is due and how
it goes. All work in batches, so a run that stops goes on the next night.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from content.privacy import Asked, Kept, PrivacyFacts
from mail import services as mail
from mail.enums import Bar
from mail.models import Message, Suppression
from mail.suppressing import forget_old
from pledges import owed
from pledges.consents import WORDING, WORDS
from pledges.enums import Purpose
from pledges.models import EntryReport, Erasure, Pledge, SpentProof

BATCH = 1000
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of data that goes by itself."""

    name: str  # of the setting that says how long; or of the data, where the row says it
    what: str | Promise
    due: Callable[[datetime], int]
    erase: Callable[[datetime], int]  # at most a batch; returns how many

    def span(self) -> timedelta | None:
        return getattr(settings, self.name, None)


def _unconfirmed(at: datetime) -> QuerySet[Pledge]:
    return Pledge.objects.unconfirmed_since(at - settings.UNCONFIRMED_RETENTION)


def _networks(at: datetime) -> QuerySet[Pledge]:
    return Pledge.objects.with_network_before(at - settings.NETWORK_RETENTION)


def _reports(at: datetime) -> QuerySet[EntryReport]:
    return EntryReport.objects.filter(answered_at__lt=at - settings.REPORT_RETENTION)


def _addresses(at: datetime) -> QuerySet[Message]:
    settled = Message.objects.settled().filter(created_at__lt=at - settings.MAIL_ADDRESS_RETENTION)
    return settled.exclude(to="")


def _bounces(at: datetime) -> QuerySet[Suppression]:
    return Suppression.objects.filter(bar=Bar.BOUNCE, at__lt=at - settings.MAIL_BOUNCE_RETENTION)


RULES = (
    # addresses first: the messages of an unconfirmed pledge go with it, and would be announced twice
    Rule(
        "MAIL_ADDRESS_RETENTION",
        _("To which address a message of ours went"),
        lambda at: _addresses(at).count(),
        lambda at: mail.forget_settled(before=at - settings.MAIL_ADDRESS_RETENTION),
    ),
    Rule(
        "UNCONFIRMED_RETENTION",
        _("A pledge that nobody confirmed, with all that was typed; its number is kept"),
        lambda at: _unconfirmed(at).count(),
        lambda at: owed.erase_unconfirmed(limit=BATCH, at=at),
    ),
    Rule(
        "NETWORK_RETENTION",
        _("From which network a pledge came, as a keyed hash, so that a surge is seen"),
        lambda at: _networks(at).count(),
        lambda at: owed.forget_networks(at=at),
    ),
    Rule(
        "MAIL_BOUNCE_RETENTION",
        _("That an address refuses our messages"),
        lambda at: _bounces(at).count(),
        lambda at: forget_old(before=at - settings.MAIL_BOUNCE_RETENTION),
    ),
    Rule(
        "REPORT_RETENTION",
        _("What somebody reported about an entry, after our answer"),
        lambda at: _reports(at).count(),
        lambda at: owed.erase_reports(limit=BATCH, at=at),
    ),
    Rule(
        "sessions",
        _("That somebody who works here is logged in"),
        lambda at: Session.objects.filter(expire_date__lt=at).count(),
        lambda at: Session.objects.filter(expire_date__lt=at).delete()[0],
    ),
    Rule(
        "spent proofs",
        _("That a calculation against robots was used; it names nobody"),
        lambda at: SpentProof.objects.filter(expires_at__lt=at).count(),
        lambda at: owed.forget_proofs(limit=BATCH, at=at),
    ),
)


def due(at: datetime | None = None) -> Iterator[tuple[Rule, int]]:
    """Yield how much of each kind would go now. Nothing goes."""
    at = at or timezone.now()
    for rule in RULES:
        yield rule, rule.due(at)


def apply(at: datetime | None = None) -> Iterator[tuple[Rule, int]]:
    """Erase what is over, batch after batch; yield how much of each kind went."""
    at = at or timezone.now()
    for rule in RULES:
        total = 0
        while gone := rule.erase(at):
            total += gone
        yield rule, total


def erase(name: str) -> int:
    """Erase one batch of what is over by one rule; return how much went. The sweep asks between the nights."""
    return next(rule for rule in RULES if rule.name == name).erase(timezone.now())


def _words(rule: Rule) -> str:
    span = rule.span()
    if span is not None and span < DAY:  # the sweep goes round in less than the hour that is added
        hours = span // HOUR + 1
        return ngettext("%(count)s hour at most", "%(count)s hours at most", hours) % {"count": hours}
    if span is not None:
        return ngettext("%(count)s day", "%(count)s days", span.days) % {"count": span.days}
    if rule.name == "sessions":
        days = settings.SESSION_COOKIE_AGE // 86_400
        return ngettext("%(count)s day at most", "%(count)s days at most", days) % {"count": days}
    return gettext("Until it could not be used again anyway: an hour")


def _of_age() -> list[Kept]:
    if not settings.MINIMUM_AGE:
        return []
    what = gettext("Whether a signatory is %(age)s or older; no birth date is asked") % {"age": settings.MINIMUM_AGE}
    return [Kept(what, gettext("As long as the pledge is kept"))]


def facts() -> PrivacyFacts:
    """Return what the privacy notice states, in the active language."""
    kept = [
        Kept(
            gettext("A confirmed pledge and its certificate"),
            gettext("As long as the pledge stands, or until you ask us to erase it"),
        ),
        Kept(
            gettext("The number of a withdrawn or revoked certificate"),
            gettext(
                "For good, so that no old copy misleads; the page shows no name, and we erase the name when you ask"
            ),
        ),
        *(Kept(str(rule.what), _words(rule)) for rule in RULES),
        Kept(
            gettext("A keyed hash of the network a request came from, in a counter that slows down abuse"),
            gettext("24 hours at most; the IP address itself is not kept"),
        ),
        Kept(
            gettext("The public log: country, day, kind of evidence, a salted hash"),
            gettext("For good; it leads to nobody once the salt is erased"),
        ),
        *_of_age(),
        Kept(gettext("Why a name was held until a person had read it"), gettext("As long as the entry is kept")),
        Kept(gettext("What staff did to an entry, and why"), gettext("As long as the entry is kept")),
    ]
    asked = [Asked(str(purpose.label), " · ".join(map(str, WORDS[purpose]))) for purpose in Purpose]
    erased = Erasure.objects.aggregate(total=Sum("count"))["total"] or 0
    return PrivacyFacts(kept=kept, asked=asked, wording=WORDING, erased=erased)
