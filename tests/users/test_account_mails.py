"""Mails about accounts: their links lead here whatever the request said, and strangers learn nothing."""

import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress

from mail.models import MailText, Message
from mail.owed import send_owed
from users.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a lantern on the shore"
NEW = "a lighthouse in the fog"


@pytest.fixture
def here(settings):
    settings.BASE_URL = "https://lightup.example"


def ask(client, email, **headers):
    """Ask for the link to set a password, and have what is owed for it sent."""
    answer = client.post("/accounts/password/reset/", {"email": email}, **headers)
    send_owed()
    return answer


def test_the_link_and_the_name_come_from_the_settings(client, mailoutbox, here):
    User.objects.create_user("editor@example.org", PASSWORD)

    ask(client, "editor@example.org", HTTP_HOST="evil.example")

    [mail] = mailoutbox
    assert mail.subject.startswith("[Light Up] ")
    assert "evil.example" not in mail.subject + mail.body
    assert re.findall(r"https?://[^/\s]+", mail.body) == ["https://lightup.example"]


def test_the_link_that_confirms_an_address_too(client, mailoutbox, here):
    User.objects.create_user("editor@example.org", PASSWORD)

    client.post("/accounts/login/", {"login": "editor@example.org", "password": PASSWORD}, HTTP_HOST="evil.example")
    assert mailoutbox == []
    send_owed()

    [mail] = mailoutbox
    assert "https://lightup.example/accounts/confirm-email/" in mail.body
    assert "evil.example" not in mail.subject + mail.body


def test_the_page_answers_the_same_for_known_and_unknown(client, mailoutbox):
    User.objects.create_user("editor@example.org", PASSWORD)

    known, unknown = ask(client, "editor@example.org"), ask(client, "nobody@example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [["editor@example.org"]]  # and strangers get no mail from us


@pytest.mark.parametrize("email", ["editor@example.org", "nobody@example.org"])
def test_an_address_is_written_to_three_times_a_day_known_or_not(client, mailoutbox, email):
    User.objects.create_user("editor@example.org", PASSWORD)

    answers = [ask(client, email, REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(5)]

    assert answers == [302, 302, 302, 429, 429]
    assert len(mailoutbox) in {0, 3}


def test_one_network_asks_five_times_a_minute(client):
    answers = [ask(client, f"somebody.{number}@example.org").status_code for number in range(6)]

    assert answers == [302] * 5 + [429]


def set_password_by(client, mail):
    path = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.body)[1]
    form = client.get(path)
    return client.post(form["Location"], {"password1": NEW, "password2": NEW})


def test_who_has_no_password_sets_one_by_the_link_and_the_address_is_confirmed(client, mailoutbox):
    user = User.objects.create_user("new@example.org")
    ask(client, "new@example.org")
    [mail] = mailoutbox
    assert "An account was made for you." in mail.body

    set_password_by(client, mail)

    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)
    client.post("/accounts/login/", {"login": "new@example.org", "password": NEW})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_invitation_says_what_an_editor_wrote_and_keeps_its_link(client, mailoutbox):
    User.objects.create_user("new@example.org", name="Amina <b>")
    MailText.objects.create(kind="users/invitation", language="en", opening="Welcome, {name}.")

    ask(client, "new@example.org")

    [mail] = mailoutbox
    [(html, _type)] = mail.alternatives
    assert "Welcome, Amina <b>." in mail.body
    assert "Welcome, <bdi>Amina &lt;b&gt;</bdi>." in html
    for body in (mail.body, html):
        assert "An account was made for you." not in body
        assert "/accounts/password/reset/key/" in body


def test_a_reset_confirms_no_address_that_the_link_may_not_have_gone_to(client, mailoutbox):
    user = User.objects.create_user("claimed@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email="own@example.org", verified=True, primary=False)
    ask(client, "own@example.org")

    set_password_by(client, mailoutbox[0])

    assert not EmailAddress.objects.filter(email="claimed@example.org", verified=True).exists()


def test_the_page_does_not_wait_for_the_mail_server_and_the_row_holds_no_link(client, mailoutbox):
    user = User.objects.create_user("editor@example.org", PASSWORD)

    client.post("/accounts/password/reset/", {"email": "editor@example.org"})

    message = Message.objects.get()
    assert mailoutbox == []
    assert (message.subject, message.to) == (f"user:{user.pk}", "editor@example.org")
    assert "reset" not in message.occasion + message.subject


def test_whose_account_has_ended_meanwhile_gets_no_link(client, mailoutbox):
    User.objects.create_user("editor@example.org", PASSWORD)
    client.post("/accounts/password/reset/", {"email": "editor@example.org"})
    User.objects.update(is_active=False)

    send_owed()

    assert mailoutbox == []
    assert Message.objects.get().state == "dropped"


def log_in_unconfirmed(client):
    User.objects.create_user("editor@example.org", PASSWORD)
    client.post("/accounts/login/", {"login": "editor@example.org", "password": PASSWORD})


def test_the_link_in_the_mail_confirms_the_address(client, mailoutbox):
    log_in_unconfirmed(client)
    send_owed()

    path = re.search(r"https?://[^/\s]+(/accounts/confirm-email/\S+)", mailoutbox[0].body)[1]
    client.post(path)

    assert EmailAddress.objects.get().verified


def test_no_row_holds_the_link_that_confirms_an_address(client):
    log_in_unconfirmed(client)

    message, address = Message.objects.get(), EmailAddress.objects.get()
    assert message.subject == f"user:{address.user_id}"
    assert re.fullmatch(rf"address:{address.pk}\.[0-9a-f]{{16}}", message.occasion)


def test_an_address_that_is_confirmed_meanwhile_gets_no_link(client, mailoutbox):
    log_in_unconfirmed(client)
    EmailAddress.objects.update(verified=True)

    send_owed()

    assert mailoutbox == []
    assert Message.objects.get().state == "dropped"


def test_a_mail_of_allauth_that_nobody_owes_is_missed_in_the_log(mailoutbox, caplog):
    get_adapter().send_mail("account/email/login_code", "editor@example.org", {"code": "123456"})

    assert mailoutbox == []
    assert caplog.messages == ["mail.not_owed"]
