"""The proof of work: right, absent, wrong, forged, expired, used before; and the slower lane without one."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from altcha.v2 import Challenge, Payload, solve_challenge
from altcha_django import build_challenge
from django.conf import settings as django_settings
from django.core.cache import caches
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from time_machine import travel

from mail.models import Message
from pledges import errors, limits, proofs
from pledges.models import Pledge, SpentProof
from pledges.proofs import Proof
from pledges.services import sign_pledge
from tests.factories.pledges import PledgeFactory
from tests.pledges.conftest import SIGN, solved
from tests.pledges.test_signing import FACTS, nothing_is_written

pytestmark = pytest.mark.django_db


def changed(payload: str, **parameters: object) -> str:
    """The same proof with other words in the part that is signed."""
    content = json.loads(base64.b64decode(payload))
    content["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(content).encode()).decode()


def encoded(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


def test_a_challenge_is_fresh_each_time_and_kept_by_no_cache(client):
    first, second = client.get("/altcha/challenge/"), client.get("/altcha/challenge/")

    assert first.json()["parameters"]["nonce"] != second.json()["parameters"]["nonce"]
    assert first["Cache-Control"] == "no-store"
    assert not first.cookies
    assert "Cookie" not in first.get("Vary", "")


def test_a_right_proof_is_spent_with_the_pledge_and_its_mail_is_due_at_once(campaign, post):
    assert post().status_code == 303

    assert SpentProof.objects.count() == 1
    assert Message.objects.get().due_at == Pledge.objects.get().created_at


def test_an_absent_proof_gets_the_same_answer_by_a_slower_lane(campaign, client, form, settings):
    response = client.post(SIGN, form())

    assert response.status_code == 303
    assert not SpentProof.objects.exists()
    assert Message.objects.get().due_at == Pledge.objects.get().created_at + settings.SLOW_LANE_DELAY


def test_a_proof_is_good_once(campaign, post):
    proof = solved()
    assert post(proof=proof).status_code == 303

    response = post(proof=proof, email="achieng@uonbi.ac.ke")

    assert response.status_code == 422
    assert "was used before" in response.content.decode()
    assert b'value="achieng@uonbi.ac.ke"' in response.content
    assert Pledge.objects.get().address == "wangari@uonbi.ac.ke"
    assert Message.objects.count() == 1


def test_a_mistake_in_another_field_does_not_burn_the_proof(campaign, post):
    proof = solved()
    assert post(proof=proof, country="").status_code == 422
    assert not SpentProof.objects.exists()

    assert post(proof=proof).status_code == 303


def test_an_expired_proof_is_refused(campaign, post, settings):
    proof = solved()

    with travel(timezone.now() + timedelta(seconds=settings.ALTCHA_CHALLENGE["expires_seconds"] + 1)):
        assert post(proof=proof).status_code == 422

    assert nothing_is_written()


def unsolved() -> str:
    challenge = Challenge.from_dict(proofs.new_challenge(limits.Origin("a-campus")))
    solution = solve_challenge(challenge)
    solution.counter += 1
    return Payload(challenge, solution).to_base64()


def of_another_house(settings) -> str:
    settings.ALTCHA_HMAC_SECRET = "a secret of somebody else"
    try:
        return solved()
    finally:
        settings.ALTCHA_HMAC_SECRET = settings.SECRET_KEY


@pytest.mark.parametrize(
    "forge",
    [
        lambda settings: unsolved(),
        of_another_house,
        lambda settings: changed(solved(), expiresAt=4_000_000_000),
        lambda settings: changed(solved(), nonce="00" * 16),
        lambda settings: changed(solved(), cost=1),
        lambda settings: changed(solved(), keyPrefix=""),
        lambda settings: changed(solved(), algorithm="SHA-256"),
        lambda settings: solved()[:-8],
        lambda settings: solved() + "AAAA",
        lambda settings: "true",
        lambda settings: "%%%",
        lambda settings: "\x00",
        lambda settings: "é" * 40,
        lambda settings: encoded({}),
        lambda settings: encoded([]),
        lambda settings: encoded(None),
        lambda settings: encoded({"challenge": None, "solution": None}),
        lambda settings: encoded({"challenge": {"parameters": []}, "solution": {}}),
        lambda settings: encoded({"challenge": {"parameters": {"expiresAt": "soon"}}, "solution": {"counter": "x"}}),
        lambda settings: encoded({"verificationData": "verified=true", "verified": True}),
        lambda settings: encoded({"algorithm": 1, "challenge": 1, "number": 1, "salt": 1, "signature": 1}),
        lambda settings: encoded({"test": True}),
        lambda settings: base64.b64encode(b"[" * 5_900).decode(),
        lambda settings: "A" * 8_001,
        lambda settings: "A" * 60_000,
    ],
)
def test_a_proof_that_is_not_right_is_refused_and_the_form_kept(campaign, post, settings, forge):
    response = post(proof=forge(settings))

    assert response.status_code == 422
    assert "check against robots did not pass" in response.content.decode()
    assert b'value="Wangari Otieno"' in response.content
    assert nothing_is_written()


@settings(max_examples=60)
@given(st.binary(max_size=300).map(lambda raw: base64.b64encode(raw).decode()) | st.text(max_size=100))
def test_whatever_is_posted_as_a_proof_is_absent_or_refused(payload):
    try:
        assert proofs.checked(payload) is None
        assert not payload.strip()
    except errors.ProofRefused:
        pass


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(
    st.sampled_from(["nonce", "salt", "cost", "algorithm", "expiresAt", "data", "keyPrefix", "keyLength", "other"]),
    JSON,
)
def test_a_proof_with_any_value_in_any_place_is_refused(name, value):
    with pytest.raises(errors.ProofRefused):
        proofs.checked(changed(PROOF, **{name: value, "extra": 1}))


PROOF = encoded(
    {
        "challenge": {
            "parameters": {
                "algorithm": "PBKDF2/SHA-256", "nonce": "00" * 16, "salt": "00" * 16, "cost": 5, "keyLength": 32,
                "keyPrefix": "00", "expiresAt": 4_000_000_000,
            },
            "signature": "00" * 32,
        },
        "solution": {"counter": 1, "derivedKey": "00" * 32},
    }
)  # fmt: skip


def test_a_proof_that_was_spent_elsewhere_is_refused_by_the_database(campaign):
    proof = Proof(key="once", expires_at=datetime(2040, 1, 1, tzinfo=UTC))
    PledgeFactory(campaign=campaign, proof=proof)

    with pytest.raises(errors.ProofReplayed):
        sign_pledge(campaign=campaign, language="en", facts=FACTS, proof=proof)

    assert Pledge.objects.count() == 1


# --- how hard it is -------------------------------------------------------------------------------------------------


def hardness(asked: int, network: str = "a-campus", *, by_all: int = 0) -> float:
    """Ask once more after so many challenges, and return how many times the usual work that costs at most."""
    cache = caches["limits"]
    cache.set(f"limit.challenge.{network}", asked, proofs.WINDOW)
    cache.set("limit.challenge.all", by_all or asked, proofs.WINDOW)
    counters: list[int] = []

    def seen(*, max_number: int) -> Any:
        counters.append(max_number)
        return build_challenge(max_number=max_number)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proofs, "build_challenge", seen)
        proofs.new_challenge(limits.Origin(network))
    return counters[0] / django_settings.ALTCHA_CHALLENGE["max_number"]


@pytest.mark.parametrize(
    ("asked", "times"),
    [(0, 1), (19, 1), (20, 2), (99, 2), (100, 3), (299, 3), (300, 4), (999, 4), (1_000, 10), (2_000, 25), (9_999, 50)],
)
def test_the_more_one_network_asks_the_harder_it_gets(asked, times):
    assert hardness(asked, by_all=asked) == times


def test_who_comes_from_elsewhere_pays_the_usual_price():
    assert hardness(4_500) == 50
    assert hardness(0, "another", by_all=4_500) == 1


@pytest.mark.parametrize(("by_all", "times"), [(4_999, 1), (5_000, 2), (20_000, 4), (10**6, 4)])
def test_a_storm_from_everywhere_makes_it_a_little_harder_for_all(by_all, times):
    assert hardness(0, by_all=by_all) == times


def test_the_price_falls_when_the_window_is_over(client, monkeypatch, settings):
    # a cache in this process, since the clock of a server cannot be turned on
    locmem = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"limits": {"BACKEND": locmem, "LOCATION": "window"}}
    for _ in range(25):
        client.get("/altcha/challenge/")
    asked = []
    monkeypatch.setattr(proofs, "build_challenge", lambda *, max_number: asked.append(max_number) or build_challenge())
    client.get("/altcha/challenge/")
    client.get("/altcha/challenge/", REMOTE_ADDR="198.51.100.7")

    later = time.time() + proofs.WINDOW + 1
    monkeypatch.setattr(time, "time", lambda: later)
    client.get("/altcha/challenge/")

    usual = django_settings.ALTCHA_CHALLENGE["max_number"]
    assert asked == [2 * usual, usual, usual]


# --- the lane without a proof ---------------------------------------------------------------------------------------


def test_the_slow_lane_takes_so_many_from_one_network_and_then_asks_to_wait(campaign, client, form, settings):
    settings.SLOW_LANE_PER_NETWORK = 3
    statuses = [client.post(SIGN, form(email=f"w{n}@uonbi.ac.ke")).status_code for n in range(3)]

    response = client.post(SIGN, form(email="w4@uonbi.ac.ke", role="Professor"))

    assert statuses == [303, 303, 303]
    assert response.status_code == 429
    page = response.content.decode()
    assert "press the button again in a minute" in page
    for kept in ("Wangari Otieno", "w4@uonbi.ac.ke", "University of Nairobi", "Professor"):
        assert f'value="{kept}"' in page
    assert Pledge.objects.count() == 3
    other = client.post(SIGN, form(email="w5@uonbi.ac.ke"), REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 303


def test_past_so_many_a_minute_the_slow_lane_makes_mails_wait_and_refuses_nobody(campaign, client, form, settings):
    settings.SLOW_LANE_PER_MINUTE = 2

    for n in range(5):
        sent = client.post(SIGN, form(email=f"w{n}@uonbi.ac.ke"), REMOTE_ADDR=f"198.51.100.{n}")
        assert sent.status_code == 303

    signed = dict(Pledge.objects.values_list("address", "created_at"))
    waits = [message.due_at - signed[message.to] for message in Message.objects.order_by("to")]
    minutes = [(wait - settings.SLOW_LANE_DELAY) / timedelta(minutes=1) for wait in waits]
    assert minutes == [0, 0, 1, 1, 2]


def test_a_form_with_mistakes_does_not_use_up_the_slow_lane(campaign, client, form, settings):
    settings.SLOW_LANE_PER_NETWORK = 1
    for _ in range(3):
        assert client.post(SIGN, form(country="")).status_code == 422

    assert client.post(SIGN, form()).status_code == 303


def test_who_brings_a_proof_is_not_slowed_by_those_who_do_not(campaign, client, post, form, settings):
    settings.SLOW_LANE_PER_NETWORK = settings.SLOW_LANE_PER_MINUTE = 1
    client.post(SIGN, form())
    assert client.post(SIGN, form(email="w2@uonbi.ac.ke")).status_code == 429

    assert post(email="w3@uonbi.ac.ke").status_code == 303


def test_three_hundred_people_of_one_campus_sign_at_once(campaign, post):
    statuses = {post(email=f"w{n}@uonbi.ac.ke").status_code for n in range(300)}

    assert statuses == {303}
    assert Pledge.objects.count() == Message.objects.owed(timezone.now()).count() == 300
