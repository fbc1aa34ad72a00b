"""Anonymous forms have no cookie to guard them: the browser says where a post comes from."""

import pytest

from pledges.models import Pledge
from tests.factories.pledges import PledgeFactory, code, token
from tests.pledges.conftest import SIGN

pytestmark = pytest.mark.django_db

OURS = [
    {},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "http://testserver"},
    {"origin": "null"},  # from pages that send no referrer
    {"sec-fetch-site": "same-origin", "origin": "null"},
    {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.example"},
]
STRANGE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "nonsense"},
    {"sec-fetch-site": ""},
    {"sec-fetch-site": "cross-site", "origin": "null"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"origin": "https://elsewhere.example"},
    {"origin": "http://testserver.elsewhere.example"},
    {"origin": "http://testserver:81"},
    {"origin": ""},
    {"origin": "http://["},
    {"origin": "testserver"},
    {"origin": "\xff"},
]


@pytest.mark.parametrize("headers", OURS)
def test_a_post_from_our_own_page_is_taken(campaign, client, form, headers):
    assert client.post(SIGN, form(), headers=headers).status_code == 303


@pytest.mark.parametrize("headers", STRANGE)
def test_a_post_from_elsewhere_is_refused_and_changes_nothing(campaign, client, form, headers):
    response = client.post(SIGN, form(), headers=headers)

    assert response.status_code == 403
    assert not Pledge.objects.exists()


def test_the_public_address_counts_as_ours_behind_a_proxy_that_renames_the_host(campaign, client, form, settings):
    settings.BASE_URL = "https://lightup.example"

    assert client.post(SIGN, form(), headers={"origin": "https://lightup.example"}).status_code == 303


@pytest.mark.parametrize("act", ["confirm", "not-me", "code", "again", "report"])
def test_every_form_of_the_journey_refuses_posts_from_elsewhere(client, act):
    pledge = PledgeFactory(confirmed=act == "report")
    links = {
        "confirm": f"/en/confirm/{token(pledge)}/",
        "not-me": f"/en/not-me/{token(pledge)}/",
        "code": f"/en/sign/light-up/sent/?k={pledge.handle}",
        "again": f"/en/sign/light-up/sent/again/?k={pledge.handle}",
        "report": "",
    }
    if act == "report":
        links["report"] = f"/en/certificates/{pledge.certificate.pretty_number}/report/"
    fields = {"code": code(pledge), "reason": "other"}

    response = client.post(links[act], fields, headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 403
    assert Pledge.objects.get().state == pledge.state
    assert Pledge.objects.get().reports.count() == Pledge.objects.get().resends == 0
    if act != "report":
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"


def test_a_csrf_token_is_neither_needed_nor_given(campaign, form):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)

    assert strict.post(SIGN, form()).status_code == 303
    assert b"csrfmiddlewaretoken" not in strict.get(SIGN).content
