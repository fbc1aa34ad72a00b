"""Names in public lists: after the hold, as their holders agreed, and never what staff hold or hide."""

import base64
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.log_actions import registry as acts

from pledges import errors
from pledges.enums import Listing
from pledges.models import Campaign, Pledge
from pledges.services import hide_listing, hold_listing, release_listing, revoke_pledge, withdraw_pledge
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory, token
from transparency.models import Entry
from transparency.sequencer import sequence
from users.models import User

pytestmark = pytest.mark.django_db

ROLL = "/en/campaigns/light-up/signatories/"


@pytest.fixture
def staff() -> User:
    return User.objects.create(email="desk@example.org")


def latest() -> str:
    campaign = Campaign.objects.get(slug="light-up")
    return Template("{% load pledges_tags %}{% latest_lights campaign %}").render(Context({"campaign": campaign}))


def roll(client, **query: str) -> str:
    response = client.get(ROLL, query)
    assert response.status_code == 200
    return response.content.decode()


def is_public(client, name: str = "Wangari Otieno") -> bool:
    found = {name in roll(client), name in latest(), name in roll(client, q=name).partition("<table")[2]}
    assert len(found) == 1, "roll, latest lights and search disagree"
    return found.pop()


# --- the hold -----------------------------------------------------------------------------------------------------


def test_a_name_is_in_no_list_before_its_hold_is_over(client):
    pledge = PledgeFactory(confirmed=True)
    assert not is_public(client)

    Pledge.objects.update(listed_at=timezone.now() - timedelta(seconds=1))

    assert is_public(client)
    assert pledge.certificate.pretty_number in roll(client)


def test_a_pledge_counts_while_its_name_is_held(client):
    PledgeFactory(confirmed=True)
    sequence()

    counted = Template("{% load pledges_tags %}{% tally campaign %}").render(
        Context({"campaign": Campaign.objects.get()})
    )

    assert 'data-count="1"' in counted
    assert not is_public(client)


def test_a_pending_pledge_is_in_no_list_and_no_count(client):
    PledgeFactory(at=timezone.now() - timedelta(days=3))
    sequence()

    assert not is_public(client)


@pytest.mark.parametrize("hours", [0, 1, 48])
def test_how_long_the_hold_lasts_is_a_setting(settings, hours):
    settings.LISTING_HOLD_HOURS = hours

    pledge = PledgeFactory(confirmed=True)

    assert pledge.listed_at == pledge.confirmed_at + timedelta(hours=hours)
    assert pledge.is_listed(pledge.confirmed_at) == (hours == 0)


def test_the_end_of_the_hold_is_its_last_moment():
    pledge = PledgeFactory(confirmed=True)

    assert not pledge.is_listed(pledge.listed_at - timedelta(microseconds=1))
    assert pledge.is_listed(pledge.listed_at)


@pytest.mark.parametrize("end", [withdraw_pledge, revoke_pledge])
def test_a_name_leaves_the_lists_with_its_pledge(client, staff, end):
    pledge = PledgeFactory(listed=True)
    assert is_public(client)

    end(pledge=pledge, by=staff, reason="x", **({"reason_class": "other"} if end is revoke_pledge else {}))

    assert not is_public(client)


# --- what staff do ------------------------------------------------------------------------------------------------


def test_staff_hold_release_and_hide_a_name(client, staff):
    pledge = PledgeFactory(listed=True)

    hold_listing(pledge=pledge, by=staff, reason="A complaint.")
    assert not is_public(client)
    release_listing(pledge=pledge, by=staff, reason="It was settled.")
    assert is_public(client)
    hide_listing(pledge=pledge, by=staff, reason="At her wish.")
    assert not is_public(client)
    release_listing(pledge=pledge, by=staff, reason="At her wish.")
    assert is_public(client)


def test_releasing_ends_the_hold_that_every_new_name_has(client, staff):
    pledge = PledgeFactory(confirmed=True)

    release_listing(pledge=pledge, by=staff, reason="Known to us.")

    assert is_public(client)


def test_releasing_does_not_move_a_name_up_the_roll(staff):
    pledge = PledgeFactory(listed=True)
    before = pledge.listed_at
    hold_listing(pledge=pledge, by=staff, reason="A complaint.")

    assert release_listing(pledge=pledge, by=staff, reason="Settled.").listed_at == before


@pytest.mark.parametrize("display", ["hidden", "unlisted"])
def test_releasing_shows_no_name_against_its_holders_wish(client, staff, display):
    pledge = PledgeFactory(listed=True, display=display)

    release_listing(pledge=pledge, by=staff, reason="A mistake.")

    assert not is_public(client)


