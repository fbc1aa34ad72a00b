"""What became of the messages of a day, by provider: counted as it happens, since no page counts a growing table."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Sum
from django.utils import timezone

from mail.enums import Provider
from mail.models import Message, ProviderDay

WHAT = ("sent", "deferred", "bounced", "complained")

Tallied = Counter[tuple[Provider, str]]  # (provider, one of WHAT) -> how many


def count(tallied: Mapping[tuple[Provider, str], int]) -> None:
    """Add to the figures of today. A worker that is killed before it counts loses the figures of one batch, no mail."""
    today = timezone.now().date()
    for provider in {provider for provider, _what in tallied}:
        more = {what: F(what) + tallied[provider, what] for what in WHAT if tallied.get((provider, what))}
        rows = ProviderDay.objects.filter(day=today, provider=provider)
        if not rows.update(**more):
            ProviderDay.objects.get_or_create(day=today, provider=provider)
            rows.update(**more)


@dataclass(frozen=True)
class Row:
    """One provider's figures over some days."""

    provider: Provider
    sent: int = 0
    deferred: int = 0
    bounced: int = 0
    complained: int = 0

    @property
    def bounced_percent(self) -> float:
        return 100 * self.bounced / self.sent if self.sent else 0.0

    @property
    def complained_percent(self) -> float:
        return 100 * self.complained / self.sent if self.sent else 0.0


def of_last(days: int, *, today: date | None = None) -> list[Row]:
    """Return the figures of the last days, today among them: a row for each provider, also where nothing was sent."""
    since = (today or timezone.now().date()) - timedelta(days=days - 1)
    days_of = ProviderDay.objects.filter(day__gte=since).values_list("provider")
    found = {row[0]: row[1:] for row in days_of.annotate(*(Sum(what) for what in WHAT)).order_by("provider")}
    return [Row(provider, *found.get(provider, ())) for provider in Provider]


def held_back(days: int, *, at: datetime | None = None) -> int:
    """Return how many messages of the last days were not sent, because their mailbox had had those of its day.

    Many of them say that somebody types the addresses of others. A message forgets this with its address.
    """
    return Message.objects.over_the_cap(since=(at or timezone.now()) - timedelta(days=days)).count()
