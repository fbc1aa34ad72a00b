"""The pledge desk: who sees what, how a pledge is found, and that no list counts the pledges."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ModelLogEntry, ReferenceIndex

from pledges.enums import Listing
from pledges.models import Pledge
from pledges.services import hide_listing, hold_listing, report_entry, withdraw_pledge
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

DESK = "/cms/pledges/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def reader():
    return UserFactory(rights=["pledges.view_pledge"])


@pytest.fixture
def moderator():
    return UserFactory(rights=["pledges.view_pledge", "pledges.moderate_pledge"], name="Bob Moderator")


def names_in(response) -> list[str]:
    return [pledge.full_name for pledge in response.context["object_list"]]


def test_the_desk_shows_the_newest_first(client, reader):
    PledgeFactory(full_name="Alice First", at=timezone.now() - timedelta(days=2))
    PledgeFactory(full_name="Bob Second", at=timezone.now() - timedelta(days=1))
    client.force_login(reader)

    assert names_in(client.get(DESK)) == ["Bob Second", "Alice First"]


def test_who_has_no_right_to_see_pledges_sees_none(client):
    PledgeFactory(full_name="Alice First")
    client.force_login(UserFactory(rights=["pledges.view_campaign"]))

    response = client.get(DESK, follow=True)

    assert response.redirect_chain
    assert b"Alice First" not in response.content


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(DESK).url.startswith("/accounts/login/")


@pytest.mark.parametrize("words", ["Otieno", "otieno", "Nairobi"])
def test_a_part_of_a_name_or_affiliation_finds_a_pledge(client, reader, words):
    PledgeFactory(full_name="Wangari Otieno", affiliation="University of Nairobi")
    PledgeFactory(full_name="Ólafur Jónsson", affiliation="Háskóli Íslands")
    client.force_login(reader)

    assert names_in(client.get(DESK, {"q": words})) == ["Wangari Otieno"]


def test_a_certificate_number_finds_its_pledge_however_it_is_written(client, reader):
    PledgeFactory(full_name="Alice First", confirmed=True)
    number = PledgeFactory(full_name="Bob Second", confirmed=True).certificate.pretty_number
    client.force_login(reader)

    assert names_in(client.get(DESK, {"q": number.lower()})) == ["Bob Second"]


def test_an_address_in_the_address_of_a_page_finds_nothing_also_for_a_moderator(client, moderator):
    PledgeFactory(full_name="Wangari Otieno", email="Wangari.Otieno@gmail.com")
    client.force_login(moderator)

    assert names_in(client.get(DESK, {"q": "wangariotieno+pledge@googlemail.com"})) == []


def test_a_part_of_an_address_finds_nothing(client, moderator):
    PledgeFactory(email="wangari@uonbi.ac.ke")
    client.force_login(moderator)

    assert names_in(client.get(DESK, {"q": "@uonbi.ac.ke"})) == []
    assert names_in(client.get(DESK, {"q": "uonbi"})) == []


def test_an_address_finds_nothing_for_who_may_not_see_addresses(client, reader):
    PledgeFactory(email="wangari@uonbi.ac.ke")
    client.force_login(reader)

    assert names_in(client.get(DESK, {"q": "wangari@uonbi.ac.ke"})) == []


def test_a_search_for_a_nul_byte_is_a_search(client, reader):
    client.force_login(reader)

    assert client.get(DESK, {"q": "a\x00b"}).status_code == 200


@pytest.fixture
def one_of_each(moderator):
    """A pledge for each way of standing in public lists."""
    held, hidden = (
        PledgeFactory(full_name="Wangari held", listed=True),
        PledgeFactory(full_name="Wangari hidden", listed=True),
    )
    hold_listing(pledge=held, by=moderator, reason="a doubt")
    hide_listing(pledge=hidden, by=moderator, reason="an insult")
    PledgeFactory(full_name="Wangari listed", listed=True)
    PledgeFactory(full_name="Wangari waiting", confirmed=True)
    PledgeFactory(full_name="Wangari private", listed=True, display="hidden")
    PledgeFactory(full_name="Wangari none")


@pytest.mark.parametrize("listing", list(Listing))
def test_the_list_is_narrowed_to_one_way_of_standing_in_public(client, moderator, one_of_each, listing):
    client.force_login(moderator)

    assert names_in(client.get(DESK, {"listing": listing.value})) == [f"Wangari {listing.value}"]


@pytest.mark.usefixtures("one_of_each")
def test_a_filter_and_its_row_say_the_same():
    for pledge in Pledge.objects.all():
        assert f"Wangari {pledge.listing(timezone.now()).value}" == pledge.full_name


def test_the_other_filters_narrow_the_list(client, moderator):
    PledgeFactory(full_name="Alice", country="KE", confirmed=True)
    bob = PledgeFactory(full_name="Bob", country="IS", confirmed=True)
    report_entry(certificate=bob.certificate, reason="not_me", note="")
    PledgeFactory(full_name="Carol", country="IS")
    client.force_login(moderator)

    assert names_in(client.get(DESK, {"country": "IS"})) == ["Carol", "Bob"]
    assert names_in(client.get(DESK, {"state": "pending"})) == ["Carol"]
    assert names_in(client.get(DESK, {"reported": "open"})) == ["Bob"]
    assert names_in(client.get(DESK, {"evidence": "paper"})) == []
    assert names_in(client.get(DESK, {"campaign": bob.campaign_id})) == ["Carol", "Bob", "Alice"]


def queries_of(client, url: str, **query: str) -> list[str]:
    client.get(url, query)  # what is asked once per process is asked here
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url, query).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(
    "query", [{}, {"q": "Wangari"}, {"state": "confirmed"}, {"listing": "waiting"}, {"reported": "open"}]
)
def test_no_list_counts_the_pledges(client, moderator, query):
    PledgeFactory.create_batch(3, confirmed=True)
    client.force_login(moderator)

    asked = queries_of(client, DESK, **query)

    assert [sql for sql in asked if "COUNT(" in sql.upper()] == []
    assert all("LIMIT" in sql for sql in asked if 'FROM "pledges_pledge"' in sql and "full_name" in sql)


def test_the_desk_costs_the_same_for_one_pledge_and_for_twenty(client, moderator):
    PledgeFactory(confirmed=True)
    client.force_login(moderator)
    one = len(queries_of(client, DESK))

    PledgeFactory.create_batch(19, confirmed=True)

    assert len(queries_of(client, DESK)) == one


def test_older_pledges_are_a_page_further(client, reader):
    PledgeFactory.create_batch(21)
    client.force_login(reader)

    first, second = client.get(DESK), client.get(DESK, {"p": 2})

    assert (len(names_in(first)), len(names_in(second))) == (20, 1)
    assert first.context["page_obj"].has_next()
    assert not second.context["page_obj"].has_next()


@pytest.mark.parametrize("page", ["0", "-1", "99", "100000", "x"])
def test_a_page_that_is_not_there_is_still_a_page(client, reader, page):
    PledgeFactory(full_name="Alice First")
    client.force_login(reader)

    assert names_in(client.get(DESK, {"p": page})) == ["Alice First"]


def test_a_pledge_shows_its_facts_its_consents_and_its_certificate(client, reader):
    pledge = PledgeFactory(full_name="Wangari Otieno", affiliation="University of Nairobi", listed=True)
    client.force_login(reader)

    page = client.get(f"{DESK}{pledge.pk}/").content.decode()

    for fact in (
        "Wangari Otieno",
        "University of Nairobi",
        "Kenya",
        pledge.certificate.pretty_number,
        pledge.text.title,
    ):
        assert fact in page
    assert page.count("show my name in the public list") == 1


def test_no_page_of_the_desk_shows_an_address_unasked(client, moderator):
    pledge = PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True)
    client.force_login(moderator)

    for address in (DESK, f"{DESK}results/", f"{DESK}{pledge.pk}/", f"{DESK}{pledge.pk}/revoke/"):
        assert b"wangari@uonbi" not in client.get(address).content
    assert not ModelLogEntry.objects.filter(action="pledges.look_at_address").exists()


def test_a_moderator_who_asks_sees_the_address_and_that_is_logged(client, moderator):
    pledge = PledgeFactory(email="wangari@uonbi.ac.ke", confirmed=True)
    client.force_login(moderator)

    response = client.post(f"{DESK}{pledge.pk}/")

    assert "wangari@uonbi.ac.ke" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    entry = ModelLogEntry.objects.get(action="pledges.look_at_address")
    assert (entry.user, entry.object_id) == (moderator, str(pledge.pk))
    assert "wangari" not in f"{entry.label}{entry.data}".lower()


def test_who_may_only_read_is_not_shown_an_address(client, reader):
    pledge = PledgeFactory(email="wangari@uonbi.ac.ke")
    client.force_login(reader)

    response = client.post(f"{DESK}{pledge.pk}/", follow=True)

    assert b"wangari@uonbi" not in response.content
    assert not ModelLogEntry.objects.filter(action="pledges.look_at_address").exists()


def test_markup_in_a_name_is_shown_as_it_was_typed(client, reader):
    pledge = PledgeFactory(full_name="<b>Wangari</b> & Sons")
    client.force_login(reader)

    for address in (DESK, f"{DESK}{pledge.pk}/"):
        page = client.get(address).content.decode()
        assert "&lt;b&gt;Wangari&lt;/b&gt; &amp; Sons" in page
        assert "<b>Wangari</b>" not in page


def test_a_pledge_that_has_ended_offers_no_act(client, moderator):
    pledge = PledgeFactory(listed=True)
    withdraw_pledge(pledge=pledge, by=moderator, reason="letter of 3 May")
    client.force_login(moderator)

    assert client.get(f"{DESK}{pledge.pk}/").context["acts"] == []


def test_a_reader_is_offered_no_act(client, reader):
    pledge = PledgeFactory(listed=True)
    client.force_login(reader)

    assert client.get(f"{DESK}{pledge.pk}/").context["acts"] == []


@pytest.mark.parametrize("page", ["new/", "edit/1/", "delete/1/", "copy/1/", "history/1/", "usage/1/"])
def test_a_pledge_is_never_added_edited_or_deleted_in_the_cms(client, page):
    client.force_login(UserFactory(is_superuser=True))

    assert client.get(f"{DESK}{page}").status_code == 404


def test_the_pages_of_wagtail_lead_to_the_desk(client, moderator):
    pledge = PledgeFactory()

    assert AdminURLFinder(moderator).get_edit_url(pledge) == reverse("pledge_desk:inspect", args=[pledge.pk])


def test_signing_writes_nothing_into_the_index_of_references():
    PledgeFactory(confirmed=True)

    assert not ReferenceIndex.is_indexed(Pledge)
