"""Sending what is owed."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from mail import letters, tasks
from mail.enums import MessageState
from mail.letters import Kind, Letter
from mail.models import Message
from mail.owed import send_batch, send_owed
from mail.querysets import MessageQuerySet
from tests.factories.mail import MessageFactory
from tests.sink import OK, Sink, free_port

pytestmark = pytest.mark.django_db


def make_due() -> None:
    Message.objects.filter(state=MessageState.QUEUED).update(due_at=timezone.now())


def test_what_is_owed_goes_out_once_over_one_call(sink):
    messages = MessageFactory.create_batch(3)

    assert send_owed() == 3
    assert send_owed() == 0

    assert sorted(sink.message_ids) == sorted(message.message_id for message in messages)
    assert sink.calls == 1
    assert {m.state for m in Message.objects.all()} == {MessageState.SENT}
    assert all(m.sent_at and m.claimed_until is None and m.attempts == 1 for m in Message.objects.all())


def test_the_mail_says_who_sends_it_and_how_machines_should_treat_it(sink, settings):
    settings.DEFAULT_FROM_EMAIL = "Lumière <pledge@lightup.example>"
    settings.MAIL_REPLY_TO = "desk@lightup.example"
    message = MessageFactory(to="wangari@university.example", subject="note:7", language="ar")

    send_owed()

    (mail,) = sink.taken
    assert mail["From"] == "Lumière <pledge@lightup.example>"
    assert mail["To"] == "wangari@university.example"
    assert mail["Reply-To"] == "desk@lightup.example"
    assert mail["Message-ID"] == message.message_id == f"<{message.pk}@lightup.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Light-Up-Mail"] == "tests/note"
    assert mail["Content-Language"] == "ar"
    assert abs(mail["Date"].datetime - timezone.now()) < timedelta(hours=1)
    assert mail["List-Unsubscribe"] is None
    assert mail.get_content_type() == "multipart/alternative"
    bodies = [part.get_content().strip() for part in mail.iter_parts()]
    assert bodies == ["About note:7", "<p>About note:7</p>"]


@pytest.mark.parametrize("name", ["Wanjirũ wa Kang'ethe", "屠呦呦", "عبد السلام", "𠮷野 彰", "Brontë " * 20])
def test_names_in_any_script_arrive_in_subject_and_bodies(sink, monkeypatch, name):
    def greeting(message: Message) -> Letter:
        return Letter(subject=f"For {name}", text=f"Dear {name}", html=f"<p>{name}</p>", headers={"X-Name": name})

    monkeypatch.setitem(letters._kinds, "tests/note", Kind(greeting))
    MessageFactory()

    send_owed()

    (mail,) = sink.taken
    assert mail["Subject"].strip() == f"For {name}".strip()
    assert mail["X-Name"].strip() == name.strip()
    assert mail.get_body(("plain",)).get_content().strip() == f"Dear {name}".strip()
    assert all(line.isascii() for line in str(mail.as_bytes().partition(b"\n\n")[0], "latin-1").splitlines())


def test_a_line_break_in_a_name_starts_no_header(sink, monkeypatch):
    def trick(message: Message) -> Letter:
        return Letter(subject="For Eve\r\nBcc: victim@university.example", text="x", html="x")

    monkeypatch.setitem(letters._kinds, "tests/note", Kind(trick))
    MessageFactory()

    send_owed()

    (mail,) = sink.taken
    assert mail["Subject"] == "For Eve Bcc: victim@university.example"
    assert mail["Bcc"] is None


def test_it_is_written_in_the_language_of_the_message(monkeypatch):
    written: list[str] = []
    monkeypatch.setitem(letters._kinds, "tests/note", Kind(lambda message: written.append(translation.get_language())))
    MessageFactory(language="ar")

    with translation.override("en"):
        send_owed()

    assert written == ["ar"]


def test_what_is_no_longer_owed_is_dropped(monkeypatch):
    monkeypatch.setitem(letters._kinds, "tests/note", Kind(lambda message: None))
    message = MessageFactory()

    assert send_owed() == 0

    message.refresh_from_db()
    assert message.state == MessageState.DROPPED
    assert outbox.outbox == []
    assert not Message.objects.owed(timezone.now() + timedelta(days=9)).exists()


def test_an_address_that_does_not_exist_is_given_up_and_the_others_go_on(use):
    gone = MessageFactory(to="gone@university.example")
    fine = MessageFactory()
    with Sink(recipients={"gone@university.example": "550 5.1.1 No such user"}) as sink:
        use(sink)

        assert send_owed() == 1

    gone.refresh_from_db()
    assert (gone.state, gone.last_error) == (MessageState.FAILED, "550 5.1.1 No such user")
    assert sink.message_ids == [fine.message_id]


def test_a_mail_the_server_refuses_for_good_is_given_up(use):
    message = MessageFactory()
    with Sink(lambda mail: "554 Looks like spam") as sink:
        use(sink)
        send_owed()

    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "554 Looks like spam")


def test_a_mailbox_that_is_busy_is_tried_again_later_and_the_others_go_on(use, settings):
    busy = MessageFactory(to="busy@university.example")
    fine = MessageFactory()
    with Sink(recipients={"busy@university.example": "450 4.2.1 Try later"}) as sink:
        use(sink)

        assert send_owed() == 1

    busy.refresh_from_db()
    assert (busy.state, busy.last_error, busy.attempts) == (MessageState.QUEUED, "450 4.2.1 Try later", 1)
    assert busy.due_at > timezone.now() + settings.MAIL_RETRY_DELAYS[0] - timedelta(seconds=5)
    assert sink.message_ids == [fine.message_id]


def test_after_the_last_delay_it_is_given_up(use, settings):
    settings.MAIL_RETRY_DELAYS = [timedelta(0)] * 2
    message = MessageFactory()
    with Sink(lambda mail: "451 Try later") as sink:
        use(sink)
        for _ in range(5):
            send_owed()

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 3)


def test_a_message_to_nobody_is_not_called_sent(sink):
    message = MessageFactory(to="")

    assert send_owed() == 0

    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert sink.taken == []


def test_a_server_that_is_down_costs_one_message_one_try(settings):
    settings.EMAIL_BACKEND = "mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    MessageFactory.create_batch(3)

    assert send_owed() == 0

    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.QUEUED}


def test_everything_goes_out_once_the_server_is_up_again(settings, use):
    settings.EMAIL_BACKEND = "mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    MessageFactory.create_batch(3)
    send_owed()
    make_due()

    with Sink() as sink:
        use(sink)
        assert send_owed() == 3

    assert len(set(sink.message_ids)) == len(sink.taken) == 3


def test_a_server_that_hangs_up_after_some_mails_is_called_again(use):
    MessageFactory.create_batch(5)
    with Sink(per_call=2) as sink:
        use(sink)

        assert send_owed() == 5

    assert sink.calls == 3
    assert len(set(sink.message_ids)) == len(sink.taken) == 5


def test_a_broken_letter_is_pushed_back_logged_and_does_not_hold_up_the_others(sink, monkeypatch, caplog):
    def broken(message: Message) -> Letter:
        raise LookupError("the row is gone")

    monkeypatch.setitem(letters._kinds, "tests/broken", Kind(broken))
    bad = MessageFactory(kind="tests/broken", to="eve@university.example", due_at=timezone.now() - timedelta(hours=1))
    fine = MessageFactory()

    with caplog.at_level(logging.INFO):
        assert send_owed() == 1

    bad.refresh_from_db()
    assert (bad.state, bad.last_error) == (MessageState.QUEUED, "LookupError: the row is gone")
    assert bad.due_at > timezone.now()
    assert sink.message_ids == [fine.message_id]
    assert [record.message for record in caplog.records if record.name == "mail.owed"] == [
        "mail.put_back",
        "mail.broken",
        "mail.sent",
    ]
    assert "eve@university.example" not in caplog.text


def test_a_kind_that_nobody_registered_waits_for_a_newer_worker():
    message = MessageFactory(kind="tests/unheard-of")

    assert send_owed() == 0

    message.refresh_from_db()
    assert message.state == MessageState.QUEUED


def test_a_message_of_a_dead_process_goes_out_after_its_lease_with_the_same_message_id(sink):
    message = MessageFactory()
    Message.objects.claim(message.pk, at=timezone.now())
    assert send_owed() == 0

    Message.objects.update(claimed_until=timezone.now())
    assert send_owed() == 1

    assert sink.message_ids == [message.message_id]


def test_a_message_that_kills_its_process_each_time_is_given_up(settings):
    message = MessageFactory(attempts=len(settings.MAIL_RETRY_DELAYS) + 1)

    assert send_owed() == 0

    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert outbox.outbox == []


def test_the_longest_due_goes_first_and_a_batch_has_an_end():
    now = timezone.now()
    young, old, middle = (MessageFactory(due_at=now - timedelta(minutes=n)) for n in (1, 3, 2))

    assert send_owed(limit=2) == 2

    assert [mail.extra_headers["Message-ID"] for mail in outbox.outbox] == [old.message_id, middle.message_id]
    young.refresh_from_db()
    assert young.state == MessageState.QUEUED


@pytest.mark.parametrize(("answer", "state"), [(OK, MessageState.SENT), ("451 Try later", MessageState.QUEUED)])
def test_a_worker_that_lost_its_claim_while_it_wrote_the_letter_sends_nothing(use, monkeypatch, answer, state):
    """The lease of a slow worker ran out, and another one took over."""
    asked: list[str] = []

    def answering(mail: object) -> str:
        asked.append(answer)
        return answer

    def slow(message: Message) -> Letter:
        if message.attempts == 1:
            Message.objects.update(claimed_until=timezone.now())
            send_owed()
        return Letter(subject="A note", text="x", html="x")

    monkeypatch.setitem(letters._kinds, "tests/note", Kind(slow))
    message = MessageFactory()
    with Sink(answering) as sink:
        use(sink)
        send_owed()

    message.refresh_from_db()
    assert (message.state, message.attempts, asked) == (state, 2, [answer])


def woken(monkeypatch, capture) -> list[str]:
    """Run the task once; return which tasks it woke."""
    monkeypatch.setitem(send_batch.__kwdefaults__, "limit", 2)
    with capture() as callbacks:
        tasks.send_owed()
    return [callback.args[0].name for callback in callbacks]


def test_a_worker_comes_back_for_what_is_beyond_one_batch(monkeypatch, django_capture_on_commit_callbacks):
    MessageFactory.create_batch(3)

    assert woken(monkeypatch, django_capture_on_commit_callbacks) == ["mail.tasks.send_owed"]
    assert woken(monkeypatch, django_capture_on_commit_callbacks) == []

    assert len(outbox.outbox) == 3


def test_it_comes_back_also_when_another_worker_sent_a_part_of_the_batch(
    monkeypatch, django_capture_on_commit_callbacks
):
    def slow(message: Message) -> Letter:
        if message.subject == "note:first":  # meanwhile
            Message.objects.claim(Message.objects.get(subject="note:second").pk, at=timezone.now())
        return Letter(subject="A note", text="x", html="x")

    monkeypatch.setitem(letters._kinds, "tests/note", Kind(slow))
    now = timezone.now()
    for minutes, subject in ((3, "note:first"), (2, "note:second"), (1, "note:third")):
        MessageFactory(subject=subject, due_at=now - timedelta(minutes=minutes))

    assert woken(monkeypatch, django_capture_on_commit_callbacks) == ["mail.tasks.send_owed"]
    assert len(outbox.outbox) == 1


def test_it_does_not_come_back_at_once_to_a_server_that_is_down(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    MessageFactory.create_batch(3)

    assert woken(monkeypatch, django_capture_on_commit_callbacks) == []


# --- a server that thinks before it answers -----------------------------------------------------------------------


@pytest.fixture
def impatient(settings):
    """Half a second for each step, ten for the answer to a whole mail."""
    settings.EMAIL_TIMEOUT = 0.5
    settings.MAIL_ANSWER_TIMEOUT = timedelta(seconds=10)
    return settings


def thinking(seconds: float) -> Callable[[object], str]:
    def answer(mail: object) -> str:
        time.sleep(seconds)
        return OK

    return answer


def test_a_server_that_scans_a_mail_before_it_answers_is_sent_it_once(use, impatient):
    messages = MessageFactory.create_batch(2)
    with Sink(thinking(1.2)) as sink:
        use(sink)

        assert send_owed() == 2

    assert sorted(sink.message_ids) == sorted(message.message_id for message in messages)
    assert sink.calls == 1
    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.SENT, 1)}


def test_a_server_that_never_answers_a_mail_is_not_sent_it_again_at_once(use, impatient):
    """The line was used before: such a line is called again when it broke, but not after the whole mail has left."""
    impatient.MAIL_ANSWER_TIMEOUT = timedelta(seconds=0.5)
    now = timezone.now()
    first, second, third = (MessageFactory(due_at=now - timedelta(minutes=n)) for n in (3, 2, 1))
    with Sink(lambda mail: OK if mail["Message-ID"] == first.message_id else thinking(1.5)(mail)) as sink:
        use(sink)

        assert send_owed() == 1
        time.sleep(1.5)  # until the server has come to its end

    assert sink.message_ids == [first.message_id, second.message_id]
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, second.attempts) == (MessageState.QUEUED, 1)
    assert second.last_error.startswith("MessageUnanswered")
    assert second.due_at > now
    assert (third.state, third.attempts) == (MessageState.QUEUED, 0)


def test_a_dot_at_the_start_of_a_line_arrives(sink, monkeypatch):
    text = ".first\n..second\n.\nlast\n"
    monkeypatch.setitem(letters._kinds, "tests/note", Kind(lambda message: Letter(subject="x", text=text, html="x")))
    MessageFactory()

    assert send_owed() == 1

    (mail,) = sink.taken
    assert mail.get_body(("plain",)).get_content().splitlines() == text.splitlines()


class Thinking(BaseEmailBackend):
    """A server that thinks longer than the lease of a claim; meanwhile another worker looks for what is owed."""

    handed_over: ClassVar[list[str]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.handed_over.extend(mail.extra_headers["Message-ID"] for mail in email_messages)
        if len(self.handed_over) == 1:
            send_owed()
        return len(email_messages)


def test_no_other_worker_sends_a_message_while_the_server_thinks(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Thinking"
    settings.MAIL_LEASE = timedelta(0)
    monkeypatch.setattr(Thinking, "handed_over", [])
    message = MessageFactory()

    assert send_owed() == 1

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENT, 1)
    assert Thinking.handed_over == [message.message_id]


def test_a_message_erased_while_it_is_claimed_does_not_end_the_batch(monkeypatch):
    now = timezone.now()
    gone, fine = (MessageFactory(due_at=now - timedelta(minutes=n)) for n in (2, 1))
    update = MessageQuerySet.update

    def erased_after(rows: MessageQuerySet, **changes: object) -> int:
        done = update(rows, **changes)
        Message.objects.filter(pk=gone.pk).delete()
        return done

    monkeypatch.setattr(MessageQuerySet, "update", erased_after)

    assert send_owed() == 1

    assert Message.objects.get().pk == fine.pk
    assert [mail.extra_headers["Message-ID"] for mail in outbox.outbox] == [fine.message_id]
