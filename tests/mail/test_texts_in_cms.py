"""Editors write the words of mails in the CMS: with help, beside a preview, with a history."""

import pytest
from wagtail.models import ModelLogEntry

from mail.models import MailText
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

TEXTS = "/cms/mail-texts/"
RIGHTS = ["mail.view_mailtext", "mail.add_mailtext", "mail.change_mailtext"]


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def editor(client):
    user = UserFactory(rights=RIGHTS)
    client.force_login(user)
    return user


def fields(**changes: str) -> dict[str, str]:
    empty = {"subject": "", "heading": "", "opening": "", "closing": ""}
    return {"kind": "pledges/confirm", "language": "en"} | empty | changes


def test_a_text_is_written_and_is_on_record(client, editor):
    response = client.post(f"{TEXTS}add/", fields(opening="Good day {name}."))

    assert response.status_code == 302
    text = MailText.objects.get()
    assert (text.kind, text.opening) == ("pledges/confirm", "Good day {name}.")
    assert text.latest_revision.user == editor
    assert ModelLogEntry.objects.get(action="wagtail.create").user == editor


def test_the_form_lists_what_may_be_named(client, editor):
    page = client.get(f"{TEXTS}add/").content.decode()

    for name in ("name", "title", "days", "number"):
        assert f"<code>&#123;{name}&#125;</code>" in page
    assert "Reminder to confirm" in page


@pytest.mark.parametrize(
    ("field", "text", "complaint"),
    [
        ("opening", "Dear {surname}", "This mail does not know {surname}. It knows {name}, {title}, {days}."),
        ("subject", "{number}", "This mail does not know {number}."),
        ("closing", "{% now %}", "Use braces only around a variable"),
        ("heading", "Hello {name", "Use braces only around a variable"),
        ("opening", "{{ name }}", "Use braces only around a variable"),
    ],
)
def test_what_the_mail_does_not_know_is_refused_beside_its_field(client, editor, field, text, complaint):
    response = client.post(f"{TEXTS}add/", fields(**{field: text}))

    assert response.status_code == 200
    assert complaint in response.context["form"].errors[field][0]
    assert not MailText.objects.exists()


def test_an_empty_text_says_nothing(client, editor):
    assert "Write at least one" in str(client.post(f"{TEXTS}add/", fields(opening="  ")).context["form"].errors)
    assert not MailText.objects.exists()


def test_a_mail_has_one_text_a_language(client, editor):
    MailText.objects.create(kind="pledges/confirm", language="en", subject="x")

    response = client.post(f"{TEXTS}add/", fields(subject="y"))

    assert "edit that one" in str(response.context["form"].errors)
    assert MailText.objects.count() == 1


def test_the_list_says_what_is_used_what_is_behind_and_what_no_longer_fits(client, editor):
    for kind, language, subject in (
        ("pledges/confirm", "ar", "x"),
        ("pledges/confirm", "en", "x"),
        ("pledges/reminder", "en", "{surname}"),
    ):
        MailText.objects.create(kind=kind, language=language, subject=subject)

    page = client.get(TEXTS).content.decode()

    assert "behind the original: the text in English" in page
    assert page.count("Not used: this mail does not know {surname}.") == 1


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("html", "Good day <bdi>Wangari Otieno</bdi>."),
        ("dark", "@media all"),
        ("text", "Good day Wangari Otieno."),
    ],
)
def test_the_preview_shows_what_is_typed_before_it_is_saved(client, editor, mode, shown):
    text = MailText.objects.create(kind="pledges/confirm", language="en", subject="x")
    address = f"{TEXTS}preview/{text.pk}/"
    client.post(address, fields(opening="Good day {name}."))

    page = client.get(address, {"mode": mode}).content.decode()

    assert shown in page
    text.refresh_from_db()
    assert text.opening == ""


def test_who_has_no_right_sees_no_texts(client):
    client.force_login(UserFactory(rights=["mail.view_message"]))

    assert client.get(TEXTS).status_code == 302
    client.post(f"{TEXTS}add/", fields(subject="x"))
    assert not MailText.objects.exists()
