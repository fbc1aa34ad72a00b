"""Nothing kept from before a change is shown; old answers are made anew, and stand while the site is down."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from content import caching, middleware
from content.middleware import KeptAnswersMiddleware, address_of
from content.models import OwedTurn
from countries.models import Place
from countries.services import name_place
from home.sweeping import STEPS, sweep
from pledges.enums import Display, RevocationReason
from pledges.models import Commitment, Pledge
from pledges.services import (
    change_display,
    hide_listing,
    hold_listing,
    release_listing,
    revoke_pledge,
    withdraw_pledge,
)
from tests.factories.campaigns import a_campaign, sign
from tests.factories.pages import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    a_site,
)
from tests.factories.pledges import PledgeFactory
from transparency.sequencer import sequence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # where the clock stands first


def numbers_of(pledge: Pledge) -> list[str]:
    pretty = pledge.certificate.pretty_number
    return [f"/en/certificates/{pretty}/", f"/en/verify/?number={pretty}", "/en/campaigns/light-up/signatories/"]


# --- what changes ---------------------------------------------------------------------------------------------------
def test_a_published_change_shows_at_once(client, about):
    client.get("/en/about/")

    about.body = [("text", "<p>new words</p>")]
    about.save_revision().publish()

    assert "new words" in client.get("/en/about/").text


def test_a_new_name_of_a_place_shows_at_once(client, campaign_path, django_capture_on_commit_callbacks):
    client.get(campaign_path)

    with django_capture_on_commit_callbacks(execute=True):
        name_place(place=Place.objects.get(alpha2="KE"), called={"en": "Republic of Kenya"})

    assert "Republic of Kenya" in client.get(campaign_path).text


def test_a_place_that_is_not_offered_any_more_leaves_the_form(client, campaign_path):
    assert 'value="KE"' in client.get(campaign_path).text

    place = Place.objects.get(alpha2="KE")
    place.is_offered = False
    place.save()
    name_place(place=place, called={})

    assert 'value="KE"' not in client.get(campaign_path).text


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("closes_at", "2026-11-24 11:00", "data-sign>", "1,234,000"),
        ("goal", "7300", "1,234,000", "7,300"),
    ],
)
def test_a_campaign_that_is_edited_in_the_cms_shows_it_at_once(
    client, secretariat, settings, django_capture_on_commit_callbacks, field, value, before, after
):
    settings.SECOND_FACTOR_REQUIRED = False
    campaign = a_campaign(goal=1_234_000)
    sign(campaign)
    CampaignPageFactory(parent=CampaignIndexPageFactory(parent=a_site()), campaign=campaign)
    assert before in client.get("/en/campaigns/light-up/").text
    staff = Client()
    staff.force_login(secretariat)
    posted = {"name": campaign.name, "level": campaign.level, "commitment": campaign.commitment_id}
    posted |= dict.fromkeys(["parent", "place", "opens_at", "closes_at"], "") | {"goal": campaign.goal, field: value}

    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"/cms/campaign-records/edit/{campaign.pk}/", posted).status_code == 302

    words = client.get("/en/campaigns/light-up/").text
    assert before not in words
    assert after in words


def test_a_commitment_that_is_renamed_is_shown_so_at_once(client, campaign_path, kept_keys):
    client.get(campaign_path)
    kept = kept_keys()

    Commitment.objects.get().save()

    generation = cache.get(caching.GENERATION)
    assert kept
    assert all(cache.get(key.partition(":1:")[2])[0] != generation for key in kept)


ACTS = {
    "held": lambda pledge, by: hold_listing(pledge=pledge, by=by, reason="A doubt."),
    "revoked": lambda pledge, by: revoke_pledge(
        pledge=pledge, by=by, reason="No such person.", reason_class=RevocationReason.FALSE_NAME
    ),
    "withdrawn": lambda pledge, by: withdraw_pledge(pledge=pledge, by=by, reason="By letter."),
    "shown otherwise": lambda pledge, by: change_display(
        pledge=pledge, by=by, reason="By letter.", display=Display.HIDDEN
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_name_is_gone_from_every_kept_page_with_the_act(client, campaign_path, secretariat, act):
    pledge = PledgeFactory(listed=True, at=NOW - timedelta(days=3))
    paths = [campaign_path, *numbers_of(pledge)]
    for path in paths:
        assert "Wangari Otieno" in client.get(path).text

    ACTS[act](pledge, secretariat)

    for path in paths:
        assert "Wangari Otieno" not in client.get(path).text
    if act in {"revoked", "withdrawn"}:
        assert f'data-verdict="{act}"' in client.get(paths[1]).text


def test_a_hidden_name_leaves_the_lists_with_the_act_and_comes_back_with_its_release(
    client, campaign_path, secretariat
):
    pledge = PledgeFactory(listed=True, at=NOW - timedelta(days=3))
    roll = numbers_of(pledge)[2]
    client.get(roll)

    hide_listing(pledge=pledge, by=secretariat, reason="A threat.")
    assert "Wangari Otieno" not in client.get(roll).text
    release_listing(pledge=pledge, by=secretariat, reason="It is over.")
    assert "Wangari Otieno" in client.get(roll).text


def test_what_was_loaded_before_an_act_and_kept_after_it_is_shown_to_nobody(about):
    """A slow reader's page was made from old rows; when it is put into the cache, the act is over."""
    words = iter(["the old name", "no name", "no name"])

    def slow(request):
        answer = HttpResponse(next(words))
        caching.share(request, answer)
        if b"old" in answer.content:
            caching.forget()  # another process: somebody hides the name while this one is at work
        return answer

    site = KeptAnswersMiddleware(slow)

    assert site(RequestFactory().get("/en/about/")).content == b"the old name"
    assert site(RequestFactory().get("/en/about/")).content == b"no name"
    assert site(RequestFactory().get("/en/about/")).content == b"no name"


