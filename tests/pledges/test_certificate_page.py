"""The certificate in public: what its page says today, and to whom it says the name."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import Site

from content.models import SiteSettings
from pledges.models import CertificateFile, Pledge
from pledges.services import hide_listing, hold_listing, release_listing, revoke_pledge, withdraw_pledge
from tests.factories.pledges import PledgeFactory
from users.models import User

pytestmark = pytest.mark.django_db

FACTS = {"affiliation": "University of Nairobi", "role": "Professor of lanterns"}


def url(pledge: Pledge, language: str = "en") -> str:
    return f"/{language}/certificates/{pledge.certificate.pretty_number}/"


def page_of(client, pledge: Pledge) -> str:
    response = client.get(url(pledge))
    assert response.status_code == 200
    return response.content.decode()


def json_ld(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture
def staff() -> User:
    return User.objects.create(email="desk@example.org")


def test_the_page_says_what_is_true_today_and_how_we_know(client):
    pledge = PledgeFactory(listed=True, **FACTS)

    page = page_of(client, pledge)

    assert page.count('data-verdict="valid"') == 1
    assert 'data-evidence="email"' in page
    assert "Confirmed by e-mail only" in page
    assert "The affiliation is given for identification only" in page
    for words in ("Wangari Otieno", *FACTS.values(), "Kenya", pledge.certificate.pretty_number, pledge.text.text):
        assert words in page
    assert pledge.text.sha256 in page
    assert "Version 1, English (authoritative)" in page
    assert f"testserver/c/{pledge.certificate.pretty_number}" in page


def test_the_page_says_nothing_private(client):
    pledge = PledgeFactory(listed=True, email="wangari@uonbi.ac.ke", message="Be kind.", orcid="0000-0002-1825-0097")

    page = page_of(client, pledge)

    for private in (
        "uonbi.ac.ke",
        "Be kind.",
        pledge.nonce,
        pledge.salt,
        str(pledge.ref),
        str(pledge.signatory.pk) + "@",
    ):
        assert private not in page


@pytest.mark.parametrize(
    ("display", "shown", "private"),
    [
        ("name", ["Wangari Otieno", "University of Nairobi"], []),
        ("unlisted", ["Wangari Otieno", "University of Nairobi"], []),
        ("initials", ["W. O."], ["Wangari", "Otieno", "University of Nairobi", "lanterns"]),
        ("hidden", ["A scholar in Kenya"], ["Wangari", "Otieno", "W. O.", "University of Nairobi", "lanterns"]),
    ],
)
def test_the_name_is_shown_as_its_holder_agreed(client, display, shown, private):
    pledge = PledgeFactory(listed=True, display=display, **FACTS)

    page = page_of(client, pledge)

    for words in shown:
        assert words in page
    for words in private:
        assert words not in page
    about = json_ld(page)
    name = {"name": "Wangari Otieno", "unlisted": "Wangari Otieno", "initials": "W. O."}.get(display)
    assert about.get("about") == ({"@type": "Person", "name": name} if name else None)


def test_the_page_speaks_to_networks_and_machines(client, settings):
    settings.BASE_URL = "https://lightup.example"
    pledge = PledgeFactory(listed=True)
    number = pledge.certificate.pretty_number

    page = page_of(client, pledge)

    address = f"https://lightup.example/en/certificates/{number}/"
    assert f'<meta property="og:image" content="https://lightup.example/c/{number}/share/link.png?v=' in page
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    assert 'name="twitter:card" content="summary_large_image"' in page
    about = json_ld(page)
    assert about["@id"] == about["url"] == address
    assert about["identifier"] == number
    assert about["name"] == "light-up (en)"
    assert about["dateCreated"] == pledge.certificate.issued_at.date().isoformat()  # the day, and no hour


def test_machines_read_who_answers_for_the_site_as_the_cms_says(client, settings):
    pledge = PledgeFactory(listed=True)
    assert json_ld(page_of(client, pledge))["recognizedBy"]["name"] == settings.ORGANISATION

    SiteSettings.objects.create(site=Site.objects.get(), organisation="Institute of Zoology")

    assert json_ld(page_of(client, pledge))["recognizedBy"]["name"] == "Institute of Zoology"


def test_a_name_cannot_end_the_block_of_data_that_it_stands_in(client, staff):
    pledge = PledgeFactory(listed=True, full_name="</script><script>alert(1)</script> & Söhne")
    release_listing(pledge=pledge, by=staff, reason="To see what it does.")

    page = page_of(client, pledge)

    assert json_ld(page)["about"]["name"] == "</script><script>alert(1)</script> & Söhne"
    assert "<script>alert(1)" not in page


def test_nothing_of_a_network_is_loaded(client):
    page = page_of(client, PledgeFactory(listed=True))

    loaded = re.findall(r'(?:<(?:script|link|img|iframe|source)\b[^>]*(?:src|href|srcset)=")([^"]+)', page)
    assert all(address.startswith(("/", "http://testserver/", "data:")) for address in loaded), loaded
    assert "linkedin.com/sharing" in page  # plain links are there


# --- the hold -----------------------------------------------------------------------------------------------------


def robots(page: str) -> bool:
    return '<meta name="robots" content="noindex">' in page


def test_while_the_hold_lasts_the_page_is_open_to_who_has_its_link_and_not_to_search_engines(client):
    pledge = PledgeFactory(confirmed=True)

    page = page_of(client, pledge)

    assert robots(page)
    assert "Wangari Otieno" in page
    assert f'href="{url(pledge)}report/"' in page
    assert pledge.listed_at - pledge.confirmed_at == timedelta(hours=24)


def test_search_engines_may_come_when_the_hold_is_over(client):
    assert not robots(page_of(client, PledgeFactory(listed=True)))


def test_search_engines_may_come_when_staff_release_a_name(client, staff):
    pledge = PledgeFactory(confirmed=True)

    release_listing(pledge=pledge, by=staff, reason="Known to us.")

    assert not robots(page_of(client, pledge))


@pytest.mark.parametrize(
    "changes", [{"is_held": True}, {"is_hidden": True}, {"display": "hidden"}, {"display": "unlisted"}]
)
def test_search_engines_stay_away_from_what_is_not_listed(client, changes):
    pledge = PledgeFactory(listed=True)
    Pledge.objects.update(**changes)

    assert robots(page_of(client, pledge))


def test_what_staff_hid_does_not_promise_to_be_listed(client, staff):
    pledge = PledgeFactory(confirmed=True)
    waiting = page_of(client, pledge)

    hide_listing(pledge=pledge, by=staff, reason="Offensive.")

    assert page_of(client, pledge) != waiting


UNTIL, NO_LIST_YET = "this page is known to those who have its link", "the name stands in no public list yet"
NO_LIST, NO_NAME = "The name stands in no public list, as its holder chose.", "This pledge is counted without a name."


@pytest.mark.parametrize(
    ("display", "when", "changes", "sentence"),
    [
        ("name", "confirmed", {}, UNTIL),
        ("initials", "confirmed", {}, UNTIL),
        ("name", "listed", {}, None),
        ("name", "listed", {"is_held": True, "is_held_from_lists_only": True}, NO_LIST_YET),
        ("name", "listed", {"is_held": True, "is_held_from_lists_only": False}, None),
        ("name", "confirmed", {"is_hidden": True}, None),
        ("unlisted", "confirmed", {}, NO_LIST),
        ("unlisted", "listed", {}, NO_LIST),
        ("unlisted", "listed", {"is_held": True, "is_held_from_lists_only": True}, NO_LIST),
        ("unlisted", "listed", {"is_held": True, "is_held_from_lists_only": False}, None),
        ("hidden", "confirmed", {}, NO_NAME),
        ("hidden", "listed", {}, NO_NAME),
    ],
)
def test_the_page_says_where_the_name_stands_and_promises_no_list_that_nobody_asked_for(
    client, display, when, changes, sentence
):
    pledge = PledgeFactory(display=display, **{when: True})
    if changes:
        Pledge.objects.update(**changes)

    page = page_of(client, pledge)

    assert {words for words in (UNTIL, NO_LIST_YET, NO_LIST, NO_NAME) if words in page} == ({sentence} - {None})


@pytest.mark.parametrize(("display", "when"), [("name", "confirmed"), ("unlisted", "listed"), ("hidden", "listed")])
def test_what_is_said_of_the_name_begins_with_the_evidence_that_there_is(client, display, when):
    pledge = PledgeFactory(display=display, **{when: True})
    Pledge.objects.update(evidence="orcid")

    page = page_of(client, pledge)

    assert "Confirmed with an ORCID iD. " in page
    assert "Confirmed by e-mail only" not in page


def test_while_staff_hold_a_name_no_page_and_no_file_shows_it_and_then_again(client, staff):
    pledge = PledgeFactory(listed=True, **FACTS)
    number = pledge.certificate.pretty_number
    named = {tail: client.get(f"/c/{number}{tail}").content for tail in FILES}
    kept = set(CertificateFile.objects.values_list("pk", "path", "made_at"))

    hold_listing(pledge=pledge, by=staff, reason="Somebody wrote that it is not her.")

    page = page_of(client, pledge)
    verified = client.get("/en/verify/", {"number": number}).content.decode()
    for words in ("Wangari", "Otieno", *FACTS.values()):
        assert words not in page + verified
    assert 'data-verdict="valid"' in page
    assert "about" not in json_ld(page)
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(client.get(f"/c/{number}.pdf").content)).pages)
    assert number in text
    assert "Wangari" not in text
    assert "Nairobi" not in text
    for tail, before in named.items():
        assert client.get(f"/c/{number}{tail}").content != before, tail
    assert set(CertificateFile.objects.values_list("pk", "path", "made_at")) == kept

    release_listing(pledge=pledge, by=staff, reason="She phoned: it is her.")

    assert "Wangari Otieno" in page_of(client, pledge)
    assert {tail: client.get(f"/c/{number}{tail}").content for tail in FILES} == named


FILES = (".pdf", "/share/link.png", "/share/square.webp")  # the badge says no name


# --- the end ------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["withdrawn", "revoked"])
def ended(request, staff) -> Pledge:
    pledge = PledgeFactory(listed=True, **FACTS)
    if request.param == "withdrawn":
        return withdraw_pledge(pledge=pledge, by=staff, reason="By a letter of 3 May.")
    return revoke_pledge(pledge=pledge, by=staff, reason="She phoned us.", reason_class="impersonation")


def test_a_pledge_that_has_ended_says_so_and_drops_the_name(client, ended):
    page = page_of(client, ended)

    assert f'data-verdict="{ended.state}"' in page
    for words in ("Wangari", "Otieno", "University of Nairobi", "lanterns"):
        assert words not in page
    assert robots(page)
    assert ended.certificate.pretty_number in page
    assert "share/link.png" not in page
    assert ".pdf" not in page
    assert "about" not in json_ld(page)


def test_what_a_pledge_that_has_ended_says_to_tabs_and_networks_is_its_end(client, ended):
    for address in (url(ended), f"/c/{ended.certificate.pretty_number}.pdf"):
        page = client.get(address).content.decode()

        end = (
            f"{'Withdrawn' if ended.state == 'withdrawn' else 'Revoked'}: certificate {ended.certificate.pretty_number}"
        )
        assert f"<title>{end} · Light Up</title>" in page
        assert f'<meta property="og:title" content="{end}">' in page
        assert "took it back on" in re.findall(r'<meta property="og:description" content="([^"]*)"', page)[0]
        assert "has signed" not in page
        assert "open to anybody’s check" not in page


def test_the_reason_of_a_revocation_is_its_class_and_never_the_note(client, ended):
    page = page_of(client, ended)

    assert "She phoned us." not in page
    assert "By a letter" not in page
    assert ("told us that they did not sign" in page) == (ended.state == "revoked")


@pytest.mark.parametrize(
    "tail", [".pdf", ".png", "/share/link.png", "/share/square.webp", "/share/story.png", ".pdf?key=x"]
)
def test_a_pledge_that_has_ended_has_no_files(client, ended, tail):
    response = client.get(f"/c/{ended.certificate.pretty_number}{tail}")

    assert response.status_code == 410
    assert f'data-verdict="{ended.state}"' in response.content.decode()
    assert b"Wangari" not in response.content


def test_the_light_of_a_pledge_that_has_ended_is_out(client, ended):
    lit = PledgeFactory(listed=True)

    out = client.get(f"/c/{ended.certificate.pretty_number}/light.svg").content
    burning = client.get(f"/c/{lit.certificate.pretty_number}/light.svg").content

    assert out != burning
    assert b"<svg" in out
    assert b"FFC861" not in out.upper()


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write", [str.lower, lambda n: n.replace("-", ""), lambda n: n.replace("-", " "), lambda n: n.replace("0", "O")]
)
def test_other_spellings_of_the_address_lead_to_the_one(client, write):
    pledge = PledgeFactory(listed=True)
    number = pledge.certificate.pretty_number

    response = client.get(f"/en/certificates/{write(number)}/")

    if write(number) == number:  # no nought in it to write as a letter
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Location"]) == (301, url(pledge))


def test_a_corrected_name_gives_the_pictures_new_addresses(client):
    pledge = PledgeFactory(listed=True)
    picture = re.compile(rf"/c/{pledge.certificate.pretty_number}/share/(\w+)\.png\?v=([0-9a-f]{{8}})")
    before = picture.findall(page_of(client, pledge))
    certificate = pledge.certificate

    certificate.facts = certificate.facts | {"name": "Wangarĩ Otieno"}
    certificate.save()
    after = picture.findall(page_of(client, pledge))

    assert {kind for kind, _mark in before} == {"link", "square", "story"}
    assert [kind for kind, _mark in before] == [kind for kind, _mark in after]
    assert not {mark for _kind, mark in before} & {mark for _kind, mark in after}
    address = f"/c/{certificate.pretty_number}/share/link.png?v={after[0][1]}"
    assert client.get(address).status_code == 200


def test_a_page_is_asked_for_anew_each_time(client):
    assert "must-revalidate" in client.get(url(PledgeFactory(listed=True)))["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_speaks_the_readers_language_and_the_commitment_its_own(client, language):
    pledge = PledgeFactory(listed=True, language="ar")

    page = client.get(url(pledge, language)).content.decode()

    assert f'<html lang="{language}"' in page
    assert (
        f'lang="ar" dir="rtl">\n    <p>{pledge.text.text}' in page
        or f'lang="ar" dir="rtl"><p>{pledge.text.text}' in page
    )


def test_the_same_number_of_queries_whatever_there_is_to_say(client, django_assert_max_num_queries):
    pledge = PledgeFactory(listed=True, **FACTS)
    page_of(client, pledge)

    with django_assert_max_num_queries(6):
        page_of(client, pledge)


# --- reports ------------------------------------------------------------------------------------------------------


def test_a_stranger_reports_an_entry_without_naming_themselves(client):
    pledge = PledgeFactory(listed=True)

    response = client.post(f"{url(pledge)}report/", {"reason": "not_me", "note": "It is my name."})

    assert response.status_code == 200
    report = pledge.reports.get()
    assert (report.reason, report.note) == ("not_me", "It is my name.")
    assert report.answered_at is None
    assert Pledge.objects.get().is_confirmed


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reason": ""},
        {"reason": "boredom"},
        {"reason": "other", "note": "n" * 1001},
        {"reason": "other", "note": "\x00"},
    ],
)
def test_a_report_that_says_nothing_is_given_back(client, fields):
    pledge = PledgeFactory(listed=True)

    response = client.post(f"{url(pledge)}report/", fields)

    assert response.status_code == 422
    assert not pledge.reports.exists()


def test_reports_of_one_network_have_a_limit(client):
    pledge = PledgeFactory(listed=True)

    statuses = [client.post(f"{url(pledge)}report/", {"reason": "other"}).status_code for _ in range(21)]

    assert statuses == [200] * 20 + [429]
    assert pledge.reports.count() == 20


def test_an_unknown_entry_cannot_be_reported(client):
    assert client.post("/en/certificates/AAAA-AAAA-AAAA/report/", {"reason": "other"}).status_code == 404


def test_opening_the_report_page_changes_nothing(client):
    pledge = PledgeFactory(listed=True)

    assert client.get(f"{url(pledge)}report/").status_code == 200
    assert timezone.now() > pledge.listed_at
    assert not pledge.reports.exists()
