"""When something fails: one sentence, two ways on, the right status; and nothing typed is lost."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory
from django.urls import resolve

from home import views
from tests.factories.campaigns import a_campaign
from tests.factories.pages import a_site

TYPED = {
    "full_name": "Đặng Thị <b>Ngọc</b>",
    "email": "ngoc@example.org",
    "country": "VN",
    "display": "name",
    "consent": "on",
}


@pytest.fixture
def quiet_client():
    """A client that shows the answer instead of raising what the server raised."""
    return Client(raise_request_exception=False)


def posted(path, data):
    request = RequestFactory().post(path, data)
    request.resolver_match = resolve(path)
    return request


def test_a_page_that_does_not_exist_says_so(db, client):
    a_site()

    response = client.get("/en/nowhere/")

    assert response.status_code == 404
    assert b"<h1>" in response.content
    assert not response.cookies


def test_a_404_outside_the_languages_has_a_page_too(db, client):
    response = client.get("/cms-login.php", follow=True)

    assert response.status_code == 404
    assert b"<h1>" in response.content


def test_a_host_that_is_not_ours_is_a_bad_request(db, client, settings):
    settings.ALLOWED_HOSTS = ["pledge.ness.link"]

    response = client.get("/en/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert b"<h1>" in response.content
    assert b"evil.example" not in response.content


def test_a_body_that_is_too_large_is_a_bad_request(db, client, settings):
    a_campaign()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    body, kind = "full_name=" + "x" * 2_000, "application/x-www-form-urlencoded"

    response = client.post("/en/sign/light-up/", body, content_type=kind, headers={"origin": "http://testserver"})

    assert response.status_code == 400
    assert b"<h1>" in response.content


def test_a_page_that_is_not_for_everybody_is_refused(rf, db):
    request = rf.get("/en/")
    request.resolver_match = None

    assert views.permission_denied(request).status_code == 403
    assert views.csrf_failure(request).status_code == 403
    assert views.bad_request(request, ValueError()).status_code == 400


def test_the_page_for_the_unforeseen_shows_the_incident_and_asks_no_database(rf):
    request = rf.get("/en/")
    request.incident = "AB12CD34"

    response = views.server_error(request)

    assert response.status_code == 500
    assert b"AB12CD34" in response.content


def answer_to(error, request):
    """What Django's handler for the unforeseen answers while it handles an error."""
    try:
        raise error
    except type(error):
        return views.server_error(request)


@pytest.mark.parametrize("error", [OperationalError("down"), InterfaceError("gone")])
def test_while_the_database_is_down_signing_keeps_what_was_typed(error):
    response = answer_to(error, posted("/en/sign/light-up/", TYPED))

    html = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert 'action="/en/sign/light-up/"' in html
    for name in TYPED:
        assert f'name="{name}"' in html
    assert 'value="Đặng Thị &lt;b&gt;Ngọc&lt;/b&gt;"' in html


def test_other_errors_are_no_reason_to_come_back_in_a_minute(rf):
    response = answer_to(ValueError(), rf.get("/en/"))

    assert response.status_code == 500
    assert "Retry-After" not in response.headers


def test_what_was_typed_into_a_log_in_is_never_shown():
    request = posted("/accounts/login/", {"login": "editor@example.org", "password": "secret"})

    response = views.unavailable(request)

    assert response.status_code == 503
    assert b"secret" not in response.content
    assert b"editor@example.org" not in response.content


def test_a_flood_of_fields_is_not_thrown_back():
    request = posted("/en/sign/light-up/", {f"f{n}": "x" * 9_000 for n in range(60)})

    response = views.unavailable(request)

    assert response.content.count(b'type="hidden"') == views.KEPT_FIELDS
    assert len(response.content) < views.KEPT_FIELDS * (views.KEPT_LETTERS + 100) + 50_000


def test_the_whole_site_answers_503_while_the_database_is_down(quiet_client, monkeypatch):
    def down(*_args, **_kwargs):
        raise OperationalError("down")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", down)
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", down)

    for path in ("/en/", "/ar/campaigns/light-up/"):
        response = quiet_client.get(path)
        assert response.status_code == 503
        assert b"<h1>" in response.content
    response = quiet_client.post(
        "/en/sign/light-up/", TYPED, headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    )
    assert response.status_code == 503
    assert b"ngoc@example.org" in response.content


def test_a_form_of_the_cms_that_comes_without_a_field_is_a_bad_request(admin_client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    page = a_site()

    response = admin_client.post(f"/cms/pages/{page.pk}/copy/", {"new_title": "A copy", "new_slug": "copy"})

    assert response.status_code == 400
