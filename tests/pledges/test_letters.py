"""The mails of the journey, read back as a mail programme would: who, what, in which language, and where they lead."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone
from time_machine import travel
from wagtail.models import Site

from content.models import SiteSettings
from mail.enums import MessageState
from mail.models import Message
from pledges.models import Pledge
from pledges.owed import remind_unconfirmed
from pledges.services import confirm_pledge, resend_confirmation, revoke_pledge
from tests.factories.pledges import PledgeFactory, code, token
from tests.pledges.conftest import body_of
from users.models import User

pytestmark = pytest.mark.django_db

KINDS = ["pledges/confirm", "pledges/already_signed", "pledges/certificate"]


@pytest.fixture
def letter(letters):
    """Return the one mail of a kind, in a language."""

    def written(kind: str, language: str = "en", **facts: object) -> EmailMessage:
        facts = {"language": language, "email": "wangari@uonbi.ac.ke"} | facts
        if kind == "pledges/confirm":
            PledgeFactory(**facts)
        else:
            PledgeFactory(confirmed=True, **facts)
        if kind == "pledges/already_signed":
            Message.objects.all().delete()
            PledgeFactory(**facts | {"full_name": "Wangari wa Otieno"})
        if kind == "pledges/certificate":
            Message.objects.filter(kind="pledges/confirm").delete()
        (mail,) = letters()
        return mail

    return written


def links(mail: EmailMessage, kind: str) -> list[str]:
    body = body_of(mail, kind)
    found = re.findall(r'href="([^"]+)"' if kind == "html" else r"https?://\S+", body)
    return [link.replace("&amp;", "&") for link in found]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_mail_is_in_the_signers_language_and_direction(letter, kind, language, direction):
    mail = letter(kind, language)

    assert mail["Content-Language"] == language
    html = body_of(mail, "html")
    assert re.search(rf'<html lang="{language}" dir="{direction}"', html)
    assert "{%" not in html + body_of(mail)
    assert "{{" not in html + body_of(mail)


@pytest.mark.parametrize("is_revoked", [False, True])
def test_who_has_signed_is_written_to_in_their_language_whatever_a_stranger_chose(letters, is_revoked):
    first = PledgeFactory(confirmed=True, language="ar", email="wangari@uonbi.ac.ke")
    if is_revoked:
        staff = User.objects.create(email="desk@example.org")
        revoke_pledge(pledge=first, by=staff, reason="False.", reason_class="false_name")
    Message.objects.all().delete()
    PledgeFactory(language="en", email="wangari@uonbi.ac.ke", full_name="A Stranger")

    (mail,) = letters()

    assert mail["Content-Language"] == "ar"
    assert first.text.title in mail["Subject"]
    assert '<html lang="ar" dir="rtl"' in body_of(mail, "html")
    assert "You receive this message" not in body_of(mail)
    assert "/ar/not-me/" in body_of(mail)


def test_a_new_address_is_written_to_in_the_language_of_the_page_that_was_signed(letters):
    PledgeFactory(confirmed=True, language="ar", email="another@uonbi.ac.ke")
    Message.objects.all().delete()
    PledgeFactory(language="en", email="wangari@uonbi.ac.ke")

    (mail,) = letters()

    assert mail["Content-Language"] == "en"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_both_bodies_lead_to_the_same_places(letter, kind, language):
    mail = letter(kind, language)

    assert set(links(mail, "plain")) == set(links(mail, "html"))
    assert all(link.startswith("http://testserver") for link in links(mail, "plain"))
    pages = [link for link in links(mail, "plain") if re.search("/(confirm|not-me|certificates)/", link)]
    assert pages
    assert all(link.startswith(f"http://testserver/{language}/") for link in pages)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_fetches_nothing_and_runs_nothing(letter, kind):
    html = body_of(letter(kind), "html")

    for loader in ("<img", "<script", "<link", "<iframe", "url(", "@import", "src=", "background="):
        assert loader not in html


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_the_headers_of_a_machine_that_behaves(letter, kind):
    mail = letter(kind)

    assert mail["To"] == "wangari@uonbi.ac.ke"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["Precedence"] is None
    assert mail["X-Light-Up-Mail"] == kind.replace("already_signed", "confirm")
    assert mail["Message-ID"] == Message.objects.get().message_id
    assert mail["Reply-To"]
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_why_one_gets_it(letter, kind):
    mail = letter(kind)

    for body in ("plain", "html"):
        assert "You receive this message because" in body_of(mail, body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_what_was_signed_and_by_which_address(letter, kind):
    mail = letter(kind)

    for body in ("plain", "html"):
        assert "light-up (en)" in body_of(mail, body)
        assert "wangari@uonbi.ac.ke" in body_of(mail, body)


def test_the_confirming_mail_has_one_link_that_confirms_and_the_code(letter):
    mail = letter("pledges/confirm")
    pledge = Pledge.objects.get()
    confirming = f"http://testserver/en/confirm/{token(pledge)}/"

    assert mail["Subject"] == "Confirm your pledge: light-up (en)"
    assert links(mail, "plain").count(confirming) == 1
    assert set(links(mail, "html")) >= {confirming, f"http://testserver/en/not-me/{token(pledge)}/"}
    for body in ("plain", "html"):
        text = re.sub(r"https?://\S+", "", re.sub(r"<style>.*?</style>|<[^>]+>", " ", body_of(mail, body), flags=re.S))
        assert re.findall(r"(?<![#\d])\d{6}(?!\d)", text) == [code(pledge)]
        assert "Wangari Otieno" in body_of(mail, body)
        assert "7 days" in body_of(mail, body)


def test_the_contact_address_of_the_cms_is_the_one_that_mails_name_and_answers_go_to(letter, settings):
    settings.CONTACT_EMAIL = "server@ness.link"
    SiteSettings.objects.create(site=Site.objects.get(), contact_email="office@ness.link")

    mail = letter("pledges/already_signed")

    assert mail["Reply-To"] == "office@ness.link"
    for body in ("plain", "html"):
        assert "office@ness.link" in body_of(mail, body)
        assert "server@ness.link" not in body_of(mail, body)


def test_where_the_cms_names_none_it_is_the_servers(letter, settings):
    settings.CONTACT_EMAIL = "server@ness.link"

    mail = letter("pledges/already_signed")

    assert mail["Reply-To"] == "server@ness.link"
    assert "server@ness.link" in body_of(mail)


def test_an_address_for_answers_alone_wins(letter, settings):
    settings.MAIL_REPLY_TO = "desk@ness.link"
    SiteSettings.objects.create(site=Site.objects.get(), contact_email="office@ness.link")

    assert letter("pledges/confirm")["Reply-To"] == "desk@ness.link"


def test_each_page_that_a_mail_leads_to_is_there(client, letters):
    first = PledgeFactory(confirmed=True, email="wangari@uonbi.ac.ke", display="hidden")
    PledgeFactory(email="wangari@uonbi.ac.ke")
    PledgeFactory()

    mails = letters()

    assert len(mails) == 4 - 1  # the mail that asked for the first is no longer owed
    for link in {link for mail in mails for body in ("plain", "html") for link in links(mail, body)}:
        if link != "http://testserver":
            assert client.get(link.removeprefix("http://testserver")).status_code == 200, link
    assert first.certificate.pretty_number in body_of(mails[0]) + body_of(mails[1])


def test_who_has_signed_already_gets_their_certificate_again_and_nothing_that_confirms(letter):
    mail = letter("pledges/already_signed")
    first = Pledge.objects.confirmed().get()
    second = Pledge.objects.pending().get()

    assert mail["Subject"] == "You have already signed: light-up (en)"
    for body in ("plain", "html"):
        assert first.certificate.pretty_number in body_of(mail, body)
        assert code(second) not in body_of(mail, body)
        assert f"http://testserver/en/certificates/{first.certificate.pretty_number}/" in links(mail, body)
        assert not [link for link in links(mail, body) if "/confirm/" in link]
        assert f"http://testserver/en/not-me/{token(second)}/" in links(mail, body)


def test_who_has_signed_already_reads_the_name_that_was_typed_now(letter):
    mail = letter("pledges/already_signed")

    for body in ("plain", "html"):
        assert "Wangari wa Otieno" in body_of(mail, body)


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "A pledge of this address was revoked by the secretariat on"), ("ar", "")]
)
def test_whose_pledge_was_revoked_reads_that_and_gets_no_certificate(client, letters, language, sentence):
    first = PledgeFactory(confirmed=True, email="wangari@uonbi.ac.ke", language=language)
    staff = User.objects.create(email="desk@example.org")
    revoke_pledge(pledge=first, by=staff, reason="She phoned us.", reason_class="impersonation")
    second = PledgeFactory(email="wangari@uonbi.ac.ke", language=language)

    (mail,) = letters()

    for body in ("plain", "html"):
        assert sentence in body_of(mail, body)
        assert "first pledge stands" not in body_of(mail, body)
        assert first.certificate.pretty_number not in body_of(mail, body)
        assert not [link for link in links(mail, body) if "/confirm/" in link or ".pdf" in link]
        assert f"http://testserver/{language}/not-me/{token(second)}/" in links(mail, body)
    for answer in (client.get, client.post):  # the link of a mail that went out before
        response = answer(f"/{language}/confirm/{token(second)}/")
        page = response.content.decode()
        assert response.status_code == 410
        assert sentence in page
        assert first.certificate.pretty_number not in page
        assert "#sign" not in page


def test_what_the_mail_says_is_decided_when_it_is_sent(letters):
    """Two forms sent before either is confirmed: the second mail, sent later, knows."""
    first = PledgeFactory(email="wangari@uonbi.ac.ke")
    letters()
    PledgeFactory(email="wangari@uonbi.ac.ke")
    confirm_pledge(token=token(first))

    subjects = sorted(mail["Subject"] for mail in letters())

    assert subjects[0].startswith("You have already signed")
    assert subjects[1].startswith("Your certificate ")


def test_a_mail_about_a_pledge_that_is_confirmed_already_is_not_sent(letters):
    pledge = PledgeFactory()
    confirm_pledge(token=token(pledge))

    (mail,) = letters()

    assert mail["X-Light-Up-Mail"] == "pledges/certificate"
    assert Message.objects.get(kind="pledges/confirm").state == MessageState.DROPPED


def test_a_mail_whose_link_has_expired_meanwhile_is_not_sent(letters):
    pledge = PledgeFactory()

    with travel(pledge.expires_at + timedelta(seconds=1)):
        assert letters() == []

    assert Message.objects.get().state == MessageState.DROPPED


def test_a_certificate_that_has_ended_meanwhile_is_not_mailed(letters):
    PledgeFactory(confirmed=True)
    Pledge.objects.update(state="withdrawn", ended_at=timezone.now())

    assert letters() == []


def stop_link(mail: EmailMessage) -> str:
    return mail["List-Unsubscribe"].replace(" ", "").strip("<>")


def test_the_certificates_mail_is_stopped_by_one_press_and_the_confirming_mail_is_not(client, letters):
    asking, giving = PledgeFactory(), PledgeFactory(confirmed=True)
    mails = {mail["X-Light-Up-Mail"]: mail for mail in letters()}

    assert mails["pledges/confirm"]["List-Unsubscribe"] is None
    assert "no more messages like this" not in body_of(mails["pledges/confirm"])
    certificate = mails["pledges/certificate"]
    assert certificate["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for body in ("plain", "html"):
        assert stop_link(certificate) in links(certificate, body)
        assert f"http://testserver/en/not-me/{token(giving)}/" in links(certificate, body)
    assert giving.address not in stop_link(certificate)
    assert asking.is_pending


def test_a_reminder_is_stopped_by_one_press_for_that_mailbox_alone(client, letters):
    people = PledgeFactory.create_batch(2, at=timezone.now())
    letters()
    with travel(timezone.now() + timedelta(days=1, minutes=1)):
        remind_unconfirmed()
        first = {mail["To"]: mail for mail in letters()}[people[0].address]
    client.post(
        stop_link(first).removeprefix("http://testserver"),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )

    with travel(timezone.now() + timedelta(days=4, minutes=1)):
        remind_unconfirmed()
        assert [mail["To"] for mail in letters()] == [people[1].address]


def test_a_repeated_mail_is_another_message_with_the_same_link(letters):
    pledge = PledgeFactory()
    (first,) = letters()
    resend_confirmation(handle=pledge.handle)

    (second,) = letters()

    assert first["Message-ID"] != second["Message-ID"]
    assert body_of(first) == body_of(second)


def test_the_certificate_mail_has_number_page_and_pdf(letter):
    mail = letter("pledges/certificate")
    number = Pledge.objects.get().certificate.pretty_number

    assert mail["Subject"] == f"Your certificate {number}"
    for body in ("plain", "html"):
        assert number in body_of(mail, body)
        assert f"http://testserver/c/{number}.pdf" in links(mail, body)
        assert "24 hours" in body_of(mail, body)


@pytest.mark.parametrize(("display", "has_key"), [("name", False), ("initials", True), ("hidden", True)])
def test_the_holders_key_is_mailed_where_the_public_pdf_lacks_the_name(letter, display, has_key):
    mail = letter("pledges/certificate", display=display)

    for body in ("plain", "html"):
        (pdf,) = {link for link in links(mail, body) if ".pdf" in link}
        assert ("?key=" in pdf) == has_key
        assert ("public list" in body_of(mail, body)) == (display != "hidden")


def test_a_name_with_quotes_and_signs_is_readable_in_the_plain_body(letter):
    mail = letter("pledges/confirm", full_name='O\'Brien & Söhne "x" <y>')

    assert 'O\'Brien & Söhne "x" <y>' in body_of(mail)
    assert "O&#x27;Brien &amp; Söhne &quot;x&quot; &lt;y&gt;" in body_of(mail, "html")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_before_the_mailbox_is_proved_mails_repeat_only_what_says_who_signed_what(letters, kind):
    """Whoever typed the address may have typed the rest as well, to have it read by a stranger."""
    pledge = PledgeFactory(
        full_name="Wangari Otieno", affiliation="Get rich quick", role="Ask me how", at=timezone.now()
    )
    asked = letters()
    with travel(timezone.now() + timedelta(days=1, minutes=1)):
        remind_unconfirmed()
        asked += letters()

    bodies = [body_of(mail, kind) for mail in asked]

    assert len(bodies) == 2
    for body in bodies:
        assert pledge.full_name in body
        assert pledge.address in body
        assert pledge.text.title in body
        assert "Get rich quick" not in body
        assert "Ask me how" not in body


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_mail_with_the_certificate_repeats_the_affiliation(letter, kind):
    certified = body_of(letter("pledges/certificate", affiliation="University of Nairobi"), kind)

    assert "University of Nairobi" in certified
