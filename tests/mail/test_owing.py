"""Writing down that a mail is owed."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mail.enums import MessageState
from mail.models import Message
from mail.services import forget, forget_settled, owe
from tests.factories.mail import MessageFactory

pytestmark = pytest.mark.django_db

NOTE = {"kind": "tests/note", "language": "en"}


def test_a_message_is_owed_from_its_row_on():
    owe(subject="note:1", occasion="written", to="Wangari@University.example", **NOTE)

    message = Message.objects.get()
    assert list(Message.objects.owed(timezone.now())) == [message]
    assert message.to == "Wangari@University.example"
    assert message.message_id == f"<{message.pk}@localhost>"


def test_the_same_occasion_is_the_same_message():
    owe(subject="note:1", occasion="written", to="wangari@university.example", **NOTE)
    first = Message.objects.get()

    owe(subject="note:1", occasion="written", to="somebody.else@university.example", **NOTE)
    owe(subject="note:1", occasion="written-2", to="wangari@university.example", **NOTE)

    assert Message.objects.count() == 2
    assert Message.objects.get(occasion="written") == first
    assert Message.objects.get(occasion="written").to == "wangari@university.example"


def test_the_database_refuses_a_second_message_of_one_occasion():
    first = MessageFactory()

    with pytest.raises(IntegrityError, match=r"UNIQUE|message_once_an_occasion"), transaction.atomic():
        MessageFactory(subject=first.subject)

    assert Message.objects.get() == first


def test_a_message_for_later_is_not_owed_before():
    later = timezone.now() + timedelta(seconds=10)
    owe(subject="note:1", occasion="written", to="wangari@university.example", due_at=later, **NOTE)

    message = Message.objects.get()
    assert not Message.objects.owed(later - timedelta(seconds=1)).exists()
    assert Message.objects.owed(later).get() == message


def test_a_worker_is_woken_once_the_caller_has_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        owe(subject="note:1", occasion="written", to="wangari@university.example", **NOTE)

    assert [callback.args[0].name for callback in callbacks] == ["mail.tasks.send_owed"]


def test_past_the_cap_a_mailbox_gets_no_more_that_day(settings, django_capture_on_commit_callbacks):
    settings.MAIL_PER_ADDRESS_A_DAY = 2
    yesterday = timezone.now() - timedelta(hours=25)
    MessageFactory(mailbox="w@university.example", created_at=yesterday)
    MessageFactory(mailbox="somebody.else@university.example")
    spellings = ["W@university.example", "w@University.example", "w@university.example", "w+1@university.example"]

    with django_capture_on_commit_callbacks() as callbacks:
        for spelling in spellings:
            owe(subject=f"note:{spelling}", occasion="x", to=spelling, mailbox="w@university.example", **NOTE)

    owed = [Message.objects.get(to=spelling) for spelling in spellings]
    assert [message.state for message in owed] == ["queued", "queued", "dropped", "dropped"]
    assert owed[2].last_error == "cap"
    assert len(callbacks) == 2


def test_what_is_sent_without_the_cap_neither_feels_nor_fills_it(settings):
    settings.MAIL_PER_ADDRESS_A_DAY = 1
    for n in range(3):
        owe(subject=f"note:{n}", occasion="x", to="w@university.example", cap=False, **NOTE)

    owe(subject="note:9", occasion="x", to="W@university.example", **NOTE)

    message = Message.objects.get(subject="note:9")
    assert message.state == MessageState.QUEUED
    assert Message.objects.filter(state=MessageState.QUEUED).count() == 4


def test_a_claim_is_won_once():
    message = MessageFactory()
    now = timezone.now()

    first = Message.objects.claim(message.pk, at=now)
    second = Message.objects.claim(message.pk, at=now)

    assert (first, second) == (message, None)
    assert first.attempts == 1
    assert Message.objects.claim(uuid.uuid4(), at=now) is None


def test_a_claim_whose_lease_is_over_may_be_won_again(settings):
    message = MessageFactory()
    now = timezone.now()
    Message.objects.claim(message.pk, at=now)

    assert Message.objects.claim(message.pk, at=now + settings.MAIL_LEASE - timedelta(seconds=1)) is None
    assert Message.objects.claim(message.pk, at=now + settings.MAIL_LEASE).attempts == 2


def test_forgetting_a_row_deletes_what_was_owed_about_it():
    kept = MessageFactory(subject="note:1")
    MessageFactory(subject="note:2", occasion="a")
    MessageFactory(subject="note:2", occasion="b", state=MessageState.SENT, sent_at=timezone.now())

    assert forget(subject="note:2") == 2
    assert Message.objects.get() == kept


def test_a_settled_message_forgets_whom_it_went_to_and_stays_settled():
    old = timezone.now() - timedelta(days=40)
    waiting = MessageFactory(created_at=old)
    sent = MessageFactory(created_at=old, state=MessageState.SENT, sent_at=old)
    recent = MessageFactory(state=MessageState.SENT, sent_at=timezone.now())

    assert forget_settled(before=timezone.now() - timedelta(days=30)) == 1
    assert forget_settled(before=timezone.now() - timedelta(days=30)) == 0

    sent.refresh_from_db()
    assert (sent.to, sent.mailbox, sent.state) == ("", "", MessageState.SENT)
    assert set(Message.objects.exclude(to="")) == {waiting, recent}
