"""The public object that a confirmed pledge becomes, and its files.

(The module is not called like the package of pure functions that draws it: that one never meets a row.)
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pledges.certificates import numbers
from pledges.enums import FileKind
from pledges.models.pledge import Pledge
from pledges.querysets import CertificateQuerySet


class Certificate(models.Model):
    """The certificate of one pledge: a number for ever, and the facts its files are drawn from.

    `facts` is what `pledges.certificates.Facts.to_json` gives; it changes only by a correction.
    """

    pledge = models.OneToOneField(Pledge, models.PROTECT, related_name="certificate", verbose_name=_("pledge"))
    number = models.CharField(_("number"), max_length=12, unique=True)
    facts = models.JSONField(_("facts"))
    design = models.PositiveSmallIntegerField(_("design"))
    light = models.PositiveSmallIntegerField(_("version of the light"))
    issued_at = models.DateTimeField(_("issued"))
    rendered_at = models.DateTimeField(_("rendered"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now, editable=False)  # when its files are tried again
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        default_permissions = ("view",)
        indexes = [
            # what a worker asks for
            models.Index(
                fields=["attempts", "due_at"], condition=models.Q(rendered_at__isnull=True), name="certificate_owed"
            )
        ]

    def __str__(self) -> str:
        return self.pretty_number

    @property
    def pretty_number(self) -> str:
        return numbers.pretty(self.number)


class CertificateFile(models.Model):
    """One rendered file, stored under the SHA-256 of its bytes."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="files", verbose_name=_("certificate"))
    kind = models.CharField(_("kind"), max_length=12, choices=FileKind)
    path = models.CharField(_("path"), max_length=120)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("file of a certificate")
        verbose_name_plural = _("files of certificates")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["certificate", "kind"], name="file_one_a_kind")]

    def __str__(self) -> str:
        return self.path
