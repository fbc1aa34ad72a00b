"""What rows owe: files to render and to discard, unconfirmed pledges to remind of and to erase. Safe to stop and to run twice."""

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from mail.enums import MessageState
from mail.models import Message
from mail.services import forget, owe
from pledges import facts
from pledges.addresses import capped_mailbox
from pledges.certificates import Facts, badge_image, render_pdf, share_image, to_webp
from pledges.enums import ENDED, FileKind
from pledges.models import Certificate, CertificateFile, EntryReport, Erasure, Pledge, Signatory, SpentProof
from pledges.storage import STORAGE_ERRORS

logger = logging.getLogger(__name__)

DRAWN: dict[FileKind, Callable[[Facts], bytes]] = {
    FileKind.PDF: render_pdf,
    FileKind.BADGE: badge_image,
    FileKind.LINK: lambda known: share_image(known, "link"),
    FileKind.SQUARE: lambda known: share_image(known, "square"),
    FileKind.STORY: lambda known: share_image(known, "story"),
}
CONVERTED = {
    FileKind.LINK_WEBP: FileKind.LINK,
    FileKind.SQUARE_WEBP: FileKind.SQUARE,
    FileKind.STORY_WEBP: FileKind.STORY,
}
AT_ONCE = (FileKind.PDF, FileKind.LINK)  # what everybody fetches; the others are drawn when first asked for
DAILY = timedelta(days=1)
KEYS_AT_ONCE = 200


def certificate_storage() -> Storage:
    return storages["certificates"]


def render_certificates(*, limit: int = 200) -> int:
    """Render what is due, untried rows first; return how many."""
    rows = Certificate.objects.due(timezone.now()).order_by("attempts", "due_at")
    return sum(_render_one(pk, attempts) for pk, attempts in rows.values_list("pk", "attempts")[:limit])


def _render_one(pk: int, attempts: int) -> bool:
    now, delays = timezone.now(), settings.RENDER_RETRY_DELAYS
    until = now + (delays[attempts] if attempts < len(delays) else DAILY)
    if not Certificate.objects.claim(pk, attempts=attempts, at=now, until=until):  # pushed back first: no row can loop
        return False
    rows = Certificate.objects.owed().select_for_update(
        of=("self",),
        no_key=True,  # the row of a file that a visitor fetches meanwhile refers to this one: it must not wait for us
        skip_locked=_can_skip_locked(),
    )
    try:
        with transaction.atomic():
            certificate = rows.filter(pk=pk).first()
            if certificate is None:
                return False
            for kind in AT_ONCE:
                if _kept(certificate, kind) is None:
                    _keep(certificate, kind, _made(certificate, kind))
            certificate.rendered_at = timezone.now()
            certificate.save(update_fields=["rendered_at"])
    except Exception as error:  # a full disk, a text that typst refuses: whatever is wrong with one row stops no other
        about = {"certificate": pk, "attempt": attempts + 1, "error": type(error).__name__}
        logger.exception("certificate.not_rendered", extra=about)
        return False
    return True


def _can_skip_locked() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)


def certificate_file(certificate: Certificate, kind: FileKind) -> bytes:
    """Return one file of a certificate, made now where it was never asked for or its bytes are gone.

    A store that is down costs the visitor some time, never the file: what cannot be read or kept is drawn.
    """
    try:
        kept = _kept(certificate, kind)
    except STORAGE_ERRORS as error:
        _log_storage("certificate.not_read", certificate, kind, error)
        return _made(certificate, kind)  # nor would it be kept
    if kept is not None:
        return kept
    content = _made(certificate, kind)
    try:
        _keep(certificate, kind, content)
    except STORAGE_ERRORS as error:
        _log_storage("certificate.not_kept", certificate, kind, error)
    return content


def _log_storage(event: str, certificate: Certificate, kind: FileKind, error: Exception) -> None:
    logger.error(event, extra={"certificate": certificate.pk, "kind": kind, "error": type(error).__name__})


def _kept(certificate: Certificate, kind: FileKind) -> bytes | None:
    """Return the bytes of a file that was made before, if they are still there."""
    row = CertificateFile.objects.filter(certificate=certificate, kind=kind).first()
    storage = certificate_storage()
    if row is None or not storage.exists(row.path):
        return None
    with storage.open(row.path) as file:
        return bytes(file.read())


