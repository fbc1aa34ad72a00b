"""What is signed: a commitment, its frozen versions, and their texts."""

import hashlib
import unicodedata

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from pledges.enums import Standing, VersionState
from pledges.querysets import VersionQuerySet


def text_digest(text: str) -> str:
    """Return the SHA-256 of a signed text as 64 hexadecimal digits: UTF-8, NFC, line ends LF."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return hashlib.sha256(plain.encode()).hexdigest()


class Commitment(models.Model):
    """What scholars sign, over all its versions. Uniqueness of a person's pledge is by commitment."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("For the staff; signatories see the text’s title."))

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def current_version(self) -> "CommitmentVersion | None":
        """Return the version that is signed now: the newest published one. Costs a query."""
        return self.versions.published().order_by("-number").first()

    def current_text(self, language: str) -> "CommitmentText | None":
        """Return what is signed now in a language, or the authoritative text where there is none. Costs one query."""
        texts = list(
            CommitmentText.objects.filter(version__commitment=self, version__state=VersionState.PUBLISHED)
            .filter(models.Q(language=language) | models.Q(standing=Standing.AUTHORITATIVE))
            .select_related("version")
            .order_by("-version__number", "pk")[: 2 * len(settings.LANGUAGES)]
        )
        current = [text for text in texts if text.version_id == texts[0].version_id]
        chosen = next((text for text in current if text.language == language), current[0] if current else None)
        if chosen is not None:  # they are read already
            chosen.version.authoritative_languages = [text.language for text in current if not text.is_courtesy]
        return chosen


class CommitmentVersion(models.Model):
    """One wording of a commitment. Drafted, approved by somebody else, published; from then on it never changes."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="versions", verbose_name=_("commitment"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=9, choices=VersionState, default=VersionState.DRAFT)
    reason = models.CharField(
        _("what is different"),
        max_length=280,
        blank=True,
        help_text=_("One sentence, for the staff: no public page shows it."),
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a commitment")
        verbose_name_plural = _("versions of commitments")
        ordering = ("commitment", "-number")
        permissions = [
            ("approve_commitmentversion", _("Can approve a version of a commitment")),
            ("publish_commitmentversion", _("Can publish a version of a commitment")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=models.Q(state=VersionState.PUBLISHED) ^ models.Q(published_at__isnull=True),
                name="version_published_at_set",
            ),
            models.CheckConstraint(
                condition=models.Q(state=VersionState.DRAFT) ^ models.Q(approved_at__isnull=False),
                name="version_approved_at_set",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} {self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @cached_property
    def authoritative_languages(self) -> list[str]:
        """The codes of the languages whose texts decide what a translation means. Costs a query the first time."""
        texts = self.texts.filter(standing=Standing.AUTHORITATIVE).order_by("pk")
        return list(texts.values_list("language", flat=True))

    def text_in(self, language: str) -> "CommitmentText":
        """Return the text in a language, or the authoritative one where there is none. Costs a query.

        Raises:
            CommitmentText.DoesNotExist: the version has no authoritative text, so it cannot be signed.
        """
        texts = {text.language: text for text in self.texts.all()}
        if language in texts:
            return texts[language]
        for text in texts.values():
            if text.standing == Standing.AUTHORITATIVE:
                return text
        raise CommitmentText.DoesNotExist


def offered_languages() -> list[tuple[str, str]]:
    """Return the languages of the site as choices; a function, so that a new one needs no migration."""
    return list(settings.LANGUAGES)


class CommitmentText(models.Model):
    """The words of one version in one language. The database refuses to change them once the version is published."""

    version = models.ForeignKey(CommitmentVersion, models.PROTECT, related_name="texts", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=12, choices=offered_languages)
    standing = models.CharField(_("standing"), max_length=13, choices=Standing)
    title = models.CharField(_("title"), max_length=200, help_text=_("What the pledge is called on the certificate."))
    text = models.TextField(
        _("text"), max_length=2000, help_text=_("The whole of what is signed: short, and apart from any background.")
    )
    certificate_line = models.TextField(
        _("line on the certificate"),
        max_length=400,
        help_text=_("What the certificate says after the name, in the third person: “has made this solemn pledge …”"),
    )
    approved_by_name = models.CharField(
        _("translation approved by"),
        max_length=200,
        blank=True,
        help_text=_("Who answers for a courtesy translation. Empty: it is shown as a draft."),
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("text of a commitment")
        verbose_name_plural = _("texts of commitments")
        ordering = ("version", "standing", "language")
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="text_one_a_language")]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"

    @property
    def is_courtesy(self) -> bool:
        return self.standing == Standing.COURTESY

    @property
    def is_draft_translation(self) -> bool:
        return self.is_courtesy and not self.approved_by_name

    @property
    def is_rtl(self) -> bool:
        return bool(get_language_info(self.language)["bidi"])

    def save(self, **kwargs: object) -> None:
        self.text = unicodedata.normalize("NFC", self.text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        self.sha256 = text_digest(self.text)
        super().save(**kwargs)  # type: ignore[arg-type]
