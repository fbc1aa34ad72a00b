"""Signing: what a visitor's form becomes."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mail.services import owe
from pledges import errors, tokens
from pledges.addresses import canonical, capped_mailbox
from pledges.consents import WORDING
from pledges.enums import DISPLAYS_LISTED, AgeGroup, Display, DoubtGround, Purpose
from pledges.models import Campaign, CommitmentText, Consent, Doubt, Pledge, Signatory, SpentProof
from pledges.proofs import Proof

logger = logging.getLogger(__name__)

AT_ONCE = timedelta()


@dataclass(frozen=True, slots=True)
class SignedFacts:
    """What a scholar put into the form, cleaned."""

    full_name: str
    email: str
    country: str
    display: str
    sort_as: str = ""
    affiliation: str = ""
    role: str = ""
    discipline: str = ""
    orcid: str = ""
    message: str = ""
    age_group: str = ""
    consents: frozenset[Purpose] = field(default_factory=frozenset)


@transaction.atomic
def sign_pledge(
    *,
    campaign: Campaign,
    language: str,
    facts: SignedFacts,
    proof: Proof | None,
    wait: timedelta = AT_ONCE,
    text: CommitmentText | None = None,
    seen: str = "",
    network: str = "",
    is_trapped: bool = False,
    at: datetime | None = None,
    is_sample: bool = False,
) -> tuple[Pledge, str]:
    """Put a pledge on record as pending and owe the mail that asks its signatory to confirm.

    It does the same for an address that has signed and for one that has not, so that nobody learns from the answer;
    the message, written when it is sent, says the rest.

    Args:
        wait: how long the message waits; see `limits.slow_lane_wait`.
        text: what is signed now in this language, where the caller has read it already.
        seen: the SHA-256 of the text that stood beside the form; empty where that is not known.
        network: a keyed hash of where it came from, see `limits.origin_of`; kept for a day.
        is_trapped: whether a field that nobody sees was filled in. It is taken as any other, and waits for a person.

    Returns:
        the pledge, and the handle (22 URL-safe characters) of the page that waits for the code.

    Raises:
        CampaignClosed: no signatures are taken at that moment, or there is no published text to sign.
        TextChanged: another wording was published while the signatory read.
        ProofReplayed: the proof was used before.
    """
    facts = _unnamed(facts) if facts.age_group == AgeGroup.UNDER else facts
    at = at or timezone.now()
    text = text or campaign.commitment.current_text(language)
    if text is None or not campaign.is_open(at):
        raise errors.CampaignClosed
    if seen and seen != text.sha256:
        raise errors.TextChanged
    if proof is not None:
        _spend(proof)
    signatory = _signatory(canonical(facts.email), language)
    nonce, handle = tokens.new_nonce(), tokens.new_handle()
    pledge = Pledge.objects.create(
        signatory=signatory,
        commitment=campaign.commitment,
        text=text,
        campaign=campaign,
        address=facts.email,
        full_name=facts.full_name,
        sort_as=facts.sort_as,
        role=facts.role,
        affiliation=facts.affiliation,
        country_id=facts.country,
        discipline=facts.discipline,
        orcid=facts.orcid,
        message=facts.message,
        display=facts.display,
        age_group=facts.age_group,
        language=language,
        created_at=at,
        expires_at=at + settings.CONFIRMATION_LIFETIME,
        remind_at=None if is_sample or facts.age_group == AgeGroup.UNDER else at + settings.REMINDER_DELAYS[0],
        is_sample=is_sample,
        is_held=is_trapped,
        network=network,
        nonce=nonce,
        token_digest=tokens.digest(tokens.token_of(nonce)),
        handle_digest=tokens.digest(handle),
    )
    purposes = {Purpose.CERTIFICATE, *facts.consents}
    if facts.display in DISPLAYS_LISTED:
        purposes.add(Purpose.LISTING)
    Consent.objects.bulk_create(
        Consent(pledge=pledge, purpose=purpose, wording=WORDING, given_at=at) for purpose in sorted(purposes)
    )
    if is_trapped:
        Doubt.objects.create(pledge=pledge, ground=DoubtGround.ROBOT, found_at=at)
    if not is_sample:
        owe(
            kind="pledges/confirm",
            subject=pledge.subject,
            occasion="sign",
            to=pledge.address,
            language=language,
            due_at=at + wait,
            mailbox=capped_mailbox(pledge.address),
        )
    logger.info("pledge.signed", extra={"pledge": pledge.pk})
    return pledge, handle


def _unnamed(facts: SignedFacts) -> SignedFacts:
    """Return the facts of somebody under `MINIMUM_AGE`: named nowhere, and without what would only be shown or mailed."""
    return replace(facts, display=Display.HIDDEN, sort_as="", role="", orcid="", message="", consents=frozenset())


def _signatory(email: str, language: str) -> Signatory:
    """Return the row of an address, new or old, by one statement: the same work for both, so nobody learns which it is.

    It also locks the row, so that it is not erased before the pledge that needs it is there (see `erase_pending`).
    """
    (signatory,) = Signatory.objects.bulk_create(
        [Signatory(email=email, language=language)],
        update_conflicts=True,
        unique_fields=["email"],
        update_fields=["email"],
    )
    return signatory


def _spend(proof: Proof) -> None:
    """The primary key refuses a second use, in whichever process: one that is under way elsewhere is waited for."""
    table = connection.ops.quote_name(SpentProof._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (digest, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
            [tokens.digest(proof.key), connection.ops.adapt_datetimefield_value(proof.expires_at)],
        )
        if cursor.rowcount != 1:
            raise errors.ProofReplayed


@transaction.atomic
def resend_confirmation(*, handle: str, at: datetime | None = None) -> Pledge:
    """Owe the confirming message once more.

    Raises:
        ConfirmationUnknown: nothing waits under this handle.
        ConfirmationExpired: the link in the message would do nothing any more.
        ResendTooSoon: the last message is younger than `RESEND_PAUSE`.
        ResendsExhausted: it was sent `RESENDS_PER_PLEDGE` times again.
    """
    at = at or timezone.now()
    pledge = Pledge.objects.select_for_update().filter(handle_digest=tokens.digest(handle)).first()
    if pledge is None or not pledge.is_pending:
        raise errors.ConfirmationUnknown
    if pledge.expires_at <= at:
        raise errors.ConfirmationExpired
    if pledge.resends >= settings.RESENDS_PER_PLEDGE:
        raise errors.ResendsExhausted
    if timedelta() <= at - (pledge.resent_at or pledge.created_at) < settings.RESEND_PAUSE:  # not of a clock set back
        raise errors.ResendTooSoon
    pledge.resends, pledge.resent_at = pledge.resends + 1, at
    pledge.save(update_fields=["resends", "resent_at"])
    owe(
        kind="pledges/confirm",
        subject=pledge.subject,
        occasion=f"resend-{pledge.resends}",
        to=pledge.address,
        language=pledge.language,
        due_at=at,
        mailbox=capped_mailbox(pledge.address),
    )
    return pledge
