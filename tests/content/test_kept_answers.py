"""Answers to strangers are kept whole and shown again; nothing of one person is, and nothing from before a change."""

import gzip
import pickle
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content import caching, middleware
from content.caching import Keeping
from content.middleware import Address, KeptAnswersMiddleware, address_of, may_be_kept
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
    StandardPageFactory,
    StoryIndexPageFactory,
    StoryPageFactory,
    a_site,
)
from tests.factories.pledges import PledgeFactory, token
from transparency.sequencer import sequence
from users.models import User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    """Answers are kept for a minute; time stands still and goes on when it is told to."""
    settings.KEPT_SECONDS = 60
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def about():
    return StandardPageFactory(parent=a_site(), slug="about", body=[("text", "<p>old words</p>")])


@pytest.fixture
def secretariat():
    return User.objects.create_superuser("secretariat@example.org", "x")


@pytest.fixture
def asked(client, django_assert_num_queries):
    """Ask for a page that is kept already: nothing is looked up."""

    def ask(path: str, **more):
        with django_assert_num_queries(0):
            return client.get(path, **more)

    return ask


@pytest.fixture
def campaign_path():
    campaign = a_campaign()
    CampaignPageFactory(parent=CampaignIndexPageFactory(parent=a_site()), campaign=campaign)
    return "/en/campaigns/light-up/"


def words_of(response) -> str:
    content = response.content
    return (gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content).decode()


def numbers_of(pledge: Pledge) -> list[str]:
    pretty = pledge.certificate.pretty_number
    return [f"/en/certificates/{pretty}/", f"/en/verify/?number={pretty}", "/en/campaigns/light-up/signatories/"]


# --- what is kept ---------------------------------------------------------------------------------------------------
def test_an_answer_is_made_once_and_shown_to_everybody_with_all_its_headers(client, about, asked):
    first = client.get("/en/about/")

    again = asked("/en/about/")

    assert again.status_code == 200
    assert again.content == first.content
    differing = {name for name in first.headers.keys() | again.headers.keys() if first.get(name) != again.get(name)}
    assert differing <= {"ETag"}  # made weak, since it also stands for the compressed one
    assert "default-src 'self'" in again["Content-Security-Policy"]