def _made(certificate: Certificate, kind: FileKind) -> bytes:
    if kind in CONVERTED:
        return to_webp(certificate_file(certificate, CONVERTED[kind]))
    return drawn(facts.thawed(certificate), kind)


def drawn(known: Facts, kind: FileKind) -> bytes:
    """Return a file of these facts. Nothing is looked up and nothing kept."""
    if kind in CONVERTED:
        return to_webp(drawn(known, CONVERTED[kind]))
    return DRAWN[kind](known)


def _keep(certificate: Certificate, kind: FileKind, content: bytes) -> None:
    """Store a file, unless the certificate says something else by now: an act may have come while it was drawn."""
    ending = "pdf" if kind == FileKind.PDF else "webp" if kind in CONVERTED else "png"
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}.{ending}"
    storage = certificate_storage()
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).select_related("pledge")
    with transaction.atomic():
        current = rows.get(pk=certificate.pk)
        if current.facts != certificate.facts or not current.pledge.is_confirmed:
            return
        if not storage.exists(path):
            storage.save(path, ContentFile(content))
        CertificateFile.objects.update_or_create(
            certificate=certificate, kind=kind, defaults={"path": path, "made_at": timezone.now()}
        )


def discard_files(certificate: Certificate) -> int:
    """Delete the files of a certificate, which carry a name, and then their rows; return how many.

    The rows of files that cannot be deleted now stay, so that the sweep comes back for them.
    """
    storage, discarded = certificate_storage(), 0
    for file in certificate.files.all():
        try:
            storage.delete(file.path)
        except STORAGE_ERRORS as error:
            _log_storage("certificate.not_discarded", certificate, FileKind(file.kind), error)
            continue
        file.delete()
        discarded += 1
    return discarded


def discard_ended(*, limit: int = 1000) -> int:
    """Delete the files of pledges that have ended, where a crash or a fetch meanwhile left some; return how many."""
    left = Certificate.objects.filter(pledge__state__in=ENDED, files__isnull=False).distinct().order_by("pk")
    return sum(discard_files(certificate) for certificate in left[:limit])


def holder_pdf(certificate: Certificate) -> bytes:
    """Return the PDF with the full name, for the holder alone. It is not kept."""
    return render_pdf(facts.certificate_facts(certificate.pledge, certificate.number, for_holder=True))


def write_keys(*, limit: int = 10_000) -> int:
    """Give the pledges that have none what rolls sort and search by; return how many. Normally there is none."""
    pks = list(Pledge.objects.without_keys().order_by("pk").values_list("pk", flat=True)[:limit])
    for start in range(0, len(pks), KEYS_AT_ONCE):
        with transaction.atomic():  # locked: nobody changes a name between our look and our word
            rows = Pledge.objects.without_keys().select_for_update(of=("self",)).order_by("pk")
            batch = list(rows.filter(pk__in=pks[start : start + KEYS_AT_ONCE]))
            for pledge in batch:
                pledge.sort_key, pledge.search_text = facts.roll_keys(pledge)
            Pledge.objects.bulk_update(batch, ["sort_key", "search_text"], batch_size=KEYS_AT_ONCE)
    if pks:
        logger.info("pledges.keys_written", extra={"count": len(pks)})
    return len(pks)


def remind_unconfirmed(*, limit: int = 1000, at: datetime | None = None) -> int:
    """Owe the reminders of unconfirmed pledges whose time has come (`REMINDER_DELAYS`); return how many.

    Each is written once: its occasion is unique. A sweep that comes late writes the last one only, never two at once.
    """
    at = at or timezone.now()
    due = Pledge.objects.to_remind(at).order_by("remind_at").values_list("pk", flat=True)
    reminded = 0
    for pk in list(due[:limit]):
        with transaction.atomic():
            rows = Pledge.objects.to_remind(at).select_for_update(of=("self",)).select_related("campaign")
            pledge = rows.filter(pk=pk).first()
            if pledge is not None:
                reminded += _remind(pledge, at)
    if reminded:
        logger.info("pledges.reminded", extra={"count": reminded})
    return reminded


