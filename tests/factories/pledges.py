"""Pledges, put on record by the services that put the real ones there."""

from datetime import datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from pledges.models import Campaign, Pledge
from pledges.proofs import Proof
from pledges.services import SignedFacts, confirm_pledge, sign_pledge
from pledges.tokens import code_of, token_of
from tests.factories.campaigns import a_campaign


class PledgeFactory(factory.Factory):
    """A pending pledge of Wangari's; `confirmed=True` counts it, `listed=True` did so days ago.

    Its campaign is `light-up`, made where there is none. Pledges come with their `handle` (of the page that waits for
    the code), which no row holds.
    """

    class Meta:
        model = Pledge

    class Params:
        confirmed = factory.Trait(confirmed_at=factory.LazyAttribute(lambda made: made.at + timedelta(seconds=2)))
        listed = factory.Trait(confirmed=True, at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=3)))

    campaign = factory.LazyFunction(lambda: Campaign.objects.filter(slug="light-up").first() or a_campaign())
    at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=5))
    confirmed_at: datetime | None = None
    language = "en"
    proof: Proof | None = None
    is_sample = False

    full_name = "Wangari Otieno"
    email = factory.Sequence(lambda n: f"wangari.{n}@uonbi.ac.ke")
    country = "KE"
    display = "name"

    @classmethod
    def _create(cls, model_class: type[Pledge], *args: Any, **given: Any) -> Pledge:
        act = {name: given.pop(name) for name in ("campaign", "at", "language", "proof", "is_sample")}
        confirmed_at = given.pop("confirmed_at")
        pledge, handle = sign_pledge(facts=SignedFacts(**given), **act)
        if confirmed_at is not None:
            pledge = confirm_pledge(token=token_of(pledge.nonce), at=confirmed_at)
        pledge.handle = handle
        return pledge


def token(pledge: Pledge) -> str:
    """The secret of the mailed link."""
    return token_of(pledge.nonce, pledge.token_digest)


def code(pledge: Pledge) -> str:
    """The six digits from the mail."""
    return code_of(pledge.nonce, pledge.token_digest)


def wrong_code(pledge: Pledge) -> str:
    """Six digits that are not those from the mail."""
    return f"{(int(code(pledge)) + 1) % 1_000_000:06}"
