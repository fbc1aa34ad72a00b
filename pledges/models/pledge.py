"""Who signed what, when, and what they agreed to."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from countries.models import Place
from pledges import disciplines
from pledges.enums import (
    DISPLAYS_LISTED,
    HOLDING,
    AgeGroup,
    Display,
    Evidence,
    Listing,
    PledgeState,
    Purpose,
    ReportReason,
    RevocationReason,
)
from pledges.models.campaign import Campaign
from pledges.models.commitment import Commitment, CommitmentText
from pledges.querysets import PledgeQuerySet, ReportQuerySet


class Signatory(models.Model):
    """A person, known by a canonical e-mail address. Never public."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)  # canonical, see `pledges.addresses`
    language = models.CharField(_("language"), max_length=12)
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)  # wrong ones on `code_tries_on`
    code_tries_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return f"signatory {self.pk}"  # never the address: this text reaches logs and error pages

    def code_tries_of(self, day: date) -> int:
        """How many wrong codes were typed for this person on a day (UTC), over all open pages."""
        return self.code_tries if self.code_tries_on == day else 0


class Pledge(models.Model):
    """One signatory's signature under one commitment: a snapshot of the facts as signed. Only its state moves."""

    ref = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="pledges", verbose_name=_("signatory"))
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="pledges", verbose_name=_("commitment"))
    text = models.ForeignKey(CommitmentText, models.PROTECT, related_name="pledges", verbose_name=_("text signed"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="pledges", verbose_name=_("campaign"))

    address = models.EmailField(_("e-mail as typed"), max_length=254)
    full_name = models.CharField(_("name"), max_length=200)
    sort_as = models.CharField(_("sorted as"), max_length=200, blank=True, default="", db_default="")
    role = models.CharField(_("role or title"), max_length=120, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    country = models.ForeignKey(
        Place, models.PROTECT, to_field="alpha2", related_name="+", verbose_name=_("country or area")
    )
    discipline = models.CharField(_("discipline"), max_length=5, blank=True)
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True)
    message = models.CharField(_("message"), max_length=280, blank=True)
    display = models.CharField(_("shown as"), max_length=8, choices=Display)
    # empty where nobody was asked
    age_group = models.CharField(_("age"), max_length=5, choices=AgeGroup, blank=True, default="", db_default="")
    language = models.CharField(_("language"), max_length=12)
    evidence = models.CharField(_("evidence"), max_length=17, choices=Evidence, default=Evidence.EMAIL)

    state = models.CharField(_("state"), max_length=9, choices=PledgeState, default=PledgeState.PENDING)
    created_at = models.DateTimeField(_("signed"))
    expires_at = models.DateTimeField(_("link expires"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("withdrawn or revoked"), null=True, blank=True)
    revocation_reason = models.CharField(_("reason of revocation"), max_length=13, choices=RevocationReason, blank=True)

    listed_at = models.DateTimeField(_("listed from"), null=True, blank=True)
    is_held = models.BooleanField(_("listing held"), default=False)
    # Held for its looks alone: no list shows the name, but the certificate does, and the person can share it today.
    is_held_from_lists_only = models.BooleanField(default=False, db_default=False, editable=False)
    is_hidden = models.BooleanField(_("hidden by staff"), default=False)
    is_sample = models.BooleanField(_("sample data"), default=False)
    # The message is read by a person before it is shown, and may be left out for good.
    message_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_message_shown = models.BooleanField(default=False, db_default=False, editable=False)

    # what a roll is sorted and searched by: of the name as it is shown, and nothing of what is not, see `facts.roll_keys`
    sort_key = models.BinaryField(max_length=160, default=b"", db_default=b"", editable=False)
    search_text = models.TextField(default="", db_default="", editable=False)

    # A keyed hash of the network it came from, for the desk's eyes; emptied within a day, see `owed.forget_networks`
    network = models.CharField(max_length=24, blank=True, default="", db_default="", editable=False)
    nonce = models.CharField(
        max_length=32, editable=False
    )  # the link and the code derive from it, see `pledges.secrets`
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    handle_digest = models.CharField(max_length=64, unique=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    resends = models.PositiveSmallIntegerField(default=0, editable=False)
    resent_at = models.DateTimeField(null=True, blank=True, editable=False)
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)  # when its next reminder is due, if any
    salt = models.CharField(max_length=64, blank=True, editable=False)  # of the log's commitment to the facts

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        default_permissions = ("view",)
        permissions = [
            ("moderate_pledge", _("Can hold, release and hide pledges, and withdraw them at their signatory’s wish")),
            ("revoke_pledge", _("Can revoke pledges")),
            ("export_pledge", _("Can export the pledges of a campaign")),
        ]
        constraints = [
            # HOLDING: confirmed and revoked, so that a revoked pledge is not simply signed again
            models.UniqueConstraint(
                fields=["commitment", "signatory"], condition=Q(state__in=HOLDING), name="pledge_one_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state=PledgeState.PENDING) ^ Q(confirmed_at__isnull=False), name="pledge_confirmed_at_set"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PledgeState.WITHDRAWN, PledgeState.REVOKED]) ^ Q(ended_at__isnull=True),
                name="pledge_ended_at_set",
            ),
            models.CheckConstraint(
                condition=Q(state=PledgeState.REVOKED) ^ Q(revocation_reason=""), name="pledge_revocation_reason_set"
            ),
            models.CheckConstraint(
                condition=Q(state=PledgeState.PENDING) ^ Q(listed_at__isnull=False), name="pledge_listed_at_set"
            ),
            models.CheckConstraint(condition=~Q(full_name=""), name="pledge_has_a_name"),
            models.CheckConstraint(
                condition=~Q(age_group=AgeGroup.UNDER) | Q(display=Display.HIDDEN), name="pledge_of_the_young_unnamed"
            ),
            models.CheckConstraint(
                condition=Q(is_message_shown=False) | (Q(message_read_at__isnull=False) & ~Q(message="")),
                name="pledge_message_read_before_shown",
            ),
        ]
        indexes = [
            # the roll and "latest lights" of a campaign
            models.Index(
                fields=["campaign", "-listed_at", "-id"],
                condition=Q(state=PledgeState.CONFIRMED, is_held=False, is_hidden=False)
                & Q(display__in=[Display.NAME, Display.INITIALS]),
                name="pledge_roll",
            ),
            # the same by name
            models.Index(
                fields=["campaign", "sort_key", "id"],
                condition=Q(state=PledgeState.CONFIRMED, is_held=False, is_hidden=False)
                & Q(display__in=[Display.NAME, Display.INITIALS]),
                name="pledge_roll_by_name",
            ),
            # what was confirmed by a process that knew no keys; the sweep gives them theirs
            models.Index(
                fields=["sort_key", "id"],
                condition=Q(state=PledgeState.CONFIRMED, sort_key=b"")
                & Q(display__in=[Display.NAME, Display.INITIALS]),
                name="pledge_without_keys",
            ),
            # what the retention job looks for
            models.Index(fields=["created_at"], condition=Q(state=PledgeState.PENDING), name="pledge_unconfirmed"),
            # what is to be reminded of
            models.Index(
                fields=["remind_at"],
                condition=Q(state=PledgeState.PENDING, remind_at__isnull=False),
                name="pledge_to_remind",
            ),
            # what is to be forgotten within a day
            models.Index(fields=["created_at"], condition=~Q(network=""), name="pledge_network_known"),
            # the words that nobody has read yet
            models.Index(
                fields=["created_at"],
                condition=Q(state=PledgeState.CONFIRMED, message_read_at__isnull=True) & ~Q(message=""),
                name="pledge_message_unread",
            ),
            # the desk, newest first
            models.Index(fields=["-created_at", "-id"], name="pledge_desk"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(is_held=True) | Q(is_hidden=True),
                name="pledge_desk_held",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(state__in=[PledgeState.WITHDRAWN, PledgeState.REVOKED]),
                name="pledge_desk_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('pledge')} {self.pk}"

    @property
    def is_pending(self) -> bool:
        return self.state == PledgeState.PENDING

    @property
    def is_confirmed(self) -> bool:
        return self.state == PledgeState.CONFIRMED

    @property
    def is_under_age(self) -> bool:
        return self.age_group == AgeGroup.UNDER

    @property
    def discipline_name(self) -> str:
        return str(disciplines.name_of(self.discipline))

    @property
    def subject(self) -> str:
        """The key of this pledge in mail and log: it means nothing to strangers."""
        return f"pledge:{self.ref}"

    def listing(self, at: datetime) -> Listing:
        """Return whether the name stands in public lists at that moment, or why it does not."""
        if not self.is_confirmed or self.listed_at is None:
            return Listing.NONE
        if self.is_hidden:
            return Listing.HIDDEN
        if self.is_held:
            return Listing.HELD
        if self.display not in DISPLAYS_LISTED:
            return Listing.PRIVATE
        return Listing.WAITING if self.listed_at > at else Listing.LISTED

    @property
    def is_covered(self) -> bool:
        """Whether the name is shown nowhere, on the certificate and its files neither."""
        return self.is_held and not self.is_held_from_lists_only

    @property
    def shows_message(self) -> bool:
        """Whether the message stands in public: a person has read it, and whose it is stands beside it."""
        is_named = self.display != Display.HIDDEN and not self.is_covered and not self.is_hidden
        return self.is_message_shown and self.is_confirmed and is_named

    def is_listed(self, at: datetime) -> bool:
        """Whether the name stands in public lists at that moment."""
        return self.listing(at) == Listing.LISTED


class Consent(models.Model):
    """What a signatory agreed to, for one purpose, when, and in which wording."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="consents", verbose_name=_("pledge"))
    purpose = models.CharField(_("purpose"), max_length=11, choices=Purpose)
    wording = models.CharField(_("wording"), max_length=20)  # version of the sentence that stood beside the box
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [models.UniqueConstraint(fields=["pledge", "purpose"], name="consent_one_a_purpose")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.wording})"


class Erasure(models.Model):
    """How many pledges of a campaign were erased in a month because nobody confirmed them. Public; names nobody."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="erasures", verbose_name=_("campaign"))
    month = models.DateField(_("month"))  # its first day, UTC
    count = models.PositiveBigIntegerField(_("erased"), default=0)

    class Meta:
        verbose_name = _("count of erased pledges")
        verbose_name_plural = _("counts of erased pledges")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["campaign", "month"], name="erasure_once_a_month")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.month:%Y-%m}: {self.count}"


class SpentProof(models.Model):
    """A proof of work that was used. The unique key refuses a second use, whichever process sees it."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:8]


class EntryReport(models.Model):
    """What a stranger told us about an entry."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="reports", verbose_name=_("pledge"))
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    at = models.DateTimeField(_("reported"), auto_now_add=True)
    # when it takes the name off the lists if nobody has answered; empty once it did, or where it may not
    hold_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            # the queue, the longest waiting first
            models.Index(fields=["at"], condition=Q(answered_at__isnull=True), name="report_unanswered"),
            # what takes a name off the lists when its hour comes
            models.Index(
                fields=["hold_at"],
                condition=Q(answered_at__isnull=True, hold_at__isnull=False),
                name="report_to_hold",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
