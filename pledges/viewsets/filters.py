"""What the lists of the desk may be narrowed to."""

from decimal import Decimal

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from countries import names as places
from pledges.enums import DoubtGround, Evidence, Listing, PledgeState
from pledges.models import Campaign, Doubt, EntryReport, Pledge, WatchedName
from pledges.querysets import PledgeQuerySet, ReportQuerySet
from pledges.services import found_by
from pledges.surges import same_name_as


class PledgeFilterSet(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(label=_("Campaign"), queryset=Campaign.objects.all())
    state = django_filters.ChoiceFilter(label=_("State"), choices=PledgeState.choices)
    listing = django_filters.ChoiceFilter(label=_("Listing"), choices=Listing.choices, method="in_listing")
    evidence = django_filters.ChoiceFilter(label=_("Evidence"), choices=Evidence.choices)
    country = django_filters.ChoiceFilter(label=_("Country or area"), choices=places.choices)
    reported = django_filters.ChoiceFilter(
        label=_("Reports"), choices=[("open", _("With a report that waits for an answer"))], method="with_open_report"
    )

    ground = django_filters.ChoiceFilter(label=_("Held for"), choices=DoubtGround.choices, method="held_for")

    words = django_filters.ChoiceFilter(
        label=_("Words"), choices=[("unread", _("With words that nobody has read yet"))], method="with_unread_words"
    )

    since = django_filters.IsoDateTimeFilter(label=_("Signed from"), field_name="created_at", lookup_expr="gte")
    until = django_filters.IsoDateTimeFilter(label=_("Signed before"), field_name="created_at", lookup_expr="lt")
    domain = django_filters.CharFilter(label=_("Domain of the address"), method="at_domain", max_length=253)
    network = django_filters.CharFilter(label=_("Network, of the last day"), field_name="network", max_length=24)

    name = django_filters.CharFilter(
        label=_("Name, in any order of its words"), method="of_the_same_name", max_length=200
    )

    entry = django_filters.NumberFilter(
        label=_("Found by the entry of the watch list with the number"),
        method="found_by_entry",
        min_value=1,
        max_value=2**31 - 1,
        decimal_places=0,
    )

    class Meta:
        model = Pledge
        fields: list[str] = []

    def in_listing(self, pledges: PledgeQuerySet, name: str, value: str) -> PledgeQuerySet:
        return pledges.in_listing(Listing(value), timezone.now())

    def with_open_report(self, pledges: PledgeQuerySet, name: str, value: str) -> PledgeQuerySet:
        return pledges.filter(pk__in=EntryReport.objects.unanswered().values("pledge"))

    def with_unread_words(self, pledges: PledgeQuerySet, name: str, value: str) -> PledgeQuerySet:
        return pledges.with_unread_message()

    def at_domain(self, pledges: PledgeQuerySet, name: str, value: str) -> PledgeQuerySet:
        return pledges.filter(address__iendswith=f"@{value.strip().lstrip('@')}")

    def of_the_same_name(self, pledges: PledgeQuerySet, name: str, value: str) -> PledgeQuerySet:
        """One of the last two filters: they read the names of what the others leave."""
        return same_name_as(value, pledges)

    def found_by_entry(self, pledges: PledgeQuerySet, name: str, value: Decimal) -> PledgeQuerySet:
        entry = WatchedName.objects.filter(pk=int(value)).first()
        return found_by(entry, pledges) if entry else pledges.none()

    def held_for(self, pledges: PledgeQuerySet, name: str, value: str) -> PledgeQuerySet:
        return pledges.filter(is_held=True, pk__in=Doubt.objects.filter(ground=value).values("pledge"))


class WatchFilterSet(WagtailFilterSet):
    class Meta:
        model = WatchedName
        fields = ["kind", "match", "language", "is_active", "is_house"]


class ReportFilterSet(WagtailFilterSet):
    answered = django_filters.ChoiceFilter(
        label=_("Answer"), choices=[("no", _("Waiting for an answer")), ("yes", _("Answered"))], method="by_answer"
    )

    class Meta:
        model = EntryReport
        fields = ["reason"]

    def filter_queryset(self, queryset: QuerySet[EntryReport]) -> QuerySet[EntryReport]:
        """The queue is what waits; what is answered is shown to those who ask for it."""
        found: QuerySet[EntryReport] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("answered") else found.filter(answered_at__isnull=True)

    def by_answer(self, reports: ReportQuerySet, name: str, value: str) -> ReportQuerySet:
        return reports.filter(answered_at__isnull=value == "no")