def test_each_reader_gets_the_encoding_that_is_understood(client, about, asked):
    plain = client.get("/en/about/")

    packed = asked("/en/about/", headers={"accept-encoding": "br, gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == "Accept-Encoding"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    for other in ("", "br", "gzip;q=0", "gzip; q=0.0, br", "not-gzip-at-all"):
        answer = asked("/en/about/", headers={"accept-encoding": other})
        assert "Content-Encoding" not in answer.headers
        assert answer.content == plain.content


def test_an_answer_that_was_made_for_a_packing_reader_serves_the_others(client, about, asked):
    packed = client.get("/en/about/", headers={"accept-encoding": "gzip"})

    plain = asked("/en/about/")

    assert packed["Content-Encoding"] == "gzip"
    assert plain.content == gzip.decompress(packed.content)
    assert int(plain["Content-Length"]) == len(plain.content)


def test_who_has_it_already_is_told_so(client, about, asked):
    etag = client.get("/en/about/", headers={"accept-encoding": "gzip"})["ETag"]

    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        answer = asked("/en/about/", headers={"if-none-match": known})
        assert answer.status_code == 304
        assert not answer.content
        assert "public" in answer["Cache-Control"]

    assert asked("/en/about/", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_first_reader_who_has_it_already_leaves_it_to_the_next(client, about, asked):
    etag = client.get("/en/about/")["ETag"]
    caching.forget()

    assert client.get("/en/about/", headers={"if-none-match": etag}).status_code == 304

    assert words_of(asked("/en/about/")).count("old words") == 1


def test_head_tells_the_size_and_sends_nothing(client, about, django_assert_num_queries):
    whole = client.get("/en/about/")

    with django_assert_num_queries(0):
        head = client.head("/en/about/")

    assert not head.content
    assert head["Content-Length"] == str(len(whole.content))


def test_an_answer_to_head_is_never_shown_to_get(client, about):
    client.head("/en/about/")

    assert "old words" in words_of(client.get("/en/about/"))


def test_a_range_gets_the_whole(client, about, asked):
    client.get("/en/about/")

    answer = asked("/en/about/", headers={"range": "bytes=0-3"})

    assert answer.status_code == 200
    assert "old words" in words_of(answer)


@pytest.mark.parametrize("query", ["utm_source=x", "fbclid=IwAR0", "utm_medium=a&utm_campaign=b"])
def test_who_comes_from_a_network_is_shown_what_is_kept_without_its_marks(client, about, asked, query):
    client.get("/en/about/")

    assert "old words" in words_of(asked(f"/en/about/?{query}"))


def test_what_was_made_for_an_address_with_marks_has_none_and_serves_all(client, asked):
    a_site()
    first = client.get("/en/verify/?utm_source=evil&fbclid=evil")

    assert "evil" not in words_of(first)
    for address in ("/en/verify/?gclid=another", "/en/verify/"):
        assert asked(address).content == first.content


def test_marks_of_networks_leave_other_parameters_as_they_were():
    asked = []
    site = KeptAnswersMiddleware(lambda request: asked.append(request.get_full_path()) or HttpResponse())

    for query in ("a=%31&utm_source=x&b=2", "utm_x=1&page=2", "a=1", "utm_source=x"):
        site(RequestFactory().get(f"/en/about/?{query}"))

    assert asked == ["/en/about/?a=%31&b=2", "/en/about/?page=2", "/en/about/?a=1", "/en/about/"]


def test_an_unknown_parameter_is_neither_kept_nor_shown_to_others(client, about):
    for n in range(5):
        client.get(f"/en/about/?x={n}")

    assert not [name for name in _kept_keys() if name is not None]
    assert client.get("/en/about/?x=1").status_code == 200


def test_pages_of_a_list_are_kept_apart(client, asked):
    index = StoryIndexPageFactory(parent=a_site())
    for n in range(13):
        StoryPageFactory(parent=index, title=f"Story number {n:02}", slug=f"story-{n}")
    first, second = client.get("/en/stories/"), client.get("/en/stories/?page=2")

    assert asked("/en/stories/").content == first.content
    assert asked("/en/stories/?page=2").content == second.content
    assert first.content != second.content
    for other in ("2&page=1", "3", "02", "+2", "%D9%A2", "2 ", "", "junk", "1e0", "%32", "9" * 50):
        client.get(f"/en/stories/?page={other}")
    assert len(_kept_keys()) == 2


def _kept_keys() -> list[str]:
    """What lies in the cache of answers, when it is that of this process."""
    store = getattr(cache, "_cache", None)
    if not isinstance(store, dict):
        pytest.skip("looks into the cache of this process")
    values = {key: pickle.loads(value) for key, value in store.items() if "content.answer." in key}
    return [key for key, value in values.items() if isinstance(value, tuple)]


def test_hosts_are_kept_apart_and_a_made_up_port_is_not_kept(client, about, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.get("/en/about/", headers={"host": "a.example"})
    client.get("/en/about/", headers={"host": "b.example"})
    client.get("/en/about/", headers={"host": "a.example:81"})

    assert len(_kept_keys()) == 2


def test_a_host_that_is_not_ours_gets_the_usual_refusal(client, about, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    client.get("/en/about/")

    answer = client.get("/en/about/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert answer["X-Content-Type-Options"] == "nosniff"


# --- what is not ----------------------------------------------------------------------------------------------------
def test_staff_are_shown_nothing_kept_and_what_they_see_is_kept_for_nobody(client, about, secretariat):
    staff = Client()
    staff.force_login(secretariat)
    assert "wagtail-userbar" in words_of(staff.get("/en/about/"))

    assert "wagtail-userbar" not in words_of(client.get("/en/about/"))
    assert "wagtail-userbar" in words_of(staff.get("/en/about/"))


def test_what_is_said_to_one_person_is_kept_for_nobody(client, about):
    client.cookies["messages"] = "said to one person"

    assert address_of(client.get("/en/about/").wsgi_request) is None


def test_a_request_with_a_key_in_its_headers_is_left_alone():
    request = RequestFactory().get("/en/about/", headers={"authorization": "Bearer x"})

    assert address_of(request) is None


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_readers_are_shown_what_is_kept(client, about, method):
    client.get("/en/about/")

    assert address_of(getattr(RequestFactory(), method)("/en/about/")) is None


@pytest.mark.parametrize(
    "path", ["/cms/", "/accounts/login/", "/healthz", "/c/7K3M9QXW2B4F", "/static/x.css", "/xx/", "/"]
)
def test_addresses_without_a_language_are_not_kept(path):
    assert address_of(RequestFactory().get(path)) is None


def test_a_preview_shows_the_draft_also_when_the_page_is_kept(client, about):
    client.get("/en/about/")
    about.body = [("text", "<p>new words</p>")]

    preview = about.make_preview_request(preview_mode="")

    assert "new words" in words_of(preview)
    assert "old words" in words_of(client.get("/en/about/"))


def test_pages_with_a_secret_are_never_kept(client, campaign_path):
    pledge = PledgeFactory()
    for path in (
        f"/en/sign/light-up/sent/?k={pledge.handle}",
        f"/en/confirm/{token(pledge)}/",
        f"/en/not-me/{token(pledge)}/",
    ):
        assert client.get(path).status_code == 200

    assert not _kept_keys()


def test_what_nobody_signed_may_not_be_remembered_as_unknown(client):
    """A number that is given out tomorrow is not said to be unknown because somebody asked today."""
    a_site()
    client.get("/en/verify/?number=7K3M9QXW2B4F")
    client.get("/en/certificates/7K3M-9QXW-2B4F/")

    assert not _kept_keys()


def test_of_endless_spellings_of_one_number_two_are_kept(client):
    a_site()
    pretty = PledgeFactory(listed=True).certificate.pretty_number
    plain = pretty.replace("-", "")

    for typed in (pretty, pretty.lower(), plain, f"{plain}-", f"+{pretty}", f"%{ord(pretty[0]):x}{pretty[1:]}"):
        assert client.get(f"/en/verify/?number={typed}").context["verdict"]["state"] == "valid"

    assert len(_kept_keys()) == 2  # as it is printed, and without its dashes


def test_a_search_in_the_roll_is_not_kept(client, campaign_path):
    PledgeFactory(listed=True)
    client.get("/en/campaigns/light-up/signatories/?q=Wangari")

    assert not _kept_keys()


def test_the_first_pages_of_the_roll_are_kept_and_no_others(client, campaign_path):
    for query in ("", "?order=name", "?order=nonsense", "?after=MjAyNg", "?order=name&q=x"):
        client.get(f"/en/campaigns/light-up/signatories/{query}")

    assert len(_kept_keys()) == 2


ADDRESS = Address("key", [], "")


def an_answer(**headers: str) -> HttpResponse:
    given = {"Cache-Control": "public, max-age=10"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse("x", headers=given)


def test_an_answer_that_says_it_is_everybodys_may_be_kept():
    assert may_be_kept(an_answer(), Keeping(60, 60), ADDRESS)


@pytest.mark.parametrize(
    "response",
    [
        an_answer(Vary="Cookie"),
        an_answer(Vary="Accept-Encoding, Accept-Language"),
        an_answer(Vary="*"),
        an_answer(Cache_Control="public, no-store"),
        an_answer(Cache_Control="private"),
        an_answer(Cache_Control="max-age=60"),
        an_answer(Set_Cookie="a=b"),
        an_answer(Content_Security_Policy="script-src 'nonce-abc'"),
        HttpResponse("x", status=404, headers={"Cache-Control": "public"}),
        HttpResponse("x", status=302, headers={"Cache-Control": "public"}),
    ],
    ids=lambda response: f"{response.status_code} {dict(response.headers)}",
)
def test_any_sign_that_an_answer_is_one_persons_keeps_it_from_being_kept(response):
    assert not may_be_kept(response, Keeping(60, 60), ADDRESS)


def test_an_answer_with_a_cookie_is_not_kept():
    response = an_answer()
    response.set_cookie("a", "b")

    assert not may_be_kept(response, Keeping(60, 60), ADDRESS)


def test_a_page_behind_a_restriction_is_gone_from_what_is_kept(client, about):
    client.get("/en/about/")

    PageViewRestriction.objects.create(page=about, restriction_type="login")

    assert client.get("/en/about/").status_code == 302


# --- what changes ---------------------------------------------------------------------------------------------------
def test_a_published_change_shows_at_once(client, about):
    client.get("/en/about/")

    about.body = [("text", "<p>new words</p>")]
    about.save_revision().publish()

    assert "new words" in words_of(client.get("/en/about/"))


def test_a_new_name_of_a_place_shows_at_once(client, campaign_path, django_capture_on_commit_callbacks):
    client.get(campaign_path)

    with django_capture_on_commit_callbacks(execute=True):
        name_place(place=Place.objects.get(alpha2="KE"), called={"en": "Republic of Kenya"})

    assert "Republic of Kenya" in words_of(client.get(campaign_path))


def test_a_place_that_is_not_offered_any_more_leaves_the_form(client, campaign_path):
    assert 'value="KE"' in words_of(client.get(campaign_path))

    place = Place.objects.get(alpha2="KE")
    place.is_offered = False
    place.save()
    name_place(place=place, called={})

    assert 'value="KE"' not in words_of(client.get(campaign_path))


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("closes_at", "2026-11-24 11:00", 'id="sign"', "1,234,000"),
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
    assert before in words_of(client.get("/en/campaigns/light-up/"))
    staff = Client()
    staff.force_login(secretariat)
    posted = {"name": campaign.name, "level": campaign.level, "commitment": campaign.commitment_id}
    posted |= dict.fromkeys(["parent", "place", "opens_at", "closes_at"], "") | {"goal": campaign.goal, field: value}

    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"/cms/campaign-records/edit/{campaign.pk}/", posted).status_code == 302

    words = words_of(client.get("/en/campaigns/light-up/"))
    assert before not in words
    assert after in words


def test_a_commitment_that_is_renamed_is_shown_so_at_once(client, campaign_path):
    client.get(campaign_path)
    kept = _kept_keys()

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
        assert "Wangari Otieno" in words_of(client.get(path))

    ACTS[act](pledge, secretariat)

    for path in paths:
        assert "Wangari Otieno" not in words_of(client.get(path))
    if act in {"revoked", "withdrawn"}:
        assert f'data-verdict="{act}"' in words_of(client.get(paths[1]))


def test_a_hidden_name_leaves_the_lists_with_the_act_and_comes_back_with_its_release(
    client, campaign_path, secretariat
):
    pledge = PledgeFactory(listed=True, at=NOW - timedelta(days=3))
    roll = numbers_of(pledge)[2]
    client.get(roll)

    hide_listing(pledge=pledge, by=secretariat, reason="A threat.")
    assert "Wangari Otieno" not in words_of(client.get(roll))
    release_listing(pledge=pledge, by=secretariat, reason="It is over.")
    assert "Wangari Otieno" in words_of(client.get(roll))


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

    assert "new words" in words_of(client.get("/en/about/"))


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
    assert "old words" in words_of(client.get("/en/about/"))

    told = {step.name: step.count for step in sweep(STEPS)}["changes told to a cache that was down"]

    assert told > 0
    assert "new words" in words_of(client.get("/en/about/"))
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
    assert 'data-count="0"' in words_of(client.get(campaign_path))
    clock.shift(10)
    PledgeFactory(confirmed=True, at=NOW)
    sequence()

    assert 'data-count="1"' in words_of(client.get(campaign_path))


def test_however_fast_people_sign_a_page_is_made_anew_only_now_and_then(client, campaign_path, clock, asked):
    client.get(campaign_path)
    clock.shift(10)
    PledgeFactory(confirmed=True, at=NOW)
    sequence()
    client.get(campaign_path)
    PledgeFactory(confirmed=True, at=NOW)
    sequence()

    assert 'data-count="1"' in words_of(asked(campaign_path))
    clock.shift(middleware.COUNT_PAUSE_SECONDS)
    assert 'data-count="2"' in words_of(client.get(campaign_path))


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

    words = words_of(client.get(page.get_url()))

    assert words.count('data-count="1"') == 2
    assert 'data-count="0"' not in words


def test_an_old_answer_is_made_anew(client, about, clock, django_assert_max_num_queries):
    client.get("/en/about/")
    type(about).objects.filter(pk=about.pk).update(title="Another title")  # past all services: nobody was told
    assert "Another title" not in words_of(client.get("/en/about/"))

    clock.shift(61)

    assert "Another title" in words_of(client.get("/en/about/"))


def test_a_clock_that_was_set_back_makes_answers_old(client, about, clock):
    client.get("/en/about/")
    type(about).objects.filter(pk=about.pk).update(title="Another title")

    clock.shift(-3600)

    assert "Another title" in words_of(client.get("/en/about/"))


def test_a_campaign_closes_on_its_kept_page_at_its_hour(client, clock):
    campaign = a_campaign(closes_at=NOW + timedelta(seconds=20))
    CampaignPageFactory(parent=CampaignIndexPageFactory(parent=a_site()), campaign=campaign)
    assert 'id="sign"' in words_of(client.get("/en/campaigns/light-up/"))
    clock.shift(19)
    assert 'id="sign"' in words_of(client.get("/en/campaigns/light-up/"))

    clock.shift(2)

    assert 'id="sign"' not in words_of(client.get("/en/campaigns/light-up/"))


def test_what_a_certificate_says_is_looked_up_again_after_seconds(client, clock):
    pledge = PledgeFactory(listed=True, at=NOW - timedelta(days=3))
    path = numbers_of(pledge)[1]
    assert 'data-verdict="valid"' in words_of(client.get(path))
    Pledge.objects.filter(pk=pledge.pk).update(state="withdrawn", ended_at=timezone.now())  # past all services

    clock.shift(11)

    assert 'data-verdict="withdrawn"' in words_of(client.get(path))


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