def _remind(pledge: Pledge, at: datetime) -> bool:
    """Push the row on to its next reminder first, whether this one is written or not."""
    delays = settings.REMINDER_DELAYS
    passed = sum(pledge.created_at + delay <= at for delay in delays)
    is_worth_it = _is_worth_a_reminder(pledge, at)
    pledge.remind_at = pledge.created_at + delays[passed] if is_worth_it and passed < len(delays) else None
    pledge.save(update_fields=["remind_at"])
    if not passed or not is_worth_it or not _was_asked(pledge):
        return False
    owe(
        kind="pledges/reminder",
        subject=pledge.subject,
        occasion=f"reminder-{passed}",
        to=pledge.address,
        language=pledge.language,
        due_at=at,
        mailbox=capped_mailbox(pledge.address),
    )
    return True


def _is_worth_a_reminder(pledge: Pledge, at: datetime) -> bool:
    """Whether confirming would still do something, and this is the entry by which this person would do it."""
    if pledge.expires_at <= at or not pledge.campaign.is_open(at):
        return False
    others = Pledge.objects.filter(commitment=pledge.commitment_id, signatory=pledge.signatory_id)
    newer = others.pending().filter(created_at__gt=pledge.created_at)
    return not (others.holding() | newer).exists()


def _was_asked(pledge: Pledge) -> bool:
    """Whether a message that asks to confirm left and did not come back: nobody is reminded of what they never read."""
    asked = Message.objects.filter(subject=pledge.subject, kind="pledges/confirm")
    return asked.filter(state=MessageState.SENT, came_back="").exists()


def erase_unconfirmed(*, limit: int = 1000, at: datetime | None = None) -> int:
    """Delete pledges that nobody confirmed within `UNCONFIRMED_RETENTION`, with their messages; return how many."""
    at = at or timezone.now()
    forget_proofs(at=at)
    rows = Pledge.objects.unconfirmed_since(at - settings.UNCONFIRMED_RETENTION).order_by("pk")
    erased = 0
    for pk in rows.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            pledge = Pledge.objects.pending().select_for_update().filter(pk=pk).first()
            if pledge is not None:
                _count_erased(pledge, at)
                erase_pending(pledge)
                erased += 1
    if erased:
        logger.info("pledges.erased", extra={"count": erased})
    return erased


def _count_erased(pledge: Pledge, at: datetime) -> None:
    """Keep the number of what is erased: it is public."""
    month = at.astimezone(UTC).date().replace(day=1)
    row, _is_new = Erasure.objects.get_or_create(campaign_id=pledge.campaign_id, month=month)
    Erasure.objects.filter(pk=row.pk).update(count=F("count") + 1)


def forget_proofs(*, limit: int = 1000, at: datetime | None = None) -> int:
    """Delete proofs of work that nobody could use again anyway; return how many."""
    old = SpentProof.objects.filter(expires_at__lt=at or timezone.now())
    return old.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


def erase_reports(*, limit: int = 1000, at: datetime | None = None) -> int:
    """Delete what strangers told us, `REPORT_RETENTION` after it was answered; return how many."""
    before = (at or timezone.now()) - settings.REPORT_RETENTION
    keys = list(EntryReport.objects.filter(answered_at__lt=before).order_by("pk").values_list("pk", flat=True)[:limit])
    return EntryReport.objects.filter(pk__in=keys).delete()[0]


def forget_networks(*, limit: int = 5_000, at: datetime | None = None) -> int:
    """Forget which network pledges older than `NETWORK_RETENTION` came from; return how many."""
    old = Pledge.objects.with_network_before((at or timezone.now()) - settings.NETWORK_RETENTION).order_by("created_at")
    return Pledge.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).update(network="")


def erase_pending(pledge: Pledge) -> None:
    """Delete an unconfirmed pledge, its messages, and its signatory where nothing else is theirs."""
    signatory = Signatory.objects.select_for_update().get(pk=pledge.signatory_id)  # who signs right now waits for us
    forget(subject=pledge.subject)
    pledge.delete()
    if not signatory.pledges.exists():
        signatory.delete()
