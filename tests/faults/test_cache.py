"""The cache goes away or falls silent: pages and signatures go on, and limits let people pass."""

import pytest

from tests.faults.night import CAMPAIGN, SIGN, Night, an_address

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


def a_whole_journey(night: Night) -> None:
    email = an_address()
    assert night.site.get(CAMPAIGN).status == 200
    assert night.site.get(SIGN).status == 200
    assert night.sign(email).status == 303
    certificate = night.press(night.link_to(email), email).location
    assert 'data-evidence="email"' in night.site.get(certificate).text


@pytest.mark.parametrize(
    "fail", [lambda night: night.cache.cut(), lambda night: night.cache.hush()], ids=["cut", "silent"]
)
def test_people_sign_and_confirm_without_a_cache(night, fail):
    fail(night)

    a_whole_journey(night)

    assert night.parts() == {"database": True, "cache": False, "storage": True, "queues": True}
    assert night.site.get("/healthz").status == 200
    night.mend()
    night.installation.wait_for("the cache to be used again", lambda: night.parts()["cache"])


def test_a_cache_that_restarts_empty_is_filled_again(night):
    night.redis.kill()

    assert night.site.get(CAMPAIGN).status == 200
    night.redis.start()
    night.installation.wait_for("the cache to be used again", lambda: night.parts()["cache"])
    a_whole_journey(night)


def test_signatures_without_a_proof_are_taken_while_nothing_counts_them(night):
    """The limit of the slow lane is 60 from one network: without a count it lets all pass, as docs/running.md says."""
    night.cache.cut()

    answers = [night.sign(proof="") for _ in range(3)]

    assert [answer.status for answer in answers] == [303] * 3
