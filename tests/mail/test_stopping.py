"""One kind of mail is stopped by its reader: by a mail programme's one POST, or by a button; never by opening a link."""

import pytest
from django.test import Client
from django.utils import timezone, translation

from mail import letters, stopping
from mail.enums import Bar, MessageState
from mail.letters import Kind, envelope
from mail.models import Suppression
from mail.owed import send_owed
from tests.factories.mail import MessageFactory
from tests.mail.conftest import note

pytestmark = pytest.mark.django_db

TO = "wangari@uonbi.ac.ke"
ONE_CLICK = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def news(monkeypatch):
    monkeypatch.setitem(letters._kinds, "tests/news", Kind(note, topic="news", topic_name="news of the tests"))
    monkeypatch.setitem(letters._kinds, "tests/other", Kind(note, topic="other", topic_name="other things"))


@pytest.fixture
def page() -> str:
    return stopping.url_for(TO, "news").removeprefix("http://testserver")


def goes_out(kind: str = "tests/news", to: str = TO) -> bool:
    message = MessageFactory(kind=kind, to=to)
    send_owed()
    message.refresh_from_db()
    assert message.state in {MessageState.SENT, MessageState.DROPPED}
    return message.state == MessageState.SENT


def test_a_mail_programme_stops_it_from_elsewhere_without_a_cookie(page):
    """As RFC 8058, 3.2 has it: no cookie, no session, another site or none."""
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(
        page, **ONE_CLICK, headers={"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 200
    assert not response.cookies
    assert not goes_out()
    assert Suppression.objects.get().source == "one-click"


def test_only_that_kind_for_that_mailbox_is_stopped(client, page):
    client.post(page, **ONE_CLICK)

    assert not goes_out(to="Wangari@uonbi.ac.ke")
    assert goes_out("tests/other")
    assert goes_out("tests/note")
    assert goes_out(to="achieng@uonbi.ac.ke")


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_opens_the_link_stops_nothing(client, page, method):
    response = getattr(client, method)(page)

    assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert not Suppression.objects.exists()
    assert goes_out()


def test_the_page_says_what_it_is_about_and_has_a_button_for_each_way(client, page):
    assert "news of the tests" in client.get(page).content.decode()
    assert TO not in client.get(page).content.decode()

    stopped = client.post(page, {"act": "stop"}).content.decode()
    assert "We send you no more of these messages" in stopped
    assert Suppression.objects.get().source == "page"

    assert "Stop these messages?" in client.post(page, {"act": "resume"}).content.decode()
    assert goes_out()


def test_twice_is_a_success(client, page):
    for act in ("stop", "stop", "resume", "resume"):
        assert client.post(page, {"act": act}).status_code == 200

    assert not Suppression.objects.exists()


def test_the_link_holds_when_the_secret_key_has_changed(client, page, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one"

    assert client.post(page, **ONE_CLICK).status_code == 200
    assert not goes_out()
    newer = stopping.url_for(TO, "news").removeprefix("http://testserver")
    client.post(newer, {"act": "resume"})
    assert goes_out()


@pytest.mark.parametrize("token", ["x", "a.b:c", "x" * 500, "eyJhIjoxfQ:x", "%00"])
def test_a_link_that_is_none_of_ours_stops_nothing(client, token):
    for method in (client.get, client.post):
        response = method(f"/en/mail/stop/{token}/")
        assert response.status_code == 404
        assert "We do not know this link" in response.content.decode()
    assert not Suppression.objects.exists()


def test_a_link_of_another_purpose_is_none_of_ours(client, page):
    token = page.rstrip("/").rpartition("/")[2]

    assert client.post(f"/en/mail/stop/{token[:-3]}abc/").status_code == 404


def test_the_headers_name_the_page_in_the_language_of_the_message():
    message = MessageFactory(kind="tests/news", to=TO, language="ar")

    with translation.override(message.language):
        headers = envelope(message, note(message)).extra_headers

    assert headers["List-Unsubscribe"].startswith("<http://testserver/ar/mail/stop/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert TO not in headers["List-Unsubscribe"]


def test_what_cannot_be_stopped_has_no_such_headers():
    message = MessageFactory(to=TO)

    assert not [name for name in envelope(message, note(message)).extra_headers if name.startswith("List-")]


def test_a_stop_is_no_bounce_and_is_not_forgotten(client, page):
    client.post(page, **ONE_CLICK)

    row = Suppression.objects.get()
    assert (row.bar, row.topic, row.reason, row.hint) == (Bar.STOP, "news", "", "w…@uonbi.ac.ke")
    assert row.barred_at <= timezone.now()


def test_a_link_of_long_ago_still_stops_when_the_secret_key_has_changed(client, settings):
    settings.MAIL_DIGEST_KEY = settings.SECRET_KEY
    page = stopping.url_for(TO, "news").removeprefix("http://testserver")
    settings.SECRET_KEY = "another one"

    client.post(page, **ONE_CLICK)

    assert not goes_out()
