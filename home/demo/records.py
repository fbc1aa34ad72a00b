"""Commitments, campaigns and, on request, sample signatories: put on record by the same services as everything else."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from home.demo.files import read
from pledges.models import Campaign, Commitment, Pledge
from pledges.services import SignedFacts, approve_version, confirm_pledge, draft_version, publish_version, sign_pledge
from pledges.tokens import token_of
from users.models import User

TEXT_FIELDS = ("language", "standing", "title", "text", "certificate_line")


def create_commitments(by: User) -> int:
    """Draft, approve and publish the commitments that are missing, each with its campaign; return how many."""
    created = 0
    for entry in read("commitments.json")["commitments"]:
        commitment, is_new = Commitment.objects.get_or_create(slug=entry["slug"], defaults={"name": entry["name"]})
        if is_new:
            for version in entry["versions"]:
                _publish(commitment, version, by)
            created += 1
        Campaign.objects.get_or_create(
            slug=entry["campaign"],
            defaults={
                "name": entry["name"],
                "level": entry["level"],
                "goal": entry["goal"],
                "commitment": commitment,
            },
        )
    return created


def _publish(commitment: Commitment, entry: dict[str, Any], by: User) -> None:
    texts = [
        {name: text[name] for name in TEXT_FIELDS} | {"approved_by_name": text["approved_by"] or ""}
        for text in entry["texts"]
    ]
    version = draft_version(commitment=commitment, texts=texts, by=None, reason=entry["reason"])
    approve_version(version=version, by=by)
    publish_version(version=version, by=by)


def create_samples() -> int:
    """Sign and confirm in the name of the sample signatories that are missing; return how many pledges that made.

    Their pledges are marked as samples everywhere, and no mail is sent. They were signed long enough ago to be listed.
    """
    created = 0
    campaigns = {campaign.slug: campaign for campaign in Campaign.objects.select_related("commitment")}
    signatories = read("samples.json")["signatories"]
    for place, entry in enumerate(signatories):
        at = timezone.now() - timedelta(days=3, minutes=7 * place)
        for slug in entry["campaigns"]:
            campaign = campaigns[slug]
            if not Pledge.objects.filter(commitment=campaign.commitment, address=entry["email"]).exists():
                _sign(campaign, entry, at)
                created += 1
    return created


def _sign(campaign: Campaign, entry: dict[str, Any], at: Any) -> None:
    facts = SignedFacts(
        full_name=entry["full_name"],
        email=entry["email"],
        country=entry["country"],
        display=entry["display"],
        affiliation=entry["affiliation"],
        role=entry["role"],
        discipline=entry["discipline"],
    )
    pledge, _handle = sign_pledge(
        campaign=campaign, language=entry["language"], facts=facts, proof=None, at=at, is_sample=True
    )
    confirm_pledge(token=token_of(pledge.nonce), at=at + timedelta(minutes=2))
