"""A row -> a message. What it says is decided when it is sent, by what the row says then."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.names import name_of
from mail.letters import Kind, Letter, compose, register, stop_url
from mail.models import Message
from pledges import limits, tokens
from pledges.addresses import capped_mailbox
from pledges.certificates import numbers
from pledges.enums import DISPLAYS_LISTED, PledgeState
from pledges.facts import revocation_sentence, shown_name
from pledges.models import Pledge


def register_letters() -> None:
    """Tell the outbox how our mails are written."""
    register("pledges/confirm", Kind(confirm, is_asked_for=True))
    register(
        "pledges/reminder",
        Kind(reminder, topic="reminders", topic_name=gettext_lazy("reminders of pledges that are not confirmed")),
    )
    register(
        "pledges/certificate",
        Kind(
            certificate,
            is_asked_for=True,
            proves_mailbox=True,
            topic="certificates",
            topic_name=gettext_lazy("messages with the certificate of a pledge"),
        ),
    )


def confirm(message: Message) -> Letter | None:
    """Ask to confirm; or, where the address has signed already, say so and give its certificate again."""
    pledge = _pledge_of(message)
    if pledge is None or not pledge.is_pending or limits.is_left_alone(capped_mailbox(pledge.address)):
        return None
    first = Pledge.objects.holding().filter(commitment=pledge.commitment_id, signatory=pledge.signatory_id).first()
    if first is not None and first.state == PledgeState.REVOKED:
        return _already_revoked(pledge, first)
    if first is not None:
        return _already_signed(pledge, first)
    if pledge.expires_at <= timezone.now():
        return None  # the mail server was away for longer than the link lives
    return compose(
        "pledges/confirm",
        subject=_("Confirm your pledge: %(title)s") % {"title": pledge.text.title},
        context=_asking(pledge) | {"code": tokens.code_of(pledge.nonce, pledge.token_digest)},
    )


def reminder(message: Message) -> Letter | None:
    """Ask once more, as long as the answer would still count."""
    pledge = _pledge_of(message)
    now = timezone.now()
    if pledge is None or not pledge.is_pending or limits.is_left_alone(capped_mailbox(pledge.address)):
        return None
    if pledge.expires_at <= now or not pledge.campaign.is_open(now):
        return None
    if Pledge.objects.holding().filter(commitment=pledge.commitment_id, signatory=pledge.signatory_id).exists():
        return None
    return compose(
        "pledges/reminder",
        subject=_("Your pledge still waits for you: %(title)s") % {"title": pledge.text.title},
        context=_asking(pledge) | {"stop_url": stop_url(message)},
    )


def _asking(pledge: Pledge) -> dict[str, Any]:
    """What a message that asks to confirm says and where it leads."""
    token = tokens.token_of(pledge.nonce, pledge.token_digest)
    return {
        "pledge": pledge,
        "country_name": name_of(pledge.country_id),
        "text": pledge.text,
        "link_days": max(1, round((pledge.expires_at - timezone.now()) / timedelta(days=1))),
        "confirm_url": _absolute("pledges:confirm", token),
        "not_me_url": _absolute("pledges:not_me", token),
    }


def _already_signed(pledge: Pledge, first: Pledge) -> Letter:
    number = first.certificate.number
    return compose(
        "pledges/already_signed",
        subject=_("You have already signed: %(title)s") % {"title": first.text.title},
        context={
            "pledge": pledge,
            "country_name": name_of(pledge.country_id),
            "first": first,
            "text": first.text,
            "number": numbers.pretty(number),
            "certificate_url": _absolute("pledges:certificate", numbers.pretty(number)),
            "pdf_url": _pdf_url(first),
            "contact_email": settings.CONTACT_EMAIL,
            "not_me_url": _absolute("pledges:not_me", tokens.token_of(pledge.nonce, pledge.token_digest)),
        },
    )


def _already_revoked(pledge: Pledge, first: Pledge) -> Letter:
    return compose(
        "pledges/already_revoked",
        subject=_("Your pledge cannot be signed again: %(title)s") % {"title": first.text.title},
        context={
            "pledge": pledge,
            "country_name": name_of(pledge.country_id),
            "sentence": revocation_sentence(first),
            "text": first.text,
            "contact_email": settings.CONTACT_EMAIL,
            "not_me_url": _absolute("pledges:not_me", tokens.token_of(pledge.nonce, pledge.token_digest)),
        },
    )


def certificate(message: Message) -> Letter | None:
    """Give the number of the certificate and the ways to its page and its PDF."""
    pledge = _pledge_of(message)
    if pledge is None or not pledge.is_confirmed:
        return None
    number = pledge.certificate.number
    return compose(
        "pledges/certificate",
        subject=_("Your certificate %(number)s") % {"number": numbers.pretty(number)},
        context={
            "pledge": pledge,
            "country_name": name_of(pledge.country_id),
            "text": pledge.text,
            "number": numbers.pretty(number),
            "certificate_url": _absolute("pledges:certificate", numbers.pretty(number)),
            "pdf_url": _pdf_url(pledge),
            "hold_hours": settings.LISTING_HOLD_HOURS,
            "is_to_be_listed": pledge.display in DISPLAYS_LISTED,
            "not_me_url": _absolute("pledges:not_me", tokens.token_of(pledge.nonce, pledge.token_digest)),
            "stop_url": stop_url(message),
        },
    )


def _pledge_of(message: Message) -> Pledge | None:
    ref = message.subject.removeprefix("pledge:")
    rows = Pledge.objects.select_related("text__version", "campaign", "signatory", "commitment")
    return rows.filter(ref=ref).first()


def _pdf_url(pledge: Pledge) -> str:
    """The address of the PDF; with the holder's key where the name on it is not shown in public."""
    address = f"{settings.BASE_URL}/c/{numbers.pretty(pledge.certificate.number)}.pdf"
    if shown_name(pledge) == pledge.full_name:
        return address
    return f"{address}?{urlencode({'key': tokens.holder_key(pledge.nonce)})}"


def _absolute(name: str, *args: str) -> str:
    return settings.BASE_URL + reverse(name, args=args)
