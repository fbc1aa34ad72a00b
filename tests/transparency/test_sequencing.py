"""The sequencer: consecutive indexes, and tallies that are a pure function of the log."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledges.models import Campaign
from pledges.services import revoke_pledge, withdraw_pledge
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory
from tests.transparency.test_log import then_fail
from transparency import log, tallies
from transparency.enums import Dimension
from transparency.models import Entry, Tally
from transparency.sequencer import sequence
from users.models import User

NOW = timezone.now()


def a_tree() -> list[Campaign]:
    """The world, a region in it, two countries in the region."""
    world, region, kenya, japan = (a_campaign(slug) for slug in ("world", "region", "kenya", "japan"))
    Campaign.objects.filter(pk=region.pk).update(level="regional", parent=world)
    Campaign.objects.filter(pk__in=[kenya.pk, japan.pk]).update(level="national", parent=region)
    return list(Campaign.objects.filter(pk__in=[world.pk, region.pk, kenya.pk, japan.pk]).order_by("pk"))


def append(number: int) -> None:
    for n in range(number):
        log.append("tests.happened", subject=str(n), payload={}, at=NOW)


def indexes() -> list[int]:
    return list(Entry.objects.sequenced().values_list("index", flat=True))


@pytest.mark.django_db
def test_entries_get_consecutive_indexes_in_the_order_they_were_appended():
    append(5)
    assert sequence(limit=2) == 2
    assert sequence(limit=2) == 2
    append(1)
    assert sequence() == 2
    assert sequence() == 0

    assert indexes() == list(range(6))
    assert list(Entry.objects.sequenced().values_list("pk", flat=True)) == sorted(
        Entry.objects.values_list("pk", flat=True)
    )
    assert not Entry.objects.waiting().exists()


@pytest.mark.django_db
def test_a_sequencer_that_fails_leaves_everything_as_it_was():
    PledgeFactory(confirmed=True)

    with pytest.raises(RuntimeError, match="afterwards"):
        then_fail(sequence)

    assert indexes() == []
    assert not Tally.objects.exists()
    assert sequence() == Entry.objects.count() == len(indexes())


@pytest.mark.django_db
def test_folding_again_counts_nothing_twice():
    PledgeFactory(confirmed=True)
    sequence()
    before = list(Tally.objects.order_by("pk").values())

    sequence()

    assert list(Tally.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_pledge_counts_once_in_its_campaign_and_in_each_above_it():
    _world, _region, kenya, _japan = a_tree()
    PledgeFactory(campaign=kenya, confirmed=True)
    sequence()

    assert [tallies.signed(slug).count for slug in ("kenya", "region", "world", "japan")] == [1, 1, 1, 0]


@pytest.mark.django_db
def test_a_count_is_split_by_country_day_and_evidence():
    PledgeFactory(confirmed=True, country="KE", discipline="")
    PledgeFactory(confirmed=True, country="JP", discipline="")
    PledgeFactory(confirmed=True, country="JP", discipline="")
    sequence()

    assert tallies.by_country("light-up").counts == {"KE": 1, "JP": 2}
    signed = tallies.signed("light-up")
    assert (signed.count, signed.countries, signed.by_tier) == (3, 2, {"email": 3})
    assert sum(Tally.objects.by(Dimension.DAY).values_list("count", flat=True)) == 3


@pytest.mark.django_db
def test_what_is_withdrawn_or_revoked_leaves_the_count_and_is_counted_as_such():
    staff = User.objects.create(email="desk@example.org")
    first, second, third = PledgeFactory.create_batch(3, confirmed=True)
    sequence()
    withdraw_pledge(pledge=first, by=staff, reason="By letter.")
    revoke_pledge(pledge=second, by=staff, reason="Not a person.", reason_class="not_a_person")
    sequence()

    signed = tallies.signed("light-up")

    assert (signed.count, signed.withdrawn, signed.revoked) == (1, 1, 1)
    assert tallies.by_country("light-up").counts == {third.country_id: 1}


@pytest.mark.django_db
@pytest.mark.parametrize("is_folded_between", [True, False])
def test_a_campaign_that_moved_since_takes_back_what_it_gave(is_folded_between):
    """The desk may put a campaign under another one: no count may fall where it never rose."""
    staff = User.objects.create(email="desk@example.org")
    world, kenya = a_campaign("world"), a_campaign("kenya")
    Campaign.objects.filter(pk=kenya.pk).update(level="national")
    pledges = PledgeFactory.create_batch(2, campaign=kenya, confirmed=True)
    if is_folded_between:
        sequence()
    Campaign.objects.filter(pk=kenya.pk).update(parent=world)

    withdraw_pledge(pledge=pledges[0], by=staff, reason="By letter.")
    revoke_pledge(pledge=pledges[1], by=staff, reason="Not a person.", reason_class="not_a_person")
    sequence()

    assert not Entry.objects.waiting().exists()
    assert tallies.signed("kenya").count == tallies.signed("world").count == 0


@pytest.mark.django_db
def test_a_campaign_without_pledges_has_a_count_of_nought(django_assert_num_queries):
    with django_assert_num_queries(1):
        signed = tallies.signed("nowhere")

    assert (signed.count, signed.as_of, signed.by_tier, signed.countries) == (0, None, {}, 0)


@pytest.mark.django_db
def test_reading_a_count_costs_one_query_however_many_signed(django_assert_num_queries):
    PledgeFactory.create_batch(4, confirmed=True)
    sequence()

    with django_assert_num_queries(1):
        assert tallies.signed("light-up").count == 4


# --- any history whatever -----------------------------------------------------------------------------------------


def recount() -> Counter[tuple[str, str, str, str]]:
    """Count from the entries by a rule of our own: set a life's end against its beginning, then look who is left."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    lives: dict[str, list[Entry]] = {}
    for entry in Entry.objects.sequenced().filter(kind__startswith="pledge."):
        lives.setdefault(entry.subject, []).append(entry)
    for life in lives.values():
        payload = life[0].payload
        for campaign in payload["campaigns"]:
            if len(life) == 1:
                counts[campaign, "all", "", payload["tier"]] += 1
                counts[campaign, "country", payload["country"], payload["tier"]] += 1
                counts[campaign, "discipline", payload["discipline"], payload["tier"]] += 1
                counts[campaign, "day", payload["day"], payload["tier"]] += 1
            else:
                counts[campaign, "outcome", life[1].kind.removeprefix("pledge."), payload["tier"]] += 1
    return counts