ACTS = [hold_listing, release_listing, hide_listing, revoke_pledge, withdraw_pledge]


def do(act, pledge: Pledge, staff: User, reason: str = "Because.") -> Pledge:
    more = {"reason_class": "other"} if act is revoke_pledge else {}
    return act(pledge=pledge, by=staff, reason=reason, **more)


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_on_record_with_who_when_and_why(staff, act):
    pledge = PledgeFactory(listed=True)

    do(act, pledge, staff, "  Because of a letter.  ")

    (entry,) = acts.get_logs_for_instance(pledge)
    assert entry.user == staff
    assert entry.data["reason"] == "Because of a letter."
    assert abs(entry.timestamp - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_no_act_without_a_reason(staff, act, reason):
    pledge = PledgeFactory(listed=True)
    before = Pledge.objects.values().get()

    with pytest.raises(errors.ReasonMissing):
        do(act, pledge, staff, reason)

    assert Pledge.objects.values().get() == before
    assert not acts.get_logs_for_instance(pledge).exists()


@pytest.mark.parametrize("act", ACTS)
def test_no_act_upon_a_pledge_that_is_not_confirmed(staff, act):
    pledge = PledgeFactory()

    with pytest.raises(errors.NotConfirmed):
        do(act, pledge, staff)

    assert Pledge.objects.get().is_pending
    assert not Entry.objects.filter(kind__startswith="pledge.").exists()


@pytest.mark.parametrize("act", [hold_listing, release_listing, hide_listing])
def test_the_appearance_of_a_name_is_no_matter_of_the_log(staff, act):
    pledge = PledgeFactory(listed=True)
    before = Entry.objects.count()

    do(act, pledge, staff)

    assert Entry.objects.count() == before


def test_withdrawing_twice_is_one_withdrawal(staff):
    pledge = PledgeFactory(listed=True)
    first = withdraw_pledge(pledge=pledge, by=staff, reason="By letter.")

    again = withdraw_pledge(pledge=pledge, by=staff, reason="By letter.")

    assert again.ended_at == first.ended_at
    assert Entry.objects.filter(kind="pledge.withdrawn").count() == 1


@pytest.mark.parametrize(("first", "second"), [(withdraw_pledge, revoke_pledge), (revoke_pledge, withdraw_pledge)])
def test_what_has_ended_does_not_end_another_way(staff, first, second):
    pledge = PledgeFactory(listed=True)
    ended = do(first, pledge, staff)

    with pytest.raises(errors.NotConfirmed):
        do(second, pledge, staff)

    assert Pledge.objects.get().state == ended.state


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    changes=st.fixed_dictionaries(
        {
            "is_held": st.booleans(),
            "is_hidden": st.booleans(),
            "display": st.sampled_from(["name", "initials", "hidden", "unlisted"]),
            "listed_at": st.sampled_from([timedelta(hours=-1), timedelta(hours=1)]).map(lambda d: timezone.now() + d),
        }
    )
)
def test_row_and_query_agree_about_what_is_listed(changes):
    pledge = Pledge.objects.first() or PledgeFactory(listed=True)
    Pledge.objects.filter(pk=pledge.pk).update(**changes)
    pledge.refresh_from_db()
    now = timezone.now()

    said = pledge.listing(now)

    assert [listing for listing in Listing if Pledge.objects.in_listing(listing, now).exists()] == [said]
    assert Pledge.objects.public().exists() == (said == Listing.LISTED)


