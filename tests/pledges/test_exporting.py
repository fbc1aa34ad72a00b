"""The pledges of a campaign as a table: who may take it, what is in it, and that no cell of it runs."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from pledges import errors, services
from pledges.models import Pledge
from pledges.services import exporting
from pledges.sheets import TableCut, as_text, as_typed, read_csv, write_csv
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory

RUNS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


def exported(campaign, **how) -> list[dict[str, str]]:
    how = {"by": UserFactory(), "reason": "For the archive."} | how
    table = b"".join(services.export_pledges(campaign=campaign, **how))
    return list(read_csv(io.StringIO(table.decode("utf-8-sig"), newline="")))


# --- cells --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Ada", "Ada"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-Ada", "'-Ada"),
        ("@SUM(A1:A9)", "'@SUM(A1:A9)"),
        ("\t=1", "'\t'=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'Abd", "'Abd"),
        ("'", "'"),
        ("", ""),
        ("Ada=1", "Ada=1"),
        ("Univ;=HYPERLINK(1)", "Univ;'=HYPERLINK(1)"),
        ("a|+1;b", "a|'+1;b"),
        ("a;b;-1", "a;b;'-1"),
        ("a;'=1", "a;''=1"),
        ('a;""=1', 'a;\'""=1'),
        ("a\n=1", "a\n'=1"),
        ("a;\t@x", "a;'\t'@x"),
        ("Ada; Bo", "Ada; Bo"),
        ("a;'b", "a;'b"),
    ],
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(typed, written):
    assert as_text(typed) == written
    assert as_typed(written) == typed


@given(st.text("a;|\t\r\n=+'\"", max_size=30))
def test_whatever_parts_the_cells_none_runs_and_each_is_read_back(typed):
    written = as_text(typed)

    assert as_typed(written) == typed
    for sign in ";|\t\r\n":
        assert not any(RUNS.match(part.replace('"', "")) for part in written.split(sign))


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_a_spreadsheet_of_another_country_that_parts_cells_otherwise_runs_nothing(sign):
    table = b"".join(write_csv(["a", "b"], [["Ada", f"Univ{sign}=HYPERLINK(1)"], ["x", f'{sign}"=1+1";']]))

    lines = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=sign)

    assert not any(RUNS.match(cell.strip()) for line in lines for cell in line)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_any_table_is_read_back_as_it_was_and_holds_no_formula(rows):
    table = b"".join(write_csv(["a", "b"], rows))

    assert table.startswith(b"\xef\xbb\xbfa,b\r\n")
    assert not any(
        RUNS.match(cell) for row in list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))) for cell in row
    )
    assert [list(row.values()) for row in read_csv(io.StringIO(table.decode("utf-8-sig"), newline=""))] == rows


# --- what is in it ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_table_holds_what_was_confirmed_in_this_campaign_and_nothing_else():
    listed, pending = PledgeFactory(listed=True), PledgeFactory()
    PledgeFactory(listed=True, campaign=a_campaign("another"), email="wanjiru@uonbi.ac.ke")

    (row,) = exported(listed.campaign)

    assert row["certificate"] == listed.certificate.pretty_number
    assert row["name"] == "Wangari Otieno"
    assert (row["state"], row["display"], row["listing_held"]) == ("confirmed", "name", "no")
    assert pending.pk


@pytest.mark.django_db
def test_addresses_are_in_it_only_where_they_are_asked_for():
    pledge = PledgeFactory(listed=True)

    (without,), (given_out,) = exported(pledge.campaign), exported(pledge.campaign, with_addresses=True)

    assert pledge.address not in without.values()
    assert given_out["email"] == pledge.address
    acts = ModelLogEntry.objects.filter(action="pledges.export").order_by("timestamp")
    assert [entry.data["addresses"] for entry in acts] == [False, True]


@pytest.mark.django_db
def test_no_reason_no_table():
    pledge = PledgeFactory(listed=True)

    with pytest.raises(errors.ReasonMissing):
        exported(pledge.campaign, reason="  ")
    assert not ModelLogEntry.objects.filter(action="pledges.export").exists()


@pytest.mark.django_db
def test_rows_are_asked_for_in_chunks_and_none_is_left_out_or_twice(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(exporting, "CHUNK", 3)
    first = PledgeFactory(listed=True)
    all_of_them = [first, *PledgeFactory.create_batch(6, listed=True)]
    rows = services.export_pledges(campaign=first.campaign, by=UserFactory(), reason="For the archive.")
    next(rows)

    with django_assert_num_queries(1):
        [next(rows) for _ in range(3)]
    with django_assert_num_queries(3):  # the other four, and that there are no more
        assert len(list(rows)) == 4 + 1
    numbers = [row["certificate"] for row in exported(first.campaign)]
    assert numbers == [pledge.certificate.pretty_number for pledge in all_of_them]


@pytest.mark.parametrize("left_out", [0, 1, 2, 3])
def test_a_table_that_broke_off_is_not_taken_for_a_whole_one(left_out):
    lines = [line.decode("utf-8-sig") for line in write_csv(["a", "b"], [["1", "2"], ["3", "4"]])]
    assert len(list(read_csv(lines))) == 2
    del lines[-1 - left_out :]

    with pytest.raises(TableCut):
        list(read_csv(lines))


# --- who may take it ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_staff_with_the_right_download_it_and_the_act_is_on_record(client):
    pledge = PledgeFactory(listed=True)
    user = UserFactory(rights=["pledges.view_campaign", "pledges.export_pledge"])
    client.force_login(user)
    page = client.get(f"/cms/campaign-records/inspect/{pledge.campaign.pk}/").content.decode()
    address = f"/cms/campaign-records/{pledge.campaign.pk}/export/"
    assert address in page

    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    response = client.post(address, {"reason": "For the archive."})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="light-up-')
    assert "no-store" in response["Cache-Control"]
    assert "Wangari Otieno" in b"".join(response.streaming_content).decode("utf-8-sig")
    entry = ModelLogEntry.objects.get(action="pledges.export")
    assert entry.user == user
    assert entry.message == "Exported the pledges. Reason: For the archive."


@pytest.mark.django_db
def test_who_may_not_export_gets_neither_button_nor_table(client):
    pledge = PledgeFactory(listed=True)
    client.force_login(UserFactory(rights=["pledges.view_campaign", "pledges.moderate_pledge"]))
    address = f"/cms/campaign-records/{pledge.campaign.pk}/export/"

    assert address not in client.get(f"/cms/campaign-records/inspect/{pledge.campaign.pk}/").content.decode()
    response = client.post(address, {"reason": "For the archive."})

    assert response.status_code == 302
    assert not ModelLogEntry.objects.filter(action="pledges.export").exists()
    assert Pledge.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/cms/pledges/", "/cms/campaign-records/"])
def test_no_list_makes_a_file_whatever_its_address_asks_for(client, settings, address):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(UserFactory(rights=["pledges.view_pledge", "pledges.view_campaign"]))

    response = client.get(address, {"export": "csv"})

    assert response["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_the_desk_leads_to_the_export_of_a_campaign_for_who_may(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    rights = ["pledges.view_pledge", "pledges.view_campaign"]
    client.force_login(UserFactory(rights=rights))
    assert "Export the pledges of a campaign" not in client.get("/cms/pledges/").content.decode()

    client.force_login(UserFactory(rights=[*rights, "pledges.export_pledge"]))
    assert "Export the pledges of a campaign" in client.get("/cms/pledges/").content.decode()
