"""The folder of a development site's mails, and the pages that show them."""

import email.policy
from email import message_from_bytes

import pytest
from django.urls import reverse
from django.utils import timezone

from mail import folder, letters
from mail.letters import Kind, Letter
from mail.models import Message
from mail.owed import send_owed
from tests.factories.mail import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def into_folder(settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND = "mail.backends.file.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    monkeypatch.setitem(letters._kinds, "tests/note", Kind(confirming))
    return settings.EMAIL_FILE_PATH


def confirming(message: Message) -> Letter:
    confirm = f"http://testserver/en/confirm/{message.subject[5:]}/"
    other = "http://testserver/en/not-me/1/?a=1&b=2"
    return Letter(
        subject=f"Confirm, Müller {message.subject}",
        text=f"Confirm: {confirm}\nNot you? {other}.\n",
        html=f'<style>p {{ color: red }}</style><a href="{confirm}">Confirm</a> <a href="{other.replace("&", "&amp;")}">x</a>'
        "<script>alert(1)</script>",
    )


def send(**fields: object) -> str:
    """Send one mail; return its id in the folder."""
    message = MessageFactory(**fields)
    send_owed()
    return next(kept.id for kept in folder.newest() if kept.mail["Message-ID"] == message.message_id)


def test_a_mail_is_a_whole_file_named_by_its_time(into_folder):
    identity = send(to="wangari@university.example")

    (path,) = into_folder.iterdir()
    assert path.name == f"{identity}.eml"
    assert message_from_bytes(path.read_bytes(), policy=email.policy.default)["To"] == "wangari@university.example"
    assert identity.startswith(f"{timezone.now():%Y%m%dT}")


def test_the_list_shows_the_newest_first(client):
    first, second = send(), send()

    page = client.get(reverse("mail:dev_list")).content.decode()

    assert 0 < page.index(second) < page.index(first)


def test_the_list_without_any_mail_is_a_page(client):
    assert client.get(reverse("mail:dev_list")).status_code == 200


def test_the_list_can_show_one_address_only(client):
    hers = send(to="Wangari@university.example")
    his = send(to="abdus@university.example")

    page = client.get(reverse("mail:dev_list"), {"to": "wangari@UNIVERSITY.example"}).content.decode()

    assert hers in page
    assert his not in page
    assert "abdus" not in page


def test_a_message_page_shows_both_bodies_and_one_link_that_confirms(client):
    identity = send(subject="note:abc")

    page = client.get(reverse("mail:dev_message", args=[identity])).content.decode()

    assert "Not you?" in page
    assert reverse("mail:dev_body", args=[identity]) in page
    assert page.count('href="http://testserver/en/confirm/abc/"') == 1
    assert page.count('href="http://testserver/en/not-me/1/?a=1&amp;b=2"') == 1


def test_the_html_body_stands_alone_and_can_do_nothing(client):
    identity = send()

    response = client.get(reverse("mail:dev_body", args=[identity]))

    assert "<a href=" in response.content.decode()
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_raw_message_is_the_file(client, into_folder):
    identity = send()

    response = client.get(reverse("mail:dev_raw", args=[identity]))

    assert response.content == (into_folder / f"{identity}.eml").read_bytes()
    assert response.headers["Content-Type"] == "message/rfc822"


@pytest.mark.parametrize("identity", ["20260101T000000000000-00000000", "..%2f..%2fsecret", "x"])
@pytest.mark.parametrize("ending", ["/", ".html", ".eml"])
def test_an_unknown_message_is_not_found(client, identity, ending):
    assert client.get(f"{reverse('mail:dev_list')}{identity}{ending}", follow=True).status_code == 404


def test_nothing_is_changed_by_reading(client):
    assert client.post(reverse("mail:dev_list")).status_code == 405