def test_pieces_that_were_loaded_before_a_change_are_shown_to_nobody():
    def slow() -> str:
        caching.forget()
        return "old"

    assert caching.kept("x", slow) == "old"
    assert caching.kept("x", lambda: "new") == "new"
    assert caching.kept("x", lambda: "newer") == "new"


def test_pages_are_forgotten_once_more_when_others_can_see_the_change(django_capture_on_commit_callbacks):
    """What a stranger loads between the act and its commit is the old state, and old when the commit is over."""
    before = caching.marks_and("x")[0]
    with django_capture_on_commit_callbacks(execute=True):
        caching.forget()
        between = caching.marks_and("x")[0]

    assert len({before, between, caching.marks_and("x")[0]}) == 3


def test_a_mark_that_a_dead_cache_could_not_take_is_turned_when_it_is_back(client, about, monkeypatch):
    client.get("/en/about/")
    with monkeypatch.context() as dead:
        dead.setattr(caching.cache, "set", lambda *args, **kwargs: None)
        dead.setattr(caching.cache, "get", lambda *args, **kwargs: None)
        about.body = [("text", "<p>new words</p>")]
        about.save_revision().publish()

    assert "new words" in client.get("/en/about/").text


@pytest.fixture
def dead_cache(monkeypatch):
    """Return a span of time in which the cache takes and tells nothing."""

    @contextmanager
    def dead():
        with monkeypatch.context() as patch:
            patch.setattr(caching.cache, "set", lambda *args, **kwargs: None)
            patch.setattr(caching.cache, "get", lambda *args, **kwargs: None)
            yield

    return dead


def test_what_a_worker_could_not_tell_a_dead_cache_the_sweep_tells_it(client, about, dead_cache):
    client.get("/en/about/")
    with dead_cache():
        about.body = [("text", "<p>new words</p>")]
        about.save_revision().publish()
        assert caching.turn_owed() == 0
    caching._owed.clear()  # the process that knew has ended
    assert "old words" in client.get("/en/about/").text

    told = {step.name: step.count for step in sweep(STEPS)}["changes told to a cache that was down"]

    assert told > 0
    assert "new words" in client.get("/en/about/").text
    assert not OwedTurn.objects.exists()


