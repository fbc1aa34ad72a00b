"""What came back and what was reported: read from whatever servers write, believed as far as it deserves."""

import io
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mail import figures
from mail.enums import Bar, MessageState, Provider, Reason
from mail.models import Message, Suppression
from mail.notices import MAX_BYTES, read_notices
from mail.owed import send_owed
from mail.reasons import reason_of, status_in
from mail.suppressing import take_notice
from tests.factories.mail import MessageFactory
from tests.mail import returned

TO = "wangari@uonbi.ac.ke"
SAMPLES = {
    "postfix": (returned.POSTFIX, Reason.NO_MAILBOX),
    "postfix, no such domain": (returned.POSTFIX_DOMAIN, Reason.NO_DOMAIN),
    "exchange": (returned.EXCHANGE, Reason.NO_MAILBOX),
    "gmail, full": (returned.GMAIL, Reason.FULL),
    "exim": (returned.EXIM, Reason.NO_MAILBOX),
    "qmail": (returned.QMAIL, Reason.NO_MAILBOX),
    "qq": (returned.QQ, Reason.NO_MAILBOX),
    "yahoo's report": (returned.YAHOO_REPORT, Reason.COMPLAINT),
}


def sent(**facts: object) -> Message:
    return MessageFactory(**{"to": TO, "state": MessageState.SENT, "sent_at": timezone.now()} | facts)


def about(message: Message, sample: str) -> bytes:
    return returned.filled(sample, message_id=message.message_id, to=message.to)


def take(raw: bytes) -> list[bool]:
    return [take_notice(notice, source="dsn") for notice in read_notices(raw)]


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sample", "reason"), SAMPLES.values(), ids=SAMPLES)
def test_a_notice_says_which_message_came_back_and_why(sample, reason):
    message = Message(pk=uuid4(), to=TO, message_id="")
    raw = returned.filled(sample, message_id=f"<{message.pk}@lightup.example>", to=TO)

    (notice,) = read_notices(raw)

    assert (notice.message, notice.reason) == (message.pk, reason)
    assert notice.words
    assert notice.recipient in {TO, "redacted@yahoo.com"}


@pytest.mark.parametrize(
    "sample", [returned.POSTFIX_DELAYED, returned.HOLIDAY, returned.NOT_SPAM, returned.OURS, "", "\n\n", "\0" * 99]
)
def test_what_is_no_refusal_says_nothing(sample):
    assert read_notices(returned.filled(sample, message_id=f"<{uuid4()}@lightup.example>", to=TO)) == []


def test_the_address_that_it_came_back_to_names_the_message_where_nothing_else_does():
    key = uuid4()
    bare = returned.POSTFIX.replace("{ours}", "").replace("To: pledge@", f"To: bounces+{key.hex}@")

    (notice,) = read_notices(returned.filled(bare, message_id="", to=TO))

    assert notice.message == key


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("550 5.1.1 The email account that you tried to reach does not exist.", Reason.NO_MAILBOX),
        ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", Reason.NO_MAILBOX),
        ("550 5.2.1 The email account that you tried to reach is disabled.", Reason.NO_MAILBOX),
        ("554 delivery error: This user doesn't have a yahoo.com account", Reason.NO_MAILBOX),
        ("550 User not found: wangari@126.com", Reason.NO_MAILBOX),
        ("550 5.1.10 wangari@x.example has null MX", Reason.NO_DOMAIN),
        ("552 5.2.2 Over quota", Reason.FULL),
        ("452 4.2.2 The recipient's inbox is out of storage space and inactive.", Reason.FULL),
        ("550 Mailbox is full", Reason.FULL),
        ("550 5.7.1 [TSS09] All messages from 192.0.2.1 will be permanently deferred", Reason.POLICY),
        ("550 5.7.26 This mail has been blocked because the sender is unauthenticated.", Reason.POLICY),
        ("554 DT:SPM 163 smtp9 blocked as spam", Reason.POLICY),
        ("4.4.7 Delivery time expired", Reason.OTHER),
        ("421 4.3.2 user unknown for the moment", Reason.OTHER),
        ("550 5.0.0 Sorry", Reason.OTHER),
        ("", Reason.OTHER),
    ],
)
def test_a_refusal_is_understood_by_its_status_and_its_words(words, reason):
    assert reason_of(status_in(words), words) == reason


@given(st.binary(max_size=2000))
def test_no_bytes_upset_the_reader(raw):
    assert isinstance(read_notices(raw), list)


