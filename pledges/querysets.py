"""Adjectives about many rows."""

from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connections, models
from django.db.models import OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from pledges.enums import DISPLAYS_LISTED, HOLDING, Display, Listing, PledgeState, ReportReason, VersionState
from pledges.searching import pieces

if TYPE_CHECKING:
    from pledges.models import Batch, Campaign, Certificate, CommitmentVersion, EntryReport, Pledge  # noqa: F401


def _word(choice: models.TextChoices) -> RawSQL:
    return RawSQL(f"'{choice.value}'", ())  # noqa: S611 - a word of our own enums


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def open(self, at: datetime) -> Self:
        """Taking signatures at that moment."""
        return self.filter(Q(opens_at__isnull=True) | Q(opens_at__lte=at)).filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=at)
        )


class VersionQuerySet(models.QuerySet["CommitmentVersion"]):
    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def pending(self) -> Self:
        return self.filter(state=PledgeState.PENDING)

    def confirmed(self) -> Self:
        return self.filter(state=PledgeState.CONFIRMED)

    def confirmed_once(self) -> Self:
        """Confirmed now or before they ended: these have a certificate."""
        return self.exclude(state=PledgeState.PENDING)

    def holding(self) -> Self:
        """Confirmed or revoked: these bar a second pledge by the same person under the same commitment."""
        return self.filter(state__in=HOLDING)

    def public(self) -> Self:
        """Confirmed, its hold is over, not held or hidden by staff, and the signatory agreed to be listed.

        Said in the words of the index `pledge_roll`: SQLite uses it only where no parameter stands in their place.
        """
        return self.filter(
            state=_word(PledgeState.CONFIRMED),
            listed_at__lte=Now(),
            is_held=False,
            is_hidden=False,
            display__in=[_word(display) for display in DISPLAYS_LISTED],
        )

    def in_listing(self, listing: Listing, at: datetime) -> Self:
        """Those for which `Pledge.listing(at)` says the same."""
        if listing == Listing.NONE:
            return self.exclude(state=PledgeState.CONFIRMED)
        shown = Q(is_held=False, is_hidden=False)
        meant = {
            Listing.HIDDEN: Q(is_hidden=True),
            Listing.HELD: Q(is_hidden=False, is_held=True),
            Listing.PRIVATE: shown & ~Q(display__in=DISPLAYS_LISTED),
            Listing.WAITING: shown & Q(display__in=DISPLAYS_LISTED) & Q(listed_at__gt=at),
            Listing.LISTED: shown & Q(display__in=DISPLAYS_LISTED) & Q(listed_at__lte=at),
        }
        return self.confirmed().filter(meant[listing])

    def in_campaign(self, campaign: "Campaign") -> Self:
        return self.filter(campaign=campaign)

    def in_campaigns(self, campaigns: list[int], *, order: tuple[str, ...], first: int, are_few: bool = False) -> Self:
        """The first so many of several campaigns, in an order for which each campaign has an index.

        PostgreSQL would read and sort all pledges of a tree of campaigns to find its first ones; here it takes the first
        ones of each, which its index holds together, and sorts those. What `are_few` is read whole.
        """
        if len(campaigns) > 1 and not are_few and connections[self.db].vendor == "postgresql":
            each = self.filter(campaign=OuterRef("pk")).order_by(*order).values("pk")[:first]
            found = (
                CampaignQuerySet(self.model._meta.get_field("campaign").related_model, using=self.db)
                .filter(pk__in=campaigns)
                .values_list(ArraySubquery(each), flat=True)
            )
            return (
                type(self)(self.model, using=self.db).filter(pk__in=chain.from_iterable(found)).order_by(*order)[:first]
            )
        return self._in(campaigns).order_by(*order)[:first]

    def _in(self, campaigns: list[int]) -> Self:
        """One is asked for by `=`: after `IN`, SQLite sorts what the index holds in order."""
        return self.filter(campaign__in=campaigns) if len(campaigns) > 1 else self.filter(campaign=campaigns[0])

    def are_few(self, campaigns: list[int], *, limit: int = 50_000) -> bool:
        """Say whether less than so many of several campaigns are meant. Its cost is bound by the limit."""
        return self._in(campaigns).values("pk")[:limit].count() < limit

    def matching(self, question: str) -> Self:
        """Shown by their whole name, which has all the words of a question in some spelling."""
        wanted = pieces(question)
        if not wanted:
            return self.none()
        found = self.filter(display=Display.NAME)
        for piece in wanted:
            found = found.filter(search_text__contains=piece)
        return found

    def without_keys(self) -> Self:
        """On a roll and without what it is sorted by: written by a process of before, while the new ones came up.

        Said in the words of the index `pledge_without_keys`, see `public`.
        """
        nothing = (
            "''::bytea" if connections[self.db].vendor == "postgresql" else "X''"
        )  # as Django writes it: SQLite compares letter by letter
        return self.filter(
            state=_word(PledgeState.CONFIRMED),
            display__in=[_word(display) for display in DISPLAYS_LISTED],
            sort_key=RawSQL(nothing, ()),  # noqa: S611 - one of the two above
        )

    def with_network_before(self, at: datetime) -> Self:
        """Signed before then, and the network they came from is still known."""
        return self.filter(created_at__lt=at).exclude(network="")

    def with_unread_message(self) -> Self:
        """With words for everybody that nobody of the staff has read; who is named nowhere has none to show."""
        return self.confirmed().filter(message_read_at__isnull=True).exclude(message="").exclude(display=Display.HIDDEN)

    def unconfirmed_since(self, moment: datetime) -> Self:
        return self.pending().filter(created_at__lt=moment)

    def to_remind(self, at: datetime) -> Self:
        """Unconfirmed, and the time of their next reminder has come."""
        return self.pending().filter(remind_at__isnull=False, remind_at__lte=at)


class ReportQuerySet(models.QuerySet["EntryReport"]):
    def unanswered(self) -> Self:
        """What strangers told us and the desk has not answered yet."""
        return self.filter(answered_at__isnull=True)

    def to_hold(self, at: datetime) -> Self:
        """Unanswered, and the hour has come at which they take the name off the lists."""
        return self.unanswered().filter(hold_at__isnull=False, hold_at__lte=at)

    def claims_first(self) -> Self:
        """With `is_claim`: somebody says that it is their name and that they did not sign."""
        return self.annotate(is_claim=models.ExpressionWrapper(Q(reason=ReportReason.NOT_ME), models.BooleanField()))


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def owed(self) -> Self:
        """Not rendered since their facts last changed; those of pledges that have ended never are again."""
        return self.filter(rendered_at__isnull=True, pledge__state=PledgeState.CONFIRMED)

    def due(self, at: datetime) -> Self:
        """Owed, and untried or their next try has come."""
        return self.owed().filter(Q(attempts=0) | Q(due_at__lte=at))  # untried: whatever a clock said that was set back

    def claim(self, pk: int, *, attempts: int, at: datetime, until: datetime) -> bool:
        """Count one more try of files that are due; False when another worker was quicker. The database decides."""
        return self.due(at).filter(pk=pk, attempts=attempts).update(attempts=attempts + 1, due_at=until) == 1


class BatchQuerySet(models.QuerySet["Batch"]):
    def unfinished(self) -> Self:
        """With something left to do, or to undo."""
        return self.filter(Q(finished_at__isnull=True) | Q(undo_begun_at__isnull=False, undone_at__isnull=True))
