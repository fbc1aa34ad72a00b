"""Versions of a commitment: drafted, approved by somebody else, published, and then frozen for ever."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log as record_act
from wagtail.log_actions import registry as acts

from content.caching import forget
from pledges import errors
from pledges.enums import Standing, VersionState
from pledges.models import Commitment, CommitmentText, CommitmentVersion
from transparency import log
from users.models import User

WORDS = ("language", "standing", "title", "text", "certificate_line", "approved_by_name")
WRITING = ("pledges.draft_version", "pledges.write_version")  # acts that make somebody an author of a version


def wording_digest(version: CommitmentVersion) -> str:
    """Return one SHA-256 over all that a version says, to tell whether it is still what somebody has read."""
    texts = list(version.texts.order_by("language").values_list(*WORDS))
    return hashlib.sha256(json.dumps([version.reason, texts], ensure_ascii=False).encode()).hexdigest()


def has_written(*, version: CommitmentVersion, by: User) -> bool:
    """Whether `by` drafted this version or changed a word of it since."""
    if version.drafted_by_id is not None and version.drafted_by_id == by.pk:
        return True
    return acts.get_logs_for_instance(version).filter(action__in=WRITING, user_id=by.pk).exists()


@transaction.atomic
def draft_version(
    *,
    commitment: Commitment,
    texts: Iterable[Mapping[str, Any]] | None = None,
    by: User | None,
    reason: str = "",
) -> CommitmentVersion:
    """Begin a new version; without `texts` it starts as a copy of the newest one."""
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    last = commitment.versions.aggregate(last=Max("number"))["last"] or 0
    version = CommitmentVersion.objects.create(commitment=commitment, number=last + 1, drafted_by=by, reason=reason)
    if texts is None:
        names = (
            "language",
            "standing",
            "title",
            "text",
            "certificate_line",
        )  # whoever approved it approved other words
        texts = CommitmentText.objects.filter(version__commitment=commitment, version__number=last).values(*names)
    for text in texts:
        CommitmentText(version=version, **text).save()
    record_act(version, "pledges.draft_version", user=by)
    return version


@transaction.atomic
def write_version(
    *, version: CommitmentVersion, texts: Iterable[Mapping[str, Any]], reason: str, by: User
) -> CommitmentVersion:
    """Write the texts of a draft: one mapping of `WORDS` a language; a language that is not given is dropped.

    Words that are the same change nothing. Other words turn an approved version back into a draft.

    Raises:
        VersionFrozen: it is published.
    """
    locked = CommitmentVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_frozen:
        raise errors.VersionFrozen
    before, given = wording_digest(locked), {text["language"]: text for text in texts}
    locked.reason = reason.strip()
    locked.save(update_fields=["reason"])
    there = {text.language: text for text in locked.texts.all()}
    try:
        with transaction.atomic():
            locked.texts.exclude(language__in=given).delete()
            for language, fields in given.items():
                text = there.get(language) or CommitmentText(version=locked, language=language)
                for name in WORDS:
                    setattr(text, name, fields[name])
                text.save()
    except IntegrityError as error:  # the triggers of `0003_freeze_published_texts` have the last word
        raise errors.VersionFrozen from error
    if wording_digest(locked) == before:
        return locked
    record_act(locked, "pledges.write_version", user=by)
    return reopen_version(version=locked, by=by) if locked.state == VersionState.APPROVED else locked


@transaction.atomic
def approve_version(
    *, version: CommitmentVersion, by: User, seen: str = "", at: datetime | None = None
) -> CommitmentVersion:
    """Approve a draft that somebody else wrote.

    Args:
        seen: `wording_digest` of what `by` has read; empty where nobody could have changed it.

    Raises:
        VersionFrozen: it is published.
        VersionNotReady: it has no authoritative text.
        SelfApproval: `by` drafted it or changed a word of it.
        WordingChanged: it is not what `by` has read.
    """
    locked = CommitmentVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_frozen:
        raise errors.VersionFrozen
    if not locked.texts.filter(standing=Standing.AUTHORITATIVE).exists():
        raise errors.VersionNotReady
    if has_written(version=locked, by=by):
        raise errors.SelfApproval
    if seen and seen != wording_digest(locked):
        raise errors.WordingChanged
    locked.state, locked.approved_by_id, locked.approved_at = VersionState.APPROVED, by.pk, at or timezone.now()
    locked.save(update_fields=["state", "approved_by", "approved_at"])
    record_act(locked, "pledges.approve_version", user=by)
    return locked


@transaction.atomic
def reopen_version(*, version: CommitmentVersion, by: User) -> CommitmentVersion:
    """Turn an approved version back into a draft, because its words changed or must change.

    Raises:
        VersionFrozen: it is published.
    """
    locked = CommitmentVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_frozen:
        raise errors.VersionFrozen
    locked.state, locked.approved_by, locked.approved_at = VersionState.DRAFT, None, None
    locked.save(update_fields=["state", "approved_by", "approved_at"])
    record_act(locked, "pledges.reopen_version", user=by)
    return locked


@transaction.atomic
def publish_version(
    *, version: CommitmentVersion, by: User | None, seen: str = "", at: datetime | None = None
) -> CommitmentVersion:
    """Publish an approved version: from now on it is what people sign, and it never changes.

    Whoever signed an earlier version keeps it. Twice is a success.

    Args:
        seen: as in `approve_version`.

    Raises:
        VersionNotReady: it is not approved.
        WordingChanged: it is not what `by` has read.
    """
    at = at or timezone.now()
    locked = CommitmentVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_frozen:
        return locked
    if locked.state != VersionState.APPROVED:
        raise errors.VersionNotReady
    if seen and seen != wording_digest(locked):
        raise errors.WordingChanged
    locked.state, locked.published_at = VersionState.PUBLISHED, at
    locked.save(update_fields=["state", "published_at"])
    log.append(
        "commitment.published",
        subject=f"{locked.commitment.slug}:{locked.number}",
        payload={
            "commitment": locked.commitment.slug,
            "version": locked.number,
            "texts": {text.language: {"sha256": text.sha256, "standing": text.standing} for text in locked.texts.all()},
        },
        at=at,
    )
    record_act(locked, "pledges.publish_version", user=by)
    forget()
    return locked


@transaction.atomic
def add_translation(
    *,
    version: CommitmentVersion,
    language: str,
    title: str,
    text: str,
    certificate_line: str,
    approved_by_name: str,
    by: User,
    at: datetime | None = None,
) -> CommitmentText:
    """Add a courtesy translation in one more language to a published version. What is there stays as it is.

    Raises:
        VersionNotReady: it is not published; its draft is the place to write in.
        ApproverMissing: nobody answers for the translation.
        LanguageTaken: it has a text in that language.
    """
    at = at or timezone.now()
    if not approved_by_name.strip():
        raise errors.ApproverMissing
    locked = CommitmentVersion.objects.select_for_update().get(pk=version.pk)
    if not locked.is_frozen:
        raise errors.VersionNotReady
    added = CommitmentText(
        version=locked,
        language=language,
        standing=Standing.COURTESY,
        title=title,
        text=text,
        certificate_line=certificate_line,
        approved_by_name=approved_by_name.strip(),
    )
    try:
        with transaction.atomic():
            added.save()
    except IntegrityError as error:  # `text_one_a_language` decides
        raise errors.LanguageTaken from error
    log.append(
        "commitment.translated",
        subject=f"{locked.commitment.slug}:{locked.number}",
        payload={
            "commitment": locked.commitment.slug,
            "version": locked.number,
            "texts": {language: {"sha256": added.sha256, "standing": added.standing}},
        },
        at=at,
    )
    record_act(locked, "pledges.add_translation", user=by, data={"language": language})
    forget()
    return added


@transaction.atomic
def approve_translation(*, text: CommitmentText, approved_by_name: str, by: User) -> CommitmentText:
    """Name who answers for a courtesy translation that was published as a draft. The words stay as they are.

    Raises:
        ApproverMissing: no name was given.
        VersionFrozen: somebody answers for it already.
    """
    if not approved_by_name.strip():
        raise errors.ApproverMissing
    locked = CommitmentText.objects.select_for_update().get(pk=text.pk)
    if not locked.is_draft_translation:
        raise errors.VersionFrozen
    locked.approved_by_name = approved_by_name.strip()
    locked.save(update_fields=["approved_by_name"])
    record_act(locked.version, "pledges.approve_translation", user=by, data={"language": locked.language})
    forget()
    return locked