@given(
    st.sampled_from([sample for sample, _reason in SAMPLES.values()]),
    st.integers(0, 3000),
    st.integers(0, 200),
    st.binary(max_size=40),
)
def test_no_damage_upsets_the_reader(sample, start, length, junk):
    raw = returned.filled(sample, message_id=f"<{uuid4()}@lightup.example>", to=TO)

    for notice in read_notices(raw[:start] + junk + raw[start + length :]):
        assert len(notice.words) <= 300


def test_a_mail_nested_a_thousand_times_is_let_be():
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500))

    assert read_notices(b"From: mailer-daemon@x.example\nSubject: failure\n" + nested) == []


@pytest.mark.parametrize("junk", ["a", "-", "<", "<style", "user ", "user <", "\n", "\n\n", " \t", "a@", "5.1."])
@pytest.mark.parametrize("sample", [returned.EXIM, returned.POSTFIX])
def test_no_repetition_keeps_the_reader_busy(sample, junk):
    """A pattern that goes back over such a text would take hours: the test would not come to its end."""
    long = sample.replace("550 ", "550 " + junk * (200_000 // len(junk)), 1)

    assert isinstance(read_notices(returned.filled(long, message_id="<x@y>", to=TO)), list)


def test_of_a_huge_mail_only_the_beginning_is_read():
    raw = returned.filled(returned.EXIM, message_id=f"<{uuid4()}@lightup.example>", to=TO)

    (notice,) = read_notices(raw + b"x" * (2 * MAX_BYTES))

    assert notice.reason == Reason.NO_MAILBOX


def test_a_thousand_recipients_are_not_all_taken():
    block = "Final-Recipient: rfc822; {n}@x.example\nAction: failed\nStatus: 5.1.1\n\n"
    many = returned.POSTFIX.replace(
        "Final-Recipient: rfc822; {to}\n", "".join(block.replace("{n}", str(n)) for n in range(1000)) + "X: y\n", 1
    )

    assert len(read_notices(returned.filled(many, message_id="", to=TO))) <= 50


# --- believing --------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_mailbox_that_does_not_exist_is_written_to_no_more():
    message = sent()

    assert take(about(message, returned.POSTFIX)) == [True]

    message.refresh_from_db()
    assert (message.state, message.came_back) == (MessageState.SENT, Reason.NO_MAILBOX)
    row = Suppression.objects.get()
    assert (row.bar, row.reason, row.source, row.hint) == (Bar.BOUNCE, Reason.NO_MAILBOX, "dsn", "w…@uonbi.ac.ke")
    assert row.barred_at is not None


def test_no_address_is_kept_of_it():
    take(about(sent(), returned.POSTFIX))

    kept = " ".join(map(str, Suppression.objects.values_list().get()))

    assert TO not in kept
    assert "User unknown" in kept


def test_a_notice_that_is_read_twice_counts_once():
    message = sent()
    raw = about(message, returned.GMAIL)

    assert [take(raw), take(raw), take(about(message, returned.POSTFIX))] == [[True], [False], [False]]

    assert Suppression.objects.get().times == 1
    assert next(row for row in figures.of_last(7) if row.provider == Provider.REST).bounced == 1


def test_a_full_mailbox_is_given_three_messages_within_a_month(settings):
    for n in range(1, settings.MAIL_BOUNCES_TAKEN + 1):
        take(about(sent(), returned.GMAIL))
        row = Suppression.objects.get()
        assert (row.times, row.barred_at is not None) == (n, n == settings.MAIL_BOUNCES_TAKEN)


def test_what_came_back_long_ago_is_not_counted(settings):
    take(about(sent(), returned.GMAIL))
    take(about(sent(), returned.GMAIL))
    Suppression.objects.update(at=timezone.now() - settings.MAIL_BOUNCE_MEMORY - timedelta(days=1))

    take(about(sent(), returned.GMAIL))

    assert Suppression.objects.get().times == 1


def test_a_filters_rule_bars_nobody_and_is_in_the_figures():
    message = sent(to="wangari@gmail.com")
    policy = returned.POSTFIX.replace("5.1.1", "5.7.1")

    take(about(message, policy))

    assert not Suppression.objects.exists()
    assert Message.objects.get().came_back == Reason.POLICY
    assert next(row for row in figures.of_last(7) if row.provider == Provider.GMAIL).bounced == 1


def test_a_complaint_bars_also_after_a_bounce_and_counts_once():
    message = sent()
    take(about(message, returned.GMAIL))
    report = about(message, returned.YAHOO_REPORT)

    assert [take(report), take(report)] == [[True], [False]]

    assert Suppression.objects.barring().get().bar == Bar.COMPLAINT
    assert next(row for row in figures.of_last(7) if row.provider == Provider.REST).complained == 1


@pytest.mark.parametrize("sample", [returned.POSTFIX, returned.YAHOO_REPORT.replace("redacted@yahoo.com", TO)])
def test_who_names_no_message_of_ours_silences_nobody(sample):
    """Anybody can write such a mail about anybody's address."""
    sent(mailbox=TO)
    forged = returned.filled(sample.replace("{ours}", ""), message_id="<x@y>", to=TO)

    take(forged)
    take(forged)

    assert not Suppression.objects.barring().exists()
    assert Message.objects.get().came_back == ""  # the waiting page says nothing of it


BARE = returned.filled(returned.QMAIL.replace("{ours}", ""), message_id="<x@y>", to=TO)


def test_three_messages_that_came_back_without_our_key_on_three_days_are_believed(settings):
    """Some servers send nothing of our mail back."""
    now = timezone.now()
    for day in range(settings.MAIL_BOUNCES_TAKEN):
        with time_machine.travel(now + timedelta(days=day, hours=day), tick=False):
            assert not Suppression.objects.barring().exists()
            sent(mailbox=TO)
            assert take(BARE) == [True]

    assert Suppression.objects.barring().get().reason == Reason.OTHER


@pytest.mark.parametrize(("messages", "hours"), [(1, 25), (9, 1)], ids=["one message", "one day"])
def test_whoever_makes_us_write_and_says_that_it_came_back_silences_nobody(messages, hours):
    now = timezone.now()
    for n in range(9):
        with time_machine.travel(now + timedelta(hours=hours * n), tick=False):
            if n < messages:
                sent(mailbox=TO)
            take(BARE)

    assert Suppression.objects.get().times == 1
    assert not Message.objects.exclude(came_back="").exists()


def test_a_notice_about_nothing_of_ours_is_let_be():
    unknown = returned.filled(returned.POSTFIX, message_id=f"<{uuid4()}@lightup.example>", to="x@y.example")

    assert take(unknown) == [False]
    assert not Suppression.objects.exists()


def test_a_message_whose_address_is_forgotten_still_names_its_mailbox_by_the_notice():
    message = sent()
    raw = about(message, returned.POSTFIX)
    Message.objects.update(to="", mailbox="")

    assert take(raw) == [True]
    assert Suppression.objects.barring().of_mailbox(TO).exists()


def test_the_envelope_says_where_each_message_comes_back_to_and_its_notice_is_believed(sink, settings):
    settings.MAIL_BOUNCES_TO = "bounces@lightup.example"
    message = MessageFactory(to=TO)
    send_owed()
    (returns_to,) = sink.senders
    bare = returned.QMAIL.replace("{ours}", "").replace("To: pledge@lightup.example", f"To: {returns_to}")

    take(returned.filled(bare, message_id="", to=TO))

    assert returns_to == f"bounces+{message.pk.hex}@lightup.example"
    assert sink.taken[0]["From"] == "Light Up <pledge@localhost>"
    assert Suppression.objects.barring().get().reason == Reason.NO_MAILBOX


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_reads_a_file(tmp_path, capsys):
    file = tmp_path / "bounce.eml"
    file.write_bytes(about(sent(), returned.EXCHANGE))

    call_command("read_bounces", str(file))

    assert capsys.readouterr().out == "mails read: 1, notices in them: 1, new: 1\n"
    assert Suppression.objects.barring().count() == 1


def test_the_command_reads_what_a_mail_server_pipes(monkeypatch, capsys):
    raw = about(sent(), returned.QQ)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    call_command("read_bounces", "-")

    assert "new: 1" in capsys.readouterr().out


def test_the_command_reads_each_new_mail_of_a_maildir_once(tmp_path, capsys):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.M1.host").write_bytes(about(sent(), returned.EXIM))
    (tmp_path / "new" / "2.M2.host").write_bytes(b"Subject: Hello\n\nNot a notice.\n")

    call_command("read_bounces", str(tmp_path))
    call_command("read_bounces", str(tmp_path))

    assert capsys.readouterr().out.splitlines() == [
        "mails read: 2, notices in them: 1, new: 1",
        "mails read: 0, notices in them: 0, new: 0",
    ]
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.M1.host:2,S", "2.M2.host:2,S"]


def test_the_command_refuses_what_is_no_mail(tmp_path):
    with pytest.raises(CommandError, match="neither a file nor a Maildir"):
        call_command("read_bounces", str(tmp_path / "nowhere"))
