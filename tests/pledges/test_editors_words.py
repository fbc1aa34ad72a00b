"""The words of editors: filled, escaped, and never the reason why a mail does not go out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail import texts
from mail.letters import preview, troubles_of, with_words
from mail.models import MailText, Message
from pledges.services import revoke_pledge
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from tests.pledges.conftest import body_of

pytestmark = pytest.mark.django_db

KINDS = [
    "pledges/confirm",
    "pledges/reminder",
    "pledges/certificate",
    "pledges/already_signed",
    "pledges/already_revoked",
    "users/invitation",
]


def wrote(kind: str = "pledges/confirm", language: str = "en", **words: str) -> MailText:
    return MailText.objects.create(kind=kind, language=language, **words)


def test_what_an_editor_wrote_is_said_and_the_rest_stays(letters):
    wrote(
        subject="{name}, one press is missing",
        opening="Good day {name}.\n\nYou signed {title};\npress the button within {days} days.",
        closing="The secretariat thanks you.",
    )
    PledgeFactory(full_name="O'Brien <b>", email="wangari@uonbi.ac.ke")

    (mail,) = letters()

    assert mail["Subject"] == "O'Brien <b>, one press is missing"
    html, text = body_of(mail, "html"), body_of(mail)
    assert "Good day O'Brien <b>.\n\nYou signed light-up (en);\npress the button within 7 days." in text
    assert "Good day <bdi>O&#x27;Brien &lt;b&gt;</bdi>.</p>" in html
    assert "You signed <bdi>light-up (en)</bdi>;<br>press the button" in html
    for body in (html, text):
        assert "Somebody, we hope you" not in body
        assert "The secretariat thanks you." in body
        assert "/en/confirm/" in body
        assert "/en/not-me/" in body
        assert "wangari@uonbi.ac.ke" in body
        assert "You receive this message because" in body


def test_who_has_signed_already_reads_an_editors_words_and_what_was_typed(letters):
    wrote("pledges/already_signed", opening="Twice is kind, {name}: {number} stands for {title}.", closing="Thank you.")
    first = PledgeFactory(confirmed=True, email="wangari@uonbi.ac.ke")
    Message.objects.all().delete()
    PledgeFactory(email="wangari@uonbi.ac.ke", full_name="Wangari wa Otieno")

    (mail,) = letters()

    number = first.certificate.pretty_number
    assert f"Twice is kind, {first.full_name}: {number} stands for light-up (en)." in body_of(mail)
    for body in (body_of(mail), body_of(mail, "html")):
        assert "Your first pledge stands and is counted once" not in body
        assert "Wangari wa Otieno" in body
        assert f"/en/certificates/{number}/" in body
        assert "Thank you." in body


def test_who_was_revoked_reads_so_whatever_an_editor_wrote(letters):
    wrote("pledges/already_revoked", opening="Good day {name}, it is about {title}.")
    first = PledgeFactory(confirmed=True, email="wangari@uonbi.ac.ke")
    revoke_pledge(pledge=first, by=UserFactory(), reason="She phoned us.", reason_class="impersonation")
    Message.objects.all().delete()
    PledgeFactory(email="wangari@uonbi.ac.ke", full_name="Wangari wa Otieno")

    (mail,) = letters()

    assert "Good day Wangari wa Otieno, it is about light-up (en)." in body_of(mail)
    for body in (body_of(mail), body_of(mail, "html")):
        assert "was revoked by the secretariat" in body
        assert "It is about the pledge" not in body


def test_a_text_is_of_one_language(letters):
    wrote(opening="Good day {name}.")
    PledgeFactory(language="ar")

    (mail,) = letters()

    assert "Good day" not in body_of(mail)


def test_a_text_that_no_longer_fits_stops_no_mail(letters, caplog):
    wrote(subject="Dear {surname}", opening="Good day {name}.")
    PledgeFactory()

    (mail,) = letters()

    assert mail["Subject"] == "Confirm your pledge: light-up (en)"
    assert "Good day" not in body_of(mail)
    assert "mail.text_broken" in caplog.text


def test_words_are_never_a_template_and_names_never_variables(letters):
    wrote(opening="{{ pledge.nonce }} {% load i18n %} {name}")
    pledge = PledgeFactory(full_name="{title} {{ pledge.nonce }}")

    (mail,) = letters()

    assert pledge.nonce not in mail.as_string()
    assert "{% load i18n %}" in body_of(mail)
    assert "{title}" in body_of(mail)


def test_a_line_break_in_a_subject_starts_no_header(letters):
    wrote(subject="Hello\r\nBcc: someone@example.org")
    PledgeFactory()

    (mail,) = letters()

    assert mail["Bcc"] is None


@given(st.text(max_size=200), st.text(max_size=50))
def test_whatever_is_written_is_shown_as_text(written, name):
    filled = texts.html(written, {"name": name}) if not texts.unknown_in(written, {"name"}) else ""

    for tag in ('<p style="margin:0 0 16px">', "</p>", "<bdi>", "</bdi>", "<br>"):
        filled = filled.replace(tag, "")
    assert "<" not in filled
    assert ">" not in filled


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_preview_is_the_mail_with_made_up_facts_and_writes_nothing(kind, language, django_assert_max_num_queries):
    text = MailText(kind=kind, language=language, opening="Only here: {name}.")

    with django_assert_max_num_queries(2):
        letter = preview(text)

    assert "Only here: <bdi>Wangari Otieno</bdi>." in letter.html
    assert "Only here: " in letter.text
    assert f'lang="{language}"' in letter.html
    assert "{" not in letter.subject + letter.text


@pytest.mark.parametrize("kind", KINDS)
def test_each_variable_that_the_help_names_is_known_to_its_mail(kind):
    variables = with_words()[kind].variables
    text = MailText(kind=kind, language="en", opening=" ".join(f"{{{name}}}" for name in variables))

    assert troubles_of(text) == []
    assert "{" not in preview(text).text
