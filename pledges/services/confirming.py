"""Confirming: a person's press of a button, or the code from the mail, makes a pledge count."""

import hmac
import logging
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from mail.services import owe
from mail.waking import wake
from pledges import errors, facts, limits, tasks, tokens
from pledges.addresses import capped_mailbox
from pledges.certificates import ALGORITHM, TEMPLATE, numbers
from pledges.enums import GROUNDS_OF_LISTS_ONLY, Evidence, PledgeState
from pledges.models import Certificate, Doubt, Pledge, Signatory
from pledges.owed import erase_pending
from pledges.services.doubting import doubts_about
from pledges.watching import WatchList
from pledges.watching.current import current_list
from transparency import log

logger = logging.getLogger(__name__)

RELATED = ("text__version", "campaign", "commitment", "signatory")
READ = (  # of those, what a certificate, the log and the mail are made from; a query's cost grows with its columns
    *(field.name for field in Pledge._meta.concrete_fields),
    *(f"text__{name}" for name in ("language", "standing", "title", "certificate_line", "approved_by_name", "sha256")),
    *("text__version__number", "campaign__slug", "campaign__parent", "commitment__slug", "signatory__email"),
)


def confirm_pledge(*, token: str, at: datetime | None = None) -> Pledge:
    """Count a pledge whose signatory has proved that the address is theirs; twice is a success.

    Raises:
        ConfirmationUnknown: no pledge carries this token (43 URL-safe characters).
        ConfirmationExpired: it came at or after `Pledge.expires_at`.
        PledgeEnded: the pledge was withdrawn or revoked since.
        AlreadyPledged: this person has confirmed the same commitment by another link.
    """
    known = current_list()  # before a row is locked: after a change of the list this may take half a second
    with transaction.atomic():
        return _confirm(_locked(token_digest=tokens.digest(token)), known, at or timezone.now())


def _locked(**secret: str) -> Pledge:
    """Return a pledge with its row locked, and with all that confirming it reads, by one query.

    Raises:
        ConfirmationUnknown: there is none.
    """
    rows = Pledge.objects.select_for_update(of=("self",)).select_related(*RELATED).only(*READ)
    try:
        return rows.get(**secret)
    except Pledge.DoesNotExist as error:
        raise errors.ConfirmationUnknown from error


def confirm_by_code(*, handle: str, code: str, at: datetime | None = None) -> Pledge:
    """Count a pledge by the six digits from its mail, typed into the page that has its handle. Five tries.

    Raises:
        ConfirmationUnknown: nothing waits under this handle.
        CodeWrong: these are not the digits; the try is counted, and stays counted.
        CodeExhausted: five were wrong; the link still works.
        CodesExhaustedToday: so many were wrong for this address, over all its open pages; the link still works.
        ConfirmationExpired, PledgeEnded, AlreadyPledged: as in `confirm_pledge`.
    """
    at, known = at or timezone.now(), current_list()
    with transaction.atomic():
        pledge = _locked(handle_digest=tokens.digest(handle))
        # Pages of one person wait for each other here: side by side they have no more guesses than one after the other.
        person, today = Signatory.objects.select_for_update().get(pk=pledge.signatory_id), at.astimezone(UTC).date()
        tries_today = person.code_tries_of(today)
        if tries_today >= settings.CODE_TRIES_A_DAY:
            raise errors.CodesExhaustedToday
        if pledge.code_tries >= settings.CODE_TRIES:
            raise errors.CodeExhausted
        if hmac.compare_digest(tokens.code_of(pledge.nonce, pledge.token_digest), code):
            # An address that has signed already is not sent this code, so it cannot arrive here by guessing kindly.
            return _confirm(pledge, known, at)
        pledge.code_tries += 1
        pledge.save(update_fields=["code_tries"])
        person.code_tries, person.code_tries_on = tries_today + 1, today
        person.save(update_fields=["code_tries", "code_tries_on"])
    # outside the transaction, so that the counted try is kept
    if person.code_tries >= settings.CODE_TRIES_A_DAY:
        raise errors.CodesExhaustedToday
    if pledge.code_tries >= settings.CODE_TRIES:
        raise errors.CodeExhausted
    raise errors.CodeWrong


def _confirm(pledge: Pledge, known: WatchList, at: datetime) -> Pledge:
    if pledge.state == PledgeState.CONFIRMED:
        return pledge
    if pledge.state != PledgeState.PENDING:
        raise errors.PledgeEnded
    if pledge.expires_at <= at:
        raise errors.ConfirmationExpired
    hold = timedelta(hours=settings.LISTING_HOLD_HOURS if pledge.evidence == Evidence.EMAIL else 0)
    pledge.state, pledge.confirmed_at, pledge.listed_at = PledgeState.CONFIRMED, at, at + hold
    pledge.salt = tokens.new_nonce() + tokens.new_nonce()
    pledge.sort_key, pledge.search_text = facts.roll_keys(pledge)
    doubts = doubts_about(pledge, known, at)
    # who is held already, for a field that nobody sees, is covered: nothing that is found now makes it less
    pledge.is_held_from_lists_only = not pledge.is_held and all(d.ground in GROUNDS_OF_LISTS_ONLY for d in doubts)
    pledge.is_held = pledge.is_held or bool(doubts)
    try:
        pledge.save(
            update_fields=[
                "state",
                "confirmed_at",
                "listed_at",
                "salt",
                "is_held",
                "is_held_from_lists_only",
                "sort_key",
                "search_text",
            ]
        )
    except IntegrityError as error:  # `pledge_one_per_person` decides, also when two links race
        raise errors.AlreadyPledged from error
    Doubt.objects.bulk_create(doubts)
    certificate = issue_certificate(pledge, at)
    log.append("pledge.confirmed", subject=str(pledge.ref), payload=facts.log_payload(pledge), at=at)
    if not (pledge.is_sample or pledge.is_under_age):
        owe(
            kind="pledges/certificate",
            subject=pledge.subject,
            occasion="confirmed",
            to=pledge.address,
            language=pledge.language,
            due_at=at,
            cap=False,
        )
    wake(tasks.render_certificates)
    logger.info("pledge.confirmed", extra={"pledge": pledge.pk, "certificate": certificate.pk})
    return pledge


def issue_certificate(pledge: Pledge, at: datetime) -> Certificate:
    """Give a confirmed pledge its number and freeze the facts its files are drawn from; the files are owed from then."""
    # 55 random bits: should two numbers ever meet, the unique key refuses, and the button works the second time.
    number = numbers.generate()
    return Certificate.objects.create(
        pledge=pledge,
        number=number,
        facts=facts.frozen(facts.certificate_facts(pledge, number)),
        design=TEMPLATE,
        light=ALGORITHM,
        issued_at=at,
    )


@transaction.atomic
def disown_pledge(*, token: str) -> None:
    """Remove a pending pledge because the address's owner says it was not them. Nothing of what was typed is kept.

    Its messages go too, and with them what they counted against the cap; so that this buys nobody more mails to the
    address, no confirming mail goes there for a day after the second time (see `limits.is_left_alone`).

    Raises:
        ConfirmationUnknown: no pledge carries this token, or it was removed before.
        AlreadyPledged: it is confirmed; withdrawing is another act.
    """
    pledge = Pledge.objects.select_for_update().filter(token_digest=tokens.digest(token)).first()
    if pledge is None:
        raise errors.ConfirmationUnknown
    if not pledge.is_pending:
        raise errors.AlreadyPledged
    erase_pending(pledge)
    limits.count_disowned(capped_mailbox(pledge.address))
    logger.info("pledge.disowned", extra={"count": 1})