# --- the roll -----------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd() -> list[Pledge]:
    """120 listed names; some share their moment."""
    campaign, start = a_campaign(), timezone.now() - timedelta(days=9)
    return [
        PledgeFactory(
            campaign=campaign, confirmed=True, at=start + timedelta(minutes=n // 3), full_name=f"Wangari {n:03} Otieno"
        )
        for n in range(120)
    ]


def names_on(page: str) -> list[str]:
    return re.findall(r"Wangari \d{3} Otieno", page.partition("<table")[2])


def next_of(page: str) -> str:
    found = re.search(r'href="([^"]+)" rel="next"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_the_roll_is_walked_page_by_page_and_shows_each_name_once_newest_first(client, crowd):
    seen, path, pages = [], ROLL, 0
    while path:
        page = client.get(path).content.decode()
        seen += names_on(page)
        path, pages = next_of(page), pages + 1

    assert seen == [f"Wangari {n:03} Otieno" for n in reversed(range(120))]
    assert pages == 3


def test_the_roll_costs_the_same_for_one_name_and_for_120(client, crowd):
    client.get(ROLL)
    with CaptureQueriesContext(connection) as many:
        client.get(ROLL)
    hidden = [pledge.pk for pledge in crowd[1:]]
    Pledge.objects.filter(pk__in=hidden).update(is_hidden=True)

    with CaptureQueriesContext(connection) as one:
        response = client.get(ROLL)

    assert names_on(response.content.decode()) == ["Wangari 000 Otieno"]
    assert len(one) == len(many) <= 4


def test_names_that_come_meanwhile_do_not_shift_the_next_page(client, crowd):
    first = client.get(ROLL).content.decode()
    PledgeFactory(listed=True, full_name="Wangari 999 Otieno")

    second = client.get(next_of(first)).content.decode()

    assert not set(names_on(first)) & set(names_on(second))
    assert names_on(second)[0] == "Wangari 069 Otieno"


def test_a_search_is_kept_from_page_to_page(client, crowd):
    first = client.get(ROLL, {"q": "otieno"}).content.decode()

    assert "q=otieno" in next_of(first)
    assert len(names_on(client.get(next_of(first)).content.decode())) == 50


def test_the_roll_of_a_campaign_shows_no_other(client):
    PledgeFactory(listed=True, campaign=a_campaign("haikou-initiative"))
    a_campaign()

    assert "Wangari Otieno" not in roll(client)


def mark(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "%%%",
        "é",
        "\x00",
        mark("yesterday 1"),
        mark("2026-11-24T18:00:00 1"),  # without a zone
        mark("2026-11-24T18:00:00+00:00"),
        mark("2026-11-24T18:00:00+00:00 x"),
        mark("2026-11-24T18:00:00+00:00 -1"),
        mark(f"2026-11-24T18:00:00+00:00 {2**63}"),
        mark("2026-11-24T18:00:00+00:00 " + "9" * 5_000),
        mark("0001-01-01T00:00:00+14:00 1"),
        mark("9999-12-31T23:59:59-14:00 1"),
        "A" * 4_000,
    ],
)
def test_a_mark_that_is_not_ours_is_not_found(client, campaign, after):
    assert client.get(ROLL, {"after": after}).status_code == 404


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2026-11-24T18:00:00-05:00"]
)
def test_a_mark_of_any_moment_is_read(client, campaign, moment):
    assert client.get(ROLL, {"after": mark(f"{moment} 1")}).status_code == 200
    assert datetime.fromisoformat(moment).tzinfo


def test_initials_only_and_hidden_names_cannot_be_found(client):
    PledgeFactory(listed=True, full_name="Achieng Odhiambo", affiliation="Maseno", display="initials")
    PledgeFactory(listed=True, full_name="Njeri Kamau", affiliation="Maseno", display="hidden")
    PledgeFactory(listed=True, full_name="Wambui Mwangi", affiliation="Maseno", display="unlisted")

    page = roll(client)
    assert "A. O." in page
    for private in ("Achieng", "Odhiambo", "Njeri", "Kamau", "Wambui", "Maseno", "N. K."):
        assert private not in page
    for query in ("Achieng", "Maseno", "A. O.", "A", "Njeri", "Wambui"):
        assert "<table" not in roll(client, q=query)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("wangari", True),
        ("OTIENO", True),
        ("nairobi", True),
        ("gari Oti", True),
        ("kenya", False),
        ("%", False),
        ("_", False),
        ("uonbi", False),
    ],
)
def test_the_roll_is_searched_by_name_and_affiliation_and_nothing_else(client, query, is_found):
    PledgeFactory(listed=True, affiliation="University of Nairobi", email="w@uonbi.ac.ke")

    assert ("Wangari Otieno" in roll(client, q=query)) == is_found


def test_a_search_is_given_back_escaped_and_kept_from_search_engines(client, campaign):
    page = roll(client, q="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert '<meta name="robots" content="noindex">' in page


def test_an_empty_roll_says_so(client, campaign):
    assert "No name is listed yet" in roll(client)


def test_an_unknown_campaign_has_no_roll(client):
    assert client.get("/en/campaigns/nowhere/signatories/").status_code == 404


def test_a_confirmed_name_is_found_on_no_page_until_the_hold_is_over(client):
    pledge = PledgeFactory()
    client.post(f"/en/confirm/{token(pledge)}/")

    for path in (ROLL, f"{ROLL}?q=Wangari", "/ar/campaigns/light-up/signatories/", "/en/sign/light-up/"):
        assert b"Wangari Otieno" not in client.get(path).content
