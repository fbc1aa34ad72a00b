"""The messages that wait or have failed, in the CMS: without addresses, and tried again on request."""

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from mail.enums import Ended, MessageState
from mail.models import Message
from mail.owed import send_owed
from tests.factories.mail import MessageFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

OUTBOX = "/cms/messages/"
SAID = "550 5.1.1 <wangari@university.example>: no such user"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def reader():
    return UserFactory(rights=["mail.view_message"])


@pytest.fixture
def secretariat():
    return UserFactory(rights=["mail.view_message", "mail.change_message"])


@pytest.fixture
def failed() -> Message:
    return MessageFactory(to="wangari@university.example", state=MessageState.FAILED, attempts=9, last_error=SAID)


def test_what_waits_and_what_failed_is_listed_and_what_is_settled_is_not(client, reader, failed):
    waiting = MessageFactory()
    MessageFactory(state=MessageState.DROPPED)
    client.force_login(reader)

    assert set(client.get(OUTBOX).context["object_list"]) == {failed, waiting}


def test_all_messages_about_one_row_are_found_by_its_key(client, reader):
    dropped = MessageFactory(state=MessageState.DROPPED, subject="pledge:1")
    MessageFactory(subject="pledge:12")
    client.force_login(reader)

    assert list(client.get(OUTBOX, {"q": "pledge:1"}).context["object_list"]) == [dropped]


def test_no_page_shows_an_address_unasked_not_even_in_the_servers_words(client, secretariat, failed):
    client.force_login(secretariat)

    for address in (OUTBOX, f"{OUTBOX}?state=failed", f"{OUTBOX}{failed.pk}/"):
        page = client.get(address).content
        assert b"wangari@" not in page
        assert b"550 5.1.1" in page


def test_who_asks_for_the_address_sees_it_and_is_on_record(client, secretariat, failed):
    client.force_login(secretariat)

    assert b"wangari@university.example" in client.post(f"{OUTBOX}{failed.pk}/", {"address": "show"}).content
    assert ModelLogEntry.objects.get(action="mail.look_at_address").user == secretariat


@pytest.mark.parametrize("button", ["address", "again"])
def test_who_may_only_read_presses_no_button(client, reader, failed, button):
    client.force_login(reader)

    response = client.post(f"{OUTBOX}{failed.pk}/", {button: "x"}, follow=True)

    assert b"wangari@" not in response.content
    assert Message.objects.get(pk=failed.pk).state == MessageState.FAILED
    assert not ModelLogEntry.objects.filter(action__startswith="mail.").exists()


def test_a_failed_message_is_tried_again(client, secretariat, failed):
    client.force_login(secretariat)

    client.post(f"{OUTBOX}{failed.pk}/", {"again": "now"})
    sent = send_owed()

    assert sent == 1
    assert [mail.to for mail in outbox.outbox] == [["wangari@university.example"]]
    assert ModelLogEntry.objects.get(action="mail.try_again").user == secretariat


@pytest.mark.parametrize(
    "settled", [{"state": MessageState.DROPPED}, {"state": MessageState.FAILED, "to": "", "mailbox": ""}]
)
def test_what_needs_no_try_gets_none(client, secretariat, settled):
    message = MessageFactory(**settled)
    client.force_login(secretariat)

    response = client.post(f"{OUTBOX}{message.pk}/", {"again": "now"}, follow=True)

    assert "nothing to try again" in response.content.decode()
    assert Message.objects.get(pk=message.pk).state == settled["state"]


def test_the_outbox_is_not_counted(client, reader, django_assert_num_queries):
    MessageFactory()
    client.force_login(reader)
    client.get(OUTBOX)
    with CaptureQueriesContext(connection) as one:
        client.get(OUTBOX)
    MessageFactory.create_batch(19)

    with django_assert_num_queries(len(one)):
        client.get(OUTBOX)
    assert not any("COUNT(" in query["sql"].upper() for query in one)


@pytest.mark.parametrize(("kept", "shown"), Ended.choices)
def test_why_a_message_went_no_further_is_said_in_words(client, reader, kept, shown):
    message = MessageFactory(state=MessageState.FAILED, last_error=kept)
    client.force_login(reader)

    assert client.get(f"{OUTBOX}{message.pk}/").context["answer"] == str(shown)