ACTS = st.sampled_from(["confirm", "confirm", "confirm", "withdraw", "revoke", "fold", "fold one", "move"])


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=4, max_size=14), chance=st.integers(0, 999))
def test_tallies_equal_a_recount_of_the_log(acts, chance):
    with transaction.atomic():
        dice = random.Random(chance)
        staff = User.objects.create(email=f"desk{chance}@example.org")
        tree, living = a_tree(), []
        for act in acts:
            if act == "confirm":
                country, campaign = dice.choice(["KE", "JP", "BR"]), Campaign.objects.get(pk=dice.choice(tree).pk)
                living.append(PledgeFactory(campaign=campaign, country=country, confirmed=True))
            elif act in {"withdraw", "revoke"} and living:
                pledge = living.pop(dice.randrange(len(living)))
                if act == "withdraw":
                    withdraw_pledge(pledge=pledge, by=staff, reason="x")
                else:
                    revoke_pledge(pledge=pledge, by=staff, reason="x", reason_class="other")
            elif act == "move":
                Campaign.objects.filter(slug="japan").update(parent=dice.choice([*tree[:2], None]))
            elif act.startswith("fold"):
                sequence(limit=1 if act == "fold one" else 2_000)
        while sequence():
            pass

        stored = {
            (tally.campaign, tally.dimension, tally.key, tally.tier): tally.count for tally in Tally.objects.lit()
        }
        assert stored == dict(recount())
        assert indexes() == list(range(Entry.objects.count()))
        transaction.set_rollback(True)


# --- two at once --------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("turn", range(3))
def test_two_sequencers_number_each_entry_once(turn):
    PledgeFactory.create_batch(6, confirmed=True)
    append(40)
    gate = threading.Barrier(3)

    def run() -> int:
        gate.wait(10)
        try:
            return sum(iter(lambda: sequence(limit=5), 0))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        folded = [future.result() for future in [pool.submit(run) for _ in range(3)]]

    assert sum(folded) == Entry.objects.count() == len(indexes())
    assert indexes() == list(range(Entry.objects.count()))
    assert tallies.signed("light-up").count == 6
