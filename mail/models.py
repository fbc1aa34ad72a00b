"""A message owed; the mailboxes that are not written to; figures by provider; the words that editors write."""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, RevisionMixin

from mail.enums import Bar, Ended, MessageState, Provider, Reason
from mail.querysets import MessageQuerySet, SuppressionQuerySet


class Message(models.Model):
    """One mail to one person. The row says that it is owed, never what it says: bodies are rendered at sending."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60, help_text=_("The folder and name of its templates."))
    subject = models.CharField(_("about"), max_length=60, help_text=_("The row it is about, such as pledge:123."))
    occasion = models.CharField(_("occasion"), max_length=40)
    to = models.EmailField(_("to"), max_length=320, blank=True, help_text=_("Emptied after a while."))
    mailbox = models.CharField(max_length=320, blank=True, editable=False)  # who it is, however they spell it
    capped = models.BooleanField(default=True, editable=False)
    language = models.CharField(_("language"), max_length=20)
    state = models.CharField(_("state"), max_length=7, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=320, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    came_back = models.CharField(_("came back"), max_length=10, choices=Reason, blank=True, default="", db_default="")
    came_back_at = models.DateTimeField(_("came back on"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind", "occasion"], name="message_once_an_occasion"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT) ^ Q(sent_at__isnull=True), name="message_sent_at_set"
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENDING) ^ Q(claimed_until__isnull=True), name="message_claim_set"
            ),
            models.CheckConstraint(
                condition=Q(came_back="") ^ Q(came_back_at__isnull=False), name="message_came_back_at_set"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
                name="message_owed",
            ),
            models.Index(fields=["mailbox", "created_at"], name="message_per_mailbox"),
            models.Index(fields=["created_at"], condition=~Q(to=""), name="message_names_somebody"),
            # what waits for a person: the dashboard, the list of messages
            models.Index(fields=["created_at"], condition=Q(state=MessageState.FAILED), name="message_failed"),
            # how many were held back of late, for staff
            models.Index(
                fields=["created_at"], condition=Q(last_error=Ended.OVER_THE_CAP), name="message_over_the_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.occasion}"

    def name_itself(self) -> None:
        """Fix the Message-ID with the row, so that a repeated delivery is recognised as the same message."""
        if not self.message_id:
            domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
            self.message_id = f"<{self.pk}@{domain}>"

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_itself()
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Suppression(models.Model):
    """A mailbox that is written to no more, or, before `barred_at`, one from which messages came back lately.

    The address itself is not kept: a keyed hash knows it again, and `hint` is what staff see of it.
    """

    mailbox_digest = models.CharField(max_length=64, editable=False)  # see `mail.addresses.digest`
    bar = models.CharField(_("why"), max_length=9, choices=Bar)
    topic = models.CharField(_("kind of message"), max_length=40, blank=True)  # of a stop; a bounce bars them all
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    words = models.CharField(_("the server’s words"), max_length=300, blank=True)
    source = models.CharField(_("how we know"), max_length=40)
    hint = models.CharField(_("address"), max_length=260, blank=True)
    provider = models.CharField(_("provider"), max_length=9, choices=Provider)
    times = models.PositiveIntegerField(_("times"), default=0)
    at = models.DateTimeField(_("last on"))
    barred_at = models.DateTimeField(_("not written to since"), null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True, editable=False)  # when it was last let through

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [
            models.UniqueConstraint(fields=["mailbox_digest", "bar", "topic"], name="suppression_once"),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="suppression_newest")]

    def __str__(self) -> str:
        return f"{_('suppressed address')} {self.pk}"  # never more of it: this text reaches logs


class ProviderDay(models.Model):
    """What became of the messages of one day to one provider's mailboxes. Counted, and leading to nobody."""

    day = models.DateField(_("day"))
    provider = models.CharField(_("provider"), max_length=9, choices=Provider)
    sent = models.PositiveBigIntegerField(_("sent"), default=0)
    deferred = models.PositiveBigIntegerField(_("put off"), default=0)
    bounced = models.PositiveBigIntegerField(_("came back"), default=0)
    complained = models.PositiveBigIntegerField(_("reported as unwanted"), default=0)

    class Meta:
        verbose_name = _("figures of a provider")
        verbose_name_plural = _("figures of providers")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "provider"], name="provider_day_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.day}"


class MailText(RevisionMixin, PreviewableMixin, models.Model):
    """What editors say in one kind of mail in one language. What is left empty says what it says without them.

    Only the words: facts, button, code, links and the reason why one gets the mail stand in its frame.
    """

    kind = models.CharField(_("mail"), max_length=60)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    opening = models.TextField(_("before the button"), max_length=2000, blank=True)
    closing = models.TextField(_("after the button"), max_length=2000, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        ordering = ("kind", "language")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"],
                name="mail_text_one_a_language",
                violation_error_message=_("This mail has a text in that language already: edit that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("html", gettext("Light")), ("dark", gettext("Dark")), ("text", gettext("Plain text"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the mail with made-up facts, as it would go out in its language."""
        from mail import letters  # only here: letters are written from the rows of this module

        letter = letters.preview(self)
        if mode_name == "text":
            return HttpResponse(f"{letter.subject}\n\n{letter.text}", content_type="text/plain; charset=utf-8")
        dark = letter.html.replace("@media (prefers-color-scheme: dark)", "@media all")
        return HttpResponse(dark if mode_name == "dark" else letter.html)
