"""Campaigns on record, put there by the services that put the real ones there."""

from datetime import timedelta

from django.utils import timezone

from pledges.models import Campaign, Commitment
from pledges.services import SignedFacts, approve_version, confirm_pledge, draft_version, publish_version, sign_pledge
from pledges.tokens import token_of
from transparency.sequencer import sequence
from users.models import User

TEXTS = {
    "en": "I make this solemn commitment to the future of my own children.",
    "ar": "أقطع هذا التعهُّد الصادق لمستقبل أطفالي.",
}


def a_campaign(slug: str = "light-up", **fields: object) -> Campaign:
    """Return a campaign whose commitment has one published version, in English and as an Arabic courtesy draft."""
    commitment = Commitment.objects.create(slug=slug, name=slug)
    texts = [
        {
            "language": language,
            "standing": "authoritative" if language == "en" else "courtesy",
            "title": f"{slug} ({language})",
            "text": text,
            "certificate_line": "has made a solemn commitment.",
        }
        for language, text in TEXTS.items()
    ]
    reviewer, _created = User.objects.get_or_create(email="reviewer@example.org")
    version = draft_version(commitment=commitment, texts=texts, by=None)
    approve_version(version=version, by=reviewer)
    publish_version(version=version, by=reviewer)
    return Campaign.objects.create(slug=slug, name=slug, level="global", commitment=commitment, **fields)


def sign(campaign: Campaign, number: int = 1, *, start: int = 1) -> None:
    """Put so many confirmed and listed pledges on record, and fold the log."""
    at = timezone.now() - timedelta(days=3)
    for n in range(start, start + number):
        facts = SignedFacts(full_name=f"Wangari Otieno {n}", email=f"w{n}@example.org", country="KE", display="name")
        pledge, _handle = sign_pledge(campaign=campaign, language="en", facts=facts, proof=None, at=at)
        confirm_pledge(token=token_of(pledge.nonce), at=at)
    sequence()
