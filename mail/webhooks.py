"""What a mail provider tells us through django-anymail, whose views have checked its secret."""

from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking

from mail.enums import Reason
from mail.notices import Notice
from mail.reasons import reason_of, status_in
from mail.suppressing import take_notice

CAME_BACK = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
OF_THE_PROVIDER = {RejectReason.BLOCKED: Reason.POLICY, RejectReason.SPAM: Reason.COMPLAINT}


def connect() -> None:
    """Listen from now on; called once, when the apps are ready."""
    tracking.connect(take_event, dispatch_uid="mail.take_event")


def take_event(sender: object, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Take what happened to one message. Whatever else providers tell (opened, clicked) is not asked for."""
    reason = _reason_of(event)
    if reason is None:
        return
    said = str(event.mta_response or event.description or "")
    notice = Notice(
        reason,
        message=_key_of(event.metadata or {}),
        recipient=str(event.recipient or ""),
        status=status_in(said),
        words=said,
    )
    take_notice(notice, source=f"webhook: {esp_name}"[:40], is_trusted=True, at=event.timestamp)


def _reason_of(event: AnymailTrackingEvent) -> Reason | None:
    if event.event_type == EventType.COMPLAINED:
        return Reason.COMPLAINT
    if event.event_type not in CAME_BACK:
        return None
    if event.reject_reason in OF_THE_PROVIDER:
        return OF_THE_PROVIDER[event.reject_reason]
    said = str(event.mta_response or event.description or "")
    reason = reason_of(status_in(said), said)
    # The provider calls it a bad address; the server's own words, where there are any, say more.
    is_bad_address = event.reject_reason in {RejectReason.INVALID, RejectReason.BOUNCED}
    is_final = event.event_type != EventType.FAILED and is_bad_address
    return Reason.NO_MAILBOX if reason == Reason.OTHER and is_final and not status_in(said).startswith("4") else reason


def _key_of(metadata: dict[str, Any]) -> UUID | None:
    try:
        return UUID(str(metadata.get("message", "")))
    except ValueError:
        return None
