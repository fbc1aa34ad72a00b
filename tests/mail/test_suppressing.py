"""Whom we do not write to: not now, not again, and when all the same."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from mail import letters
from mail.addresses import canonical, masked, provider_of
from mail.enums import Bar, MessageState, Provider, Reason
from mail.figures import of_last
from mail.letters import Kind
from mail.models import Message, ProviderDay, Suppression
from mail.notices import Notice
from mail.owed import send_owed
from mail.suppressing import forget_old, take_notice
from tests.factories.mail import MessageFactory
from tests.mail.conftest import note
from tests.sink import Sink

pytestmark = pytest.mark.django_db

TO = "wangari@uonbi.ac.ke"


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setitem(letters._kinds, "tests/asked", Kind(note, is_asked_for=True))
    monkeypatch.setitem(letters._kinds, "tests/proof", Kind(note, is_asked_for=True, proves_mailbox=True))


def came_back(reason: Reason, to: str = TO) -> None:
    take_notice(Notice(reason, recipient=to, words="said"), source="webhook: x", is_trusted=True)


def ago(**span: float) -> None:
    """Let all that is known of mailboxes be so much older."""
    for row in Suppression.objects.all():
        for field in ("at", "barred_at", "asked_again_at"):
            setattr(row, field, getattr(row, field) - timedelta(**span))
        row.save()


def goes_out(kind: str, to: str = TO) -> bool:
    message = MessageFactory(kind=kind, to=to)
    send_owed()
    message.refresh_from_db()
    assert message.state in {MessageState.SENT, MessageState.DROPPED}
    return message.state == MessageState.SENT


@pytest.mark.parametrize("reason", [Reason.NO_MAILBOX, Reason.COMPLAINT])
def test_nothing_is_sent_to_a_barred_mailbox_however_it_is_spelt(reason):
    came_back(reason, to="wangari.otieno@gmail.com")

    assert not goes_out("tests/note", to="WangariOtieno+light@googlemail.com")
    assert not goes_out("tests/asked", to="wangariotieno@gmail.com")
    assert goes_out("tests/note", to="achieng@gmail.com")
    assert len(outbox.outbox) == 1


def test_a_message_that_is_not_sent_for_that_says_why_the_mailbox_is_dead():
    came_back(Reason.NO_MAILBOX)
    goes_out("tests/asked")

    message = Message.objects.get()
    assert (message.last_error, message.came_back) == ("suppressed: bounce", Reason.NO_MAILBOX)


def test_that_somebody_complained_is_told_to_nobody():
    came_back(Reason.COMPLAINT)
    goes_out("tests/asked")

    message = Message.objects.get()
    assert (message.state, message.came_back) == (MessageState.DROPPED, "")


@pytest.mark.parametrize(("reason", "days"), [(Reason.NO_MAILBOX, 1), (Reason.COMPLAINT, 7)])
def test_who_asks_again_later_gets_one_message_a_while(reason, days):
    came_back(reason)
    ago(days=days, seconds=-60)
    assert not goes_out("tests/asked")

    ago(seconds=120)

    assert [goes_out("tests/asked"), goes_out("tests/asked")] == [True, False]
    assert not goes_out("tests/note")


def test_a_message_that_was_let_through_and_put_off_stays_let_through(use, settings):
    settings.MAIL_RETRY_DELAYS = [timedelta(0)] * 3
    answers = iter(["451 4.7.1 Greylisted, come back later", "250 Taken"])
    came_back(Reason.NO_MAILBOX)
    ago(days=2)
    message = MessageFactory(kind="tests/asked", to=TO)

    with Sink(lambda mail: next(answers)) as sink:
        use(sink)
        send_owed()
        send_owed()

    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert [mail["Message-ID"] for mail in sink.taken] == [message.message_id]


def test_a_mail_that_was_read_shows_that_the_mailbox_is_alive():
    came_back(Reason.NO_MAILBOX)
    ago(minutes=5)

    assert goes_out("tests/proof")
    assert not Suppression.objects.exists()
    assert goes_out("tests/note")


def test_a_proof_from_before_it_came_back_shows_nothing():
    MessageFactory(kind="tests/proof", to=TO, created_at=timezone.now() - timedelta(hours=1))
    came_back(Reason.NO_MAILBOX)

    assert send_owed() == 0


def test_a_complaint_outlives_that_proof():
    came_back(Reason.COMPLAINT)
    ago(minutes=5)

    assert goes_out("tests/proof")
    assert not goes_out("tests/note")


def test_a_row_under_a_former_secret_key_still_bars(settings):
    came_back(Reason.NO_MAILBOX)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one"

    assert not goes_out("tests/note")
    came_back(Reason.COMPLAINT)
    assert Suppression.objects.count() == 2


def test_a_key_of_its_own_outlives_any_change_of_the_secret_key(settings):
    came_back(Reason.COMPLAINT, to="from-before@uonbi.ac.ke")
    settings.MAIL_DIGEST_KEY = settings.SECRET_KEY
    came_back(Reason.COMPLAINT)
    settings.SECRET_KEY = "another one"  # and no former one is known any more

    assert not goes_out("tests/note")
    assert not goes_out("tests/note", to="from-before@uonbi.ac.ke")
    settings.MAIL_DIGEST_KEY = ""
    assert goes_out("tests/note")


def test_one_look_up_a_message(django_assert_num_queries):
    came_back(Reason.NO_MAILBOX)
    message = MessageFactory(to=TO)
    from mail.suppressing import bar_against

    with django_assert_num_queries(1):
        assert bar_against(message, Kind(note), at=timezone.now()) is not None


@pytest.mark.parametrize(
    ("answer", "reason", "is_barred"),
    [
        ("550 5.1.1 No such user here", Reason.NO_MAILBOX, True),
        ("552 5.2.2 Mailbox full", Reason.FULL, False),
        ("554 5.7.1 Rejected as spam", Reason.POLICY, False),
    ],
)
def test_a_server_that_refuses_to_our_face_is_heard_too(use, answer, reason, is_barred):
    message = MessageFactory(to=TO)
    with Sink(recipients={TO: answer}) as sink:
        use(sink)
        send_owed()

    message.refresh_from_db()
    assert (message.state, message.came_back) == (MessageState.FAILED, reason)
    assert Suppression.objects.barring().exists() == is_barred


@pytest.mark.parametrize(
    "answer",
    [
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "550 5.7.1 Unable to relay",
        "554 5.7.1 <wangari@uonbi.ac.ke>: Relay access denied",
        "553 5.7.1 Sender address rejected: not owned by user us",
    ],
)
def test_a_server_that_refuses_us_at_the_recipient_is_asked_again_and_nothing_is_said_of_the_mailbox(use, answer):
    message = MessageFactory(to=TO)
    with Sink(recipients={TO: answer}) as sink:
        use(sink)
        send_owed()

    message.refresh_from_db()
    assert (message.state, message.came_back) == (MessageState.QUEUED, "")
    assert not Suppression.objects.exists()


def test_bounces_of_long_ago_are_forgotten_and_complaints_are_not():
    came_back(Reason.NO_MAILBOX)
    came_back(Reason.COMPLAINT, to="achieng@uonbi.ac.ke")
    ago(days=400)

    assert forget_old(before=timezone.now() - timedelta(days=365)) == 1
    assert Suppression.objects.get().bar == Bar.COMPLAINT


# --- figures ----------------------------------------------------------------------------------------------------------


def test_what_becomes_of_messages_is_counted_by_provider(use):
    refused, later = "refused@qq.com", "later@outlook.com"
    for to in ("a@gmail.com", "b@gmail.com", refused, later, TO):
        MessageFactory(to=to)
    with Sink(recipients={refused: "550 No such user", later: "451 Later"}) as sink:
        use(sink)
        send_owed()
    came_back(Reason.COMPLAINT, to="a@gmail.com")

    figures = {row.provider: (row.sent, row.deferred, row.bounced, row.complained) for row in of_last(7)}

    assert figures == {
        Provider.GMAIL: (2, 0, 0, 1),
        Provider.MICROSOFT: (0, 1, 0, 0),
        Provider.CHINA: (0, 0, 1, 0),
        Provider.YAHOO: (0, 0, 0, 0),
        Provider.REST: (1, 0, 0, 0),
    }


def test_figures_are_of_the_days_that_are_asked_for():
    today = timezone.now().date()
    for days in (0, 6, 7, 29, 30):
        ProviderDay.objects.create(day=today - timedelta(days=days), provider=Provider.GMAIL, sent=1)

    assert [of_last(days)[0].sent for days in (7, 30)] == [2, 4]


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("a@gmail.com", Provider.GMAIL),
        ("a@hotmail.co.uk", Provider.MICROSOFT),
        ("a@vip.163.com", Provider.CHINA),
        ("a@yahoo.co.jp", Provider.YAHOO),
        ("a@uonbi.ac.ke", Provider.REST),
        ("a@live.university.example.org", Provider.REST),
    ],
)
def test_a_provider_is_known_by_its_domains(address, provider):
    assert provider_of(address) == provider


def test_of_an_address_staff_see_a_letter_and_the_domain():
    assert masked("wangari@UONBI.ac.ke") == "w…@uonbi.ac.ke"
    assert canonical("A.B+c@Gmail.com") == "ab@gmail.com"
