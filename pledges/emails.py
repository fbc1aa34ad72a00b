"""A row -> a message. What it says is decided when it is sent, by what the row says then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from content.models import stated_contact
from countries.names import name_of
from mail.letters import Facts, Kind, Letter, compose, register, stop_url
from mail.models import Message
from pledges import limits, tokens
from pledges.addresses import capped_mailbox
from pledges.certificates import numbers
from pledges.enums import DISPLAYS_LISTED, Display, PledgeState
from pledges.facts import revocation_sentence, shown_name
from pledges.models import CommitmentText, EntryReport, Pledge
from pledges.names import isolated
from users.models import User

REPORTS_WAIT = "pledges/reports_wait"
NEW, LATE = "new", "late"  # what the occasion of one begins with
WARN_AFTER = timedelta(hours=20)  # of the 24 that a report may wait
WARN_SPAN = timedelta(hours=4)  # one warning stands for all reports that come so long after the first

ABOUT: Mapping[str, Promise] = {
    "name": gettext_lazy("the signatory’s name"),
    "title": gettext_lazy("the title of the pledge"),
}
WHILE_IT_WAITS: Mapping[str, Promise] = {**ABOUT, "days": gettext_lazy("how many days the link still works")}
ONCE_CONFIRMED: Mapping[str, Promise] = {**ABOUT, "number": gettext_lazy("the number of the certificate")}


def register_letters() -> None:
    """Tell the outbox how our mails are written."""
    register(
        "pledges/confirm",
        Kind(
            confirm,
            is_asked_for=True,
            label=gettext_lazy("Confirm your pledge"),
            variables=WHILE_IT_WAITS,
            sample=lambda: _confirming(_sample(), "000000"),
        ),
    )
    register(
        "pledges/reminder",
        Kind(
            reminder,
            topic="reminders",
            topic_name=gettext_lazy("reminders of pledges that are not confirmed"),
            label=gettext_lazy("Reminder to confirm"),
            variables=WHILE_IT_WAITS,
            sample=lambda: _reminding(_sample(), settings.BASE_URL),
        ),
    )
    register(
        "pledges/certificate",
        Kind(
            certificate,
            is_asked_for=True,
            proves_mailbox=True,
            topic="certificates",
            topic_name=gettext_lazy("messages with the certificate of a pledge"),
            label=gettext_lazy("Your certificate"),
            variables=ONCE_CONFIRMED,
            sample=lambda: _certifying(_sample(), "0000-0000-0000", settings.BASE_URL, settings.BASE_URL),
        ),
    )
    register(REPORTS_WAIT, Kind(reports_wait))
    # What the mail that asks to confirm says instead, where the address has signed before: `confirm` decides.
    register(
        "pledges/already_signed",
        Kind(
            confirm,
            label=gettext_lazy("You have already signed"),
            variables=ONCE_CONFIRMED,
            sample=lambda: _signed_before(_sample(), _sample(), "0000-0000-0000", settings.BASE_URL),
        ),
    )
    register(
        "pledges/already_revoked",
        Kind(
            confirm,
            label=gettext_lazy("This pledge cannot be signed again"),
            variables=ABOUT,
            sample=lambda: _revoked_before(_sample(), _sample()),
        ),
    )


def confirm(message: Message) -> Letter | None:
    """Ask to confirm; or, where the address has signed already, say so and give its certificate again."""
    pledge = _pledge_of(message)
    if pledge is None or not pledge.is_pending or limits.is_left_alone(capped_mailbox(pledge.address)):
        return None
    first = Pledge.objects.holding().filter(commitment=pledge.commitment_id, signatory=pledge.signatory_id).first()
    if first is not None:
        return _to_its_owner(pledge, first)
    if pledge.expires_at <= timezone.now():
        return None  # the mail server was away for longer than the link lives
    return compose("pledges/confirm", _confirming(pledge, tokens.code_of(pledge.nonce, pledge.token_digest)))


def _to_its_owner(pledge: Pledge, first: Pledge) -> Letter:
    """Tell who holds the commitment already, in the language of that pledge: a stranger may have typed the address now."""
    with translation.override(first.language):
        if first.state == PledgeState.REVOKED:
            letter = compose("pledges/already_revoked", _revoked_before(pledge, first))
        else:
            number = numbers.pretty(first.certificate.number)
            letter = compose("pledges/already_signed", _signed_before(pledge, first, number, _pdf_url(first)))
    return replace(letter, headers={**letter.headers, "Content-Language": first.language})


def _confirming(pledge: Pledge, code: str) -> Facts:
    subject = _("Confirm your pledge: %(title)s") % {"title": pledge.text.title}
    return _asking(pledge, subject, {"code": code})


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
    return compose("pledges/reminder", _reminding(pledge, stop_url(message)))


def _reminding(pledge: Pledge, stop: str) -> Facts:
    subject = _("Your pledge still waits for you: %(title)s") % {"title": pledge.text.title}
    return _asking(pledge, subject, {"stop_url": stop})


def _asking(pledge: Pledge, subject: str, more: Mapping[str, Any]) -> Facts:
    """What a message that asks to confirm says and where it leads."""
    token = tokens.token_of(pledge.nonce, pledge.token_digest)
    days = max(1, round((pledge.expires_at - timezone.now()) / timedelta(days=1)))
    context = _about(pledge) | {"link_days": days, "confirm_url": _absolute("pledges:confirm", token), **more}
    return Facts(subject, context, _variables(pledge) | {"days": str(days)})


def _about(pledge: Pledge) -> dict[str, Any]:
    """What each of our mails knows: the entry, as it was typed, and the way to say that it was somebody else."""
    return {
        "pledge": pledge,
        "country_name": name_of(pledge.country_id),
        "text": pledge.text,
        "not_me_url": _absolute("pledges:not_me", tokens.token_of(pledge.nonce, pledge.token_digest)),
    }


def _variables(pledge: Pledge) -> dict[str, str]:
    return {"name": isolated(pledge.full_name), "title": isolated(pledge.text.title)}


def _sample() -> Pledge:
    """Return an entry that nobody made, for the previews of editors. It is no row and becomes none."""
    title = _("the title of the pledge")
    return Pledge(
        full_name="Wangari Otieno",
        affiliation="University of Nairobi",
        country_id="KE",
        address="wangari@university.example",
        display=Display.NAME,
        language=get_language() or settings.LANGUAGE_CODE,
        text=CommitmentText(title=title[:1].upper() + title[1:]),
        expires_at=timezone.now() + settings.CONFIRMATION_LIFETIME,
        ended_at=timezone.now(),
        nonce="0" * 32,
    )


def _signed_before(pledge: Pledge, first: Pledge, number: str, pdf_url: str) -> Facts:
    subject = _("You have already signed: %(title)s") % {"title": first.text.title}
    more = {
        "first": first,
        "text": first.text,
        "contact_email": stated_contact().contact_email,
        "number": number,
        "certificate_url": _absolute("pledges:certificate", number),
        "pdf_url": pdf_url,
    }
    return Facts(subject, _about(pledge) | more, _variables(first) | {"number": number})


def _revoked_before(pledge: Pledge, first: Pledge) -> Facts:
    subject = _("Your pledge cannot be signed again: %(title)s") % {"title": first.text.title}
    more = {
        "text": first.text,
        "sentence": revocation_sentence(first),
        "contact_email": stated_contact().contact_email,
    }
    return Facts(subject, _about(pledge) | more, _variables(pledge))


def certificate(message: Message) -> Letter | None:
    """Give the number of the certificate and the ways to its page and its PDF."""
    pledge = _pledge_of(message)
    if pledge is None or not pledge.is_confirmed:
        return None
    number = numbers.pretty(pledge.certificate.number)
    return compose("pledges/certificate", _certifying(pledge, number, _pdf_url(pledge), stop_url(message)))


def _certifying(pledge: Pledge, number: str, pdf_url: str, stop: str) -> Facts:
    context = _about(pledge) | {
        "number": number,
        "certificate_url": _absolute("pledges:certificate", number),
        "pdf_url": pdf_url,
        "hold_hours": settings.LISTING_HOLD_HOURS,
        "is_to_be_listed": pledge.display in DISPLAYS_LISTED and not pledge.is_held,
        "is_looked_at": pledge.is_covered,
        "stop_url": stop,
    }
    subject = _("Your certificate %(number)s") % {"number": number}
    return Facts(subject, context, _variables(pledge) | {"number": number})


def reports_wait(message: Message) -> Letter | None:
    """Tell one of the desk how many reports wait, and since when; nothing where none does. It names nobody."""
    may_answer = User.objects.holding("pledges.change_entryreport").filter(pk=message.subject.removeprefix("user:"))
    waiting = EntryReport.objects.unanswered()
    oldest = waiting.order_by("at").values_list("at", flat=True).first()
    if oldest is None or not may_answer.exists():
        return None
    is_late = message.occasion.startswith(LATE)
    if is_late and oldest > timezone.now() - (WARN_AFTER - WARN_SPAN):
        return None  # what it was to warn of is answered
    count = waiting.count()
    subject = ngettext(
        "%(count)d report about an entry waits for an answer",
        "%(count)d reports about entries wait for an answer",
        count,
    ) % {"count": count}
    url = _absolute("entry_reports:index")
    return compose(
        REPORTS_WAIT, Facts(subject, {"count": count, "oldest": oldest, "is_late": is_late, "reports_url": url})
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
