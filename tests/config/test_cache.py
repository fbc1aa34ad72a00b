"""A cache that may be down: the site then works without it, and limits let people pass."""

import logging

import pytest
from django.core.cache import cache

from countries import names
from pledges.limits import allowed
from tests.sink import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(settings):
    """The shipped cache, where nothing listens."""
    kept = settings.CACHES
    nothing = {
        "BACKEND": "config.cache.SoftRedisCache",
        "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    settings.CACHES = dict.fromkeys(kept, nothing)
    yield
    settings.CACHES = kept


@pytest.mark.usefixtures("dead")
def test_a_dead_cache_is_an_empty_one():
    cache.set("a", 1)

    assert cache.get("a") is None
    assert cache.get("a", "otherwise") == "otherwise"
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]  # as Wagtail does for each picture of a page
    assert cache.delete("a") is False
    assert cache.get_or_set("a", lambda: 7) == 7


@pytest.mark.usefixtures("dead")
def test_limits_let_people_pass_when_nothing_counts():
    assert all(allowed("x", limit=1, seconds=60) for _ in range(5))


@pytest.mark.usefixtures("dead")
def test_names_of_places_are_read_from_the_table():
    assert names.name_of("KE", "en") == "Kenya"


@pytest.mark.usefixtures("dead")
def test_people_sign_while_the_cache_is_down(client):
    from tests.factories.campaigns import a_campaign

    a_campaign()
    form = {
        "full_name": "Wangari Otieno",
        "email": "w@uonbi.ac.ke",
        "country": "KE",
        "display": "name",
        "consent": "on",
    }

    assert client.get("/en/sign/light-up/").status_code == 200
    assert client.post("/en/sign/light-up/", form).status_code == 303


@pytest.mark.usefixtures("dead")
def test_the_application_log_says_so_without_the_key(caplog):
    with caplog.at_level(logging.WARNING):
        cache.get("limit.slow.somebody")

    (record,) = caplog.records
    assert record.getMessage() == "cache.unreachable"
    assert "somebody" not in caplog.text


def test_a_live_cache_keeps_and_counts(settings):
    if not settings.REDIS_URL:
        pytest.skip("needs Redis: set REDIS_URL")

    cache.set("a", 1)
    assert cache.incr("a") == 2
    assert cache.add("a", 5) is False
    assert cache.delete("a") is True
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
