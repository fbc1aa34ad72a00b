"""Answers to strangers are kept whole and shown again; nothing of one person is."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from content import caching
from content.caching import Keeping
from content.middleware import Address, KeptAnswersMiddleware, address_of, may_be_kept
from tests.factories.pages import (
    StoryIndexPageFactory,
    StoryPageFactory,
    a_site,
)
from tests.factories.pledges import PledgeFactory, token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def words_of(response) -> str:
    content = response.content
    return (gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content).decode()


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


def test_an_unknown_parameter_is_neither_kept_nor_shown_to_others(client, about, kept_keys):
    for n in range(5):
        client.get(f"/en/about/?x={n}")

    assert not [name for name in kept_keys() if name is not None]
    assert client.get("/en/about/?x=1").status_code == 200


def test_pages_of_a_list_are_kept_apart(client, asked, kept_keys):
    index = StoryIndexPageFactory(parent=a_site())
    for n in range(13):
        StoryPageFactory(parent=index, title=f"Story number {n:02}", slug=f"story-{n}")
    first, second = client.get("/en/stories/"), client.get("/en/stories/?page=2")

    assert asked("/en/stories/").content == first.content
    assert asked("/en/stories/?page=2").content == second.content
    assert first.content != second.content
    for other in ("2&page=1", "3", "02", "+2", "%D9%A2", "2 ", "", "junk", "1e0", "%32", "9" * 50):
        client.get(f"/en/stories/?page={other}")
    assert len(kept_keys()) == 2


def test_hosts_are_kept_apart_and_a_made_up_port_is_not_kept(client, about, settings, kept_keys):
    settings.ALLOWED_HOSTS = ["*"]
    client.get("/en/about/", headers={"host": "a.example"})
    client.get("/en/about/", headers={"host": "b.example"})
    client.get("/en/about/", headers={"host": "a.example:81"})

    assert len(kept_keys()) == 2


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


def test_pages_with_a_secret_are_never_kept(client, campaign_path, kept_keys):
    pledge = PledgeFactory()
    for path in (
        f"/en/sign/light-up/sent/?k={pledge.handle}",
        f"/en/confirm/{token(pledge)}/",
        f"/en/not-me/{token(pledge)}/",
    ):
        assert client.get(path).status_code == 200

    assert not kept_keys()


def test_what_nobody_signed_may_not_be_remembered_as_unknown(client, kept_keys):
    """A number that is given out tomorrow is not said to be unknown because somebody asked today."""
    a_site()
    client.get("/en/verify/?number=7K3M9QXW2B4F")
    client.get("/en/certificates/7K3M-9QXW-2B4F/")

    assert not kept_keys()


def test_of_endless_spellings_of_one_number_two_are_kept(client, kept_keys):
    a_site()
    pretty = PledgeFactory(listed=True).certificate.pretty_number
    plain = pretty.replace("-", "")

    for typed in (pretty, pretty.lower(), plain, f"{plain}-", f"+{pretty}", f"%{ord(pretty[0]):x}{pretty[1:]}"):
        assert client.get(f"/en/verify/?number={typed}").context["verdict"]["state"] == "valid"

    assert len(kept_keys()) == 2  # as it is printed, and without its dashes


def test_a_search_in_the_roll_is_not_kept(client, campaign_path, kept_keys):
    PledgeFactory(listed=True)
    client.get("/en/campaigns/light-up/signatories/?q=Wangari")

    assert not kept_keys()


def test_the_first_pages_of_the_roll_are_kept_and_no_others(client, campaign_path, kept_keys):
    for query in ("", "?order=name", "?order=nonsense", "?after=MjAyNg", "?order=name&q=x"):
        client.get(f"/en/campaigns/light-up/signatories/{query}")

    assert len(kept_keys()) == 2


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
