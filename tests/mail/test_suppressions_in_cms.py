"""Suppressed addresses in the CMS: masked, explained, lifted with a reason; and the figures by provider."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from mail.enums import Reason
from mail.models import Message, Suppression
from mail.notices import Notice
from mail.services import owe
from mail.suppressing import take_notice
from tests.factories.mail import MessageFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

LIST = "/cms/suppressed-addresses/"
TO = "wangari@gmail.com"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def reader():
    return UserFactory(rights=["mail.view_suppression"])


@pytest.fixture
def secretariat():
    return UserFactory(rights=["mail.view_suppression", "mail.change_suppression"])


@pytest.fixture
def barred() -> Suppression:
    words = f"550 5.1.1 <{TO}> no such user"
    take_notice(Notice(Reason.NO_MAILBOX, recipient=TO, words=words), source="webhook: x", is_trusted=True)
    return Suppression.objects.get()


def test_the_list_masks_the_address_and_says_why(client, reader, barred):
    take_notice(Notice(Reason.FULL, recipient="x@full.example"), source="dsn", is_trusted=True)  # counted, not barred
    client.force_login(reader)

    for address in (LIST, f"{LIST}{barred.pk}/"):
        page = client.get(address).content.decode()
        assert "w…@gmail.com" in page
        assert "wangari" not in page
        assert "550 5.1.1" in page
        assert "The mailbox does not exist" in page
        assert "full.example" not in page


def test_the_figures_stand_above_for_a_week_and_a_month(client, reader, barred):
    client.force_login(reader)

    spans = client.get(LIST).context["spans"]

    assert [[row.bounced for row in rows] for _words, rows in spans] == [[1, 0, 0, 0, 0]] * 2
    assert "Universities and all others" in client.get(LIST).content.decode()


def test_staff_see_how_many_messages_the_cap_held_back_and_of_nobody_whom(client, reader, settings):
    settings.MAIL_PER_ADDRESS_A_DAY = 1
    for number in range(3):
        owe(kind="tests/note", subject=f"note:{number}", occasion="written", to="wangari@uonbi.ac.ke", language="en")
    Message.objects.filter(subject="note:2").update(created_at=timezone.now() - timedelta(days=8))
    MessageFactory()
    client.force_login(reader)

    page = client.get(LIST).content.decode()

    assert "had its messages of the day already (1): 1 in the last 7 days, 2 in the last 30." in page
    assert "uonbi" not in page


def test_who_may_lifts_it_with_a_reason_that_the_log_keeps(client, secretariat, barred):
    client.force_login(secretariat)

    client.post(f"{LIST}{barred.pk}/", {"reason": "She phoned us."})

    assert not Suppression.objects.exists()
    entry = ModelLogEntry.objects.get(action="mail.lift")
    assert (entry.user, entry.data["reason"]) == (secretariat, "She phoned us.")
    assert TO not in entry.label


def test_without_a_reason_it_stays(client, secretariat, barred):
    client.force_login(secretariat)

    response = client.post(f"{LIST}{barred.pk}/", {"reason": "  "})

    assert "This field is required" in response.content.decode()
    assert Suppression.objects.get() == barred


def test_who_may_only_read_lifts_nothing(client, reader, barred):
    client.force_login(reader)

    assert "Write to this address again" not in client.get(f"{LIST}{barred.pk}/").content.decode()
    client.post(f"{LIST}{barred.pk}/", {"reason": "x"})

    assert Suppression.objects.get() == barred


def test_without_rights_there_is_nothing_to_see(client, barred):
    client.force_login(UserFactory(rights=["mail.view_message"]))

    assert client.get(LIST).status_code == 302
    assert "w…@gmail.com" not in client.get(LIST, follow=True).content.decode()


def test_the_menu_leads_there(client, secretariat):
    MessageFactory()
    client.force_login(secretariat)

    assert LIST in client.get("/cms/").content.decode()
