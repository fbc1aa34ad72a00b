"""Many from one place: a campus is never turned away, a script is; and a field that only programs see."""

import io
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import override_settings
from django.utils import timezone
from pypdf import PdfReader

from pledges import limits, proofs
from pledges.enums import DoubtGround
from pledges.models import Pledge
from pledges.owed import forget_networks
from pledges.services import confirm_pledge
from tests.factories.pledges import PledgeFactory, token
from tests.pledges.conftest import SIGN

pytestmark = pytest.mark.django_db
CAMPUS = 300


def test_three_hundred_people_behind_one_address_all_pass_even_without_a_proof(campaign, client, form):
    answers = {client.post(SIGN, form(email=f"student.{n}@uonbi.ac.ke")).status_code for n in range(CAMPUS)}

    assert answers == {303}
    assert Pledge.objects.count() == CAMPUS


def hardest_for(challenges: int) -> int:
    """How many times the usual work the last of so many challenges asks."""
    caches["limits"].set("limit.challenge.campus", challenges - 1, proofs.WINDOW)
    return proofs._times(limits.Origin("campus"))


def test_a_campus_that_loads_the_page_three_times_works_four_times_as_hard_at_most():
    assert hardest_for(3 * CAMPUS) == 4
    assert hardest_for(10_000) == 50


def test_who_owns_a_48_meets_the_same_steps():
    caches["limits"].set("limit.challenge.wide", 10_000 * limits.WIDE_FACTOR, proofs.WINDOW)

    assert proofs._times(limits.Origin("fresh", "wide")) == 50
    assert proofs._times(limits.Origin("fresh", "other")) == 1


def test_a_network_that_the_operator_named_has_the_easiest_work():
    caches["limits"].set("limit.challenge.hall", 10_000, proofs.WINDOW)

    assert proofs._times(limits.Origin("hall", is_trusted=True)) == 1


def test_far_above_a_campus_the_page_asks_to_wait_and_keeps_what_was_typed(campaign, post, settings):
    settings.SIGNATURES_PER_NETWORK = 2
    answers = [post(email=f"w{n}@uonbi.ac.ke") for n in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert 'value="w2@uonbi.ac.ke"' in answers[2].content.decode()
    assert Pledge.objects.count() == 2
    with override_settings(TRUSTED_NETWORKS=["127.0.0.1"]):
        assert post(email="w2@uonbi.ac.ke").status_code == 303


def test_a_form_that_is_wrong_counts_nothing(campaign, post, settings):
    settings.SIGNATURES_PER_NETWORK = 1

    assert [post(email="nobody").status_code for _ in range(3)] == [422] * 3
    assert post().status_code == 303


def test_who_fills_in_what_nobody_sees_is_answered_as_anybody_and_waits_for_a_person(campaign, post, client):
    assert 'name="homepage"' in client.get(SIGN).content.decode()
    assert post(homepage="https://pills.example").status_code == 303

    pledge = Pledge.objects.get()
    assert pledge.doubts.get().ground == DoubtGround.ROBOT
    assert confirm_pledge(token=token(pledge)).is_held
    assert not Pledge.objects.public().exists()


def test_the_name_of_who_fell_into_the_trap_stands_nowhere_until_a_person_has_looked(campaign, post, client):
    post(full_name="Wangari Oti3no", homepage="https://pills.example")  # odd too, which alone holds it from lists only

    pledge = confirm_pledge(token=token(Pledge.objects.get()))

    assert pledge.is_covered
    assert not pledge.is_held_from_lists_only
    number = pledge.certificate.pretty_number
    page = client.get(f"/en/certificates/{number}/").content.decode()
    assert "a person of the secretariat reads it" in page
    assert "Wangari" not in page
    paper = PdfReader(io.BytesIO(client.get(f"/c/{number}.pdf").content))
    assert "Wangari" not in " ".join(sheet.extract_text() for sheet in paper.pages)


def test_an_empty_trap_holds_nobody(campaign, post):
    post(homepage="")

    assert not confirm_pledge(token=token(Pledge.objects.get())).is_held


def test_where_it_came_from_is_known_for_a_day_and_then_forgotten(campaign, post):
    post()
    young = Pledge.objects.get()
    old = PledgeFactory(at=timezone.now() - timedelta(hours=24))
    Pledge.objects.filter(pk=old.pk).update(network="abc")

    assert len(young.network) == 24
    assert forget_networks() == 1
    assert forget_networks() == 0
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.network, bool(young.network)) == ("", True)