def test_a_cache_that_dies_between_the_act_and_its_commit_is_told_later(
    client, about, dead_cache, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        about.save()
    assert not OwedTurn.objects.exists()

    with dead_cache():
        for callback in callbacks:
            callback()
    caching._owed.clear()

    assert OwedTurn.objects.exists()


def test_a_dead_cache_costs_readers_no_row(client, about, dead_cache):
    with dead_cache():
        caching.forget()
        before = OwedTurn.objects.count()
        client.get("/en/about/")
        caching.forget_counts()

        assert OwedTurn.objects.count() == before == 1
    caching._owed.clear()


# --- counts and time ------------------------------------------------------------------------------------------------
def test_a_count_is_seen_seconds_after_the_log_was_folded(client, campaign_path, clock):
    assert 'data-count="0"' in client.get(campaign_path).text
    clock.shift(10)
    PledgeFactory(confirmed=True, at=NOW)
    sequence()

    assert 'data-count="1"' in client.get(campaign_path).text


def test_however_fast_people_sign_a_page_is_made_anew_only_now_and_then(client, campaign_path, clock, asked):
    client.get(campaign_path)
    clock.shift(10)
    PledgeFactory(confirmed=True, at=NOW)
    sequence()
    client.get(campaign_path)
    PledgeFactory(confirmed=True, at=NOW)
    sequence()

    assert 'data-count="1"' in asked(campaign_path).text
    clock.shift(middleware.COUNT_PAUSE_SECONDS)
    assert 'data-count="2"' in client.get(campaign_path).text


def test_pages_without_a_count_stay_when_people_sign(client, about, asked, clock):
    client.get("/en/about/")
    clock.shift(10)
    caching.forget_counts()

    asked("/en/about/")


def test_a_counter_in_a_body_shows_what_is_counted_now(client, clock):
    campaign = a_campaign()
    page = CampaignPageFactory(
        parent=CampaignIndexPageFactory(parent=a_site()),
        campaign=campaign,
        body=[("text", "<p>words</p>"), ("counter", {"heading": "So many"})],
    )
    client.get(page.get_url())
    clock.shift(10)
    PledgeFactory(confirmed=True, at=NOW)
    sequence()

    words = client.get(page.get_url()).text

    assert words.count('data-count="1"') == 2
    assert 'data-count="0"' not in words


def test_an_old_answer_is_made_anew(client, about, clock, django_assert_max_num_queries):
    client.get("/en/about/")
    type(about).objects.filter(pk=about.pk).update(title="Another title")  # past all services: nobody was told
    assert "Another title" not in client.get("/en/about/").text

    clock.shift(61)

    assert "Another title" in client.get("/en/about/").text


def test_a_clock_that_was_set_back_makes_answers_old(client, about, clock):
    client.get("/en/about/")
    type(about).objects.filter(pk=about.pk).update(title="Another title")

    clock.shift(-3600)

    assert "Another title" in client.get("/en/about/").text


def test_a_campaign_closes_on_its_kept_page_at_its_hour(client, clock):
    campaign = a_campaign(closes_at=NOW + timedelta(seconds=20))
    CampaignPageFactory(parent=CampaignIndexPageFactory(parent=a_site()), campaign=campaign)
    assert "data-sign>" in client.get("/en/campaigns/light-up/").text
    clock.shift(19)
    assert "data-sign>" in client.get("/en/campaigns/light-up/").text

    clock.shift(2)

    assert "data-sign>" not in client.get("/en/campaigns/light-up/").text


def test_what_a_certificate_says_is_looked_up_again_after_seconds(client, clock):
    pledge = PledgeFactory(listed=True, at=NOW - timedelta(days=3))
    path = numbers_of(pledge)[1]
    assert 'data-verdict="valid"' in client.get(path).text
    Pledge.objects.filter(pk=pledge.pk).update(state="withdrawn", ended_at=timezone.now())  # past all services

    clock.shift(11)

    assert 'data-verdict="withdrawn"' in client.get(path).text


def test_caches_in_between_ask_again_for_what_can_end_at_once(client):
    pledge = PledgeFactory(listed=True, at=NOW - timedelta(days=3))

    for path in numbers_of(pledge)[:2]:
        policy = client.get(path)["Cache-Control"]
        assert "max-age=0" in policy
        assert "must-revalidate" in policy


# --- many readers, and a site that is down --------------------------------------------------------------------------
def test_while_one_makes_an_old_page_anew_the_others_are_shown_the_old_one(clock):
    made: list[str] = []
    at_work, go_on = threading.Event(), threading.Event()

    def slow(request):
        made.append(request.path)
        answer = HttpResponse(f"made {len(made)}")
        if len(made) == 2:
            at_work.set()
            go_on.wait(30)
        return caching.share(request, answer)

    site = KeptAnswersMiddleware(slow)
    ask = lambda: site(RequestFactory().get("/en/about/")).content  # noqa: E731
    assert ask() == b"made 1"
    clock.shift(65)
    answers: list[bytes] = []
    first = threading.Thread(target=lambda: answers.append(ask()))
    first.start()
    at_work.wait(30)

    assert [ask() for _ in range(5)] == [b"made 1"] * 5

    go_on.set()
    first.join()
    assert answers == [b"made 2"]
    assert ask() == b"made 2"
    assert len(made) == 2


class Database:
    """A site behind the middleware whose database can be down."""

    def __init__(self) -> None:
        self.is_down = False
        self.asked = 0
        self._site = KeptAnswersMiddleware(self._answer)

    def _answer(self, request):
        self.asked += 1
        if self.is_down:
            return HttpResponse("down", status=503)
        return caching.share(request, HttpResponse("up"))

    def get(self, path: str = "/en/about/") -> HttpResponse:
        return self._site(RequestFactory().get(path))

    def head(self) -> HttpResponse:
        return self._site(RequestFactory().head("/en/about/"))


def test_kept_pages_stay_up_while_the_database_is_down(clock):
    database = Database()
    database.get()
    database.is_down = True

    clock.shift(3600)

    head = database.head()
    assert (head.status_code, head["Content-Length"], head.content) == (200, "2", b"")
    assert database.get().content == b"up"
    assert database.get("/en/other/").status_code == 503


def test_a_database_that_is_down_is_asked_only_now_and_then(clock):
    database = Database()
    database.get()
    database.is_down = True
    clock.shift(3600)

    for _ in range(20):
        assert database.get().content == b"up"

    assert database.asked == 2


def test_a_database_that_is_back_is_seen(clock):
    database = Database()
    database.get()
    database.is_down = True
    clock.shift(3600)
    database.get()
    database.is_down = False

    clock.shift(60)
    cache.delete(f"{address_of(RequestFactory().get('/en/about/')).key}.making")  # Redis has a clock of its own
    database.get()

    assert database.asked == 3


def test_what_was_forgotten_is_not_shown_by_a_site_that_is_down(clock):
    database = Database()
    database.get()
    caching.forget()
    database.is_down = True

    assert database.get().status_code == 503


def test_a_site_with_a_dead_cache_makes_each_answer(about, client, settings):
    from tests.sink import free_port

    before = settings.CACHES
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "config.cache.SoftRedisCache", "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    }
    try:
        assert [client.get("/en/about/").status_code for _ in range(2)] == [200, 200]
    finally:
        settings.CACHES = before


def test_an_answer_too_large_is_not_kept(monkeypatch, clock):
    monkeypatch.setattr(middleware, "LONGEST_BYTES", 10)
    database = Database()
    database.get()
    database.get()

    assert database.asked == 2


def test_the_connection_is_not_touched_by_what_is_kept(about, client):
    client.get("/en/about/")

    with connection.execute_wrapper(lambda *_args: pytest.fail("a query")):
        assert client.get("/en/about/").status_code == 200
