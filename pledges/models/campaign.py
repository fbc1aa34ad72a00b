"""The record of a campaign. Its face is a page that this module does not know."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from countries.models import Place
from pledges.enums import Level
from pledges.models.commitment import Commitment
from pledges.querysets import CampaignQuerySet


class Campaign(models.Model):
    """A call to sign one commitment, with a level, a parent, a period and a goal."""

    slug = models.SlugField(
        _("short name"), max_length=80, unique=True, help_text=_("Stands in the address, the same in every language.")
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("For the staff; visitors see the page’s title."))
    level = models.CharField(_("level"), max_length=13, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region or country")
    )
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="campaigns", verbose_name=_("commitment"))
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    goal = models.PositiveIntegerField(
        _("goal"), null=True, blank=True, help_text=_("How many signatures are hoped for. Empty: no goal is shown.")
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="campaign_closes_after_it_opens",
                violation_error_message=_("A campaign closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="campaign_not_its_own_parent",
                violation_error_message=_("A campaign is not part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(goal__gt=0),
                name="campaign_goal_above_zero",
                violation_error_message=_("A goal is at least one; leave it empty for none."),
            ),
            models.CheckConstraint(
                condition=~Q(level=Level.GLOBAL) | Q(parent__isnull=True),
                name="campaign_global_has_no_parent",
                violation_error_message=_("A global campaign is part of no other."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        """Whether signatures are taken at that moment."""
        return (self.opens_at is None or self.opens_at <= at) and (self.closes_at is None or self.closes_at > at)

    def changes_at(self, at: datetime) -> datetime | None:
        """Return when it opens or closes next, seen from that moment; None where it never will."""
        return min((moment for moment in (self.opens_at, self.closes_at) if moment and moment > at), default=None)

    def tree(self) -> list[int]:
        """Return the keys of this campaign and of all below it. Costs a query for each level."""
        tree = [self.pk]
        level = tree
        while level := list(
            Campaign.objects.filter(parent__in=level).exclude(pk__in=tree).values_list("pk", flat=True)
        ):
            tree += level
        return tree

    def path(self) -> list["Campaign"]:
        """Return this campaign and those above it, in this order. Costs a query for each parent."""
        path, seen = [self], {self.pk}
        while (parent := path[-1].parent) is not None and parent.pk not in seen:
            path.append(parent)
            seen.add(parent.pk)
        return path
