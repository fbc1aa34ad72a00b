"""What rows owe: files to render, unconfirmed pledges to erase. Safe to stop and to run twice."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from mail.services import forget
from pledges import facts
from pledges.certificates import Facts, badge_image, render_pdf, share_image
from pledges.enums import FileKind
from pledges.models import Certificate, CertificateFile, Pledge, Signatory, SpentProof

logger = logging.getLogger(__name__)

ATTEMPTS = 20  # then a person looks: the desk shows what could not be rendered

RENDERERS: dict[FileKind, tuple[str, Callable[[Facts], bytes]]] = {
    FileKind.PDF: ("pdf", render_pdf),
    FileKind.BADGE: ("png", badge_image),
    FileKind.LINK: ("png", lambda known: share_image(known, "link")),
    FileKind.SQUARE: ("png", lambda known: share_image(known, "square")),
    FileKind.STORY: ("png", lambda known: share_image(known, "story")),
}
AT_ONCE = (FileKind.PDF, FileKind.LINK)  # what everybody fetches; the others are drawn when first asked for


def certificate_storage() -> Storage:
    return storages["certificates"]


def render_certificates(*, limit: int = 200) -> int:
    """Render what is owed, untried rows first; return how many."""
    rows = Certificate.objects.owed().filter(attempts__lt=ATTEMPTS).order_by("attempts", "pk")
    return sum(_render_one(pk) for pk in rows.values_list("pk", flat=True)[:limit])


def _render_one(pk: int) -> bool:
    Certificate.objects.filter(pk=pk).update(attempts=F("attempts") + 1)  # pushed back first: no row can loop
    rows = Certificate.objects.owed().select_for_update(
        no_key=True,  # the row of a file that a visitor fetches meanwhile refers to this one: it must not wait for us
        skip_locked=_can_skip_locked(),
    )
    try:
        with transaction.atomic():
            certificate = rows.filter(pk=pk).first()
            if certificate is None:
                return False
            for kind in AT_ONCE:
                certificate_file(certificate, kind)
            certificate.rendered_at = timezone.now()
            certificate.save(update_fields=["rendered_at"])
    except Exception as error:  # a full disk, a text that typst refuses: whatever is wrong with one row stops no other
        logger.exception("certificate.not_rendered", extra={"certificate": pk, "error": type(error).__name__})
        return False
    return True


def _can_skip_locked() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)


def certificate_file(certificate: Certificate, kind: FileKind) -> bytes:
    """Return one file of a certificate, rendered now where it was never asked for or its bytes are gone."""
    kept = CertificateFile.objects.filter(certificate=certificate, kind=kind).first()
    storage = certificate_storage()
    if kept is not None and storage.exists(kept.path):
        with storage.open(kept.path) as file:
            return bytes(file.read())
    ending, render = RENDERERS[kind]
    content = render(facts.thawed(certificate))
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}.{ending}"
    if not storage.exists(path):
        storage.save(path, ContentFile(content))
    CertificateFile.objects.update_or_create(
        certificate=certificate, kind=kind, defaults={"path": path, "made_at": timezone.now()}
    )
    return content


def holder_pdf(certificate: Certificate) -> bytes:
    """Return the PDF with the full name, for the holder alone. It is not kept."""
    return render_pdf(facts.certificate_facts(certificate.pledge, certificate.number, for_holder=True))


def erase_unconfirmed(*, limit: int = 1000, at: datetime | None = None) -> int:
    """Delete pledges that nobody confirmed within `UNCONFIRMED_RETENTION`, with their messages; return how many."""
    at = at or timezone.now()
    SpentProof.objects.filter(expires_at__lt=at).delete()
    rows = Pledge.objects.unconfirmed_since(at - settings.UNCONFIRMED_RETENTION).order_by("pk")
    erased = 0
    for pk in rows.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            pledge = Pledge.objects.pending().select_for_update().filter(pk=pk).first()
            if pledge is not None:
                erase_pending(pledge)
                erased += 1
    if erased:
        logger.info("pledges.erased", extra={"count": erased})
    return erased


def erase_pending(pledge: Pledge) -> None:
    """Delete an unconfirmed pledge, its messages, and its signatory where nothing else is theirs."""
    signatory = Signatory.objects.select_for_update().get(pk=pledge.signatory_id)  # who signs right now waits for us
    forget(subject=pledge.subject)
    pledge.delete()
    if not signatory.pledges.exists():
        signatory.delete()
