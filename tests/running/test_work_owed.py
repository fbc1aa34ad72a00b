"""The shipped processes are really killed, at the worst moments; nothing owed is lost, at most one mail repeats.

No hook in the code: a broker that never answers holds a process between its commit and the wake-up, and the mail
server freezes the sender before it says 250, so that the answer lies unread when the sender is killed.
"""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.message import EmailMessage
from http.client import HTTPException

import pytest

from tests.running.installation import LEASE_SECONDS, Installation, Process, Tarpit, worker
from tests.sink import OK, Sink, free_port
from tests.smoke import confirm, posting_forms, sign

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("running")]  # one installation, one after the other

BEAT_SECONDS = 5  # how often the shipped beat looks for mail owed


def nobody() -> str:
    """The address of a broker that is down."""
    return f"redis://127.0.0.1:{free_port()}/0"


def address() -> str:
    return f"{secrets.token_hex(6)}@university.example.org"


def sign_by(installation: Installation, people: int) -> list[str]:
    """People sign while the broker is down, so that all their mails are owed; return their addresses."""
    addresses = [address() for _ in range(people)]
    web = installation.start_web(CELERY_BROKER_URL=nobody(), EMAIL_URL=f"smtp://127.0.0.1:{free_port()}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda email: sign(installation.site, email=email), addresses))
    web.kill()
    return addresses


def all_sent(installation: Installation) -> bool:
    return set(installation.mail_states()) == {"sent"}


def body(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    return str(text.get_content())


def link_in(mail: EmailMessage) -> str:
    return next(word for word in body(mail).split() if "/confirm/" in word and "not-me" not in word)


def test_a_web_process_killed_between_commit_and_wake_up_loses_no_signature(installation):
    with Tarpit() as silent, Sink() as sink:
        web = installation.start_web(CELERY_BROKER_URL=silent.url, EMAIL_URL=sink.url)
        in_flight = _in_background(lambda: sign(installation.site, email="wangari@university.example.org"))
        installation.wait_for("the signature to be committed", installation.mail_states)
        web.kill()
        in_flight.join()
        assert installation.mail_states() == ["queued"]
        assert sink.taken == []

        installation.start_sender(sink.url)
        installation.wait_for("the mail", lambda: all_sent(installation))
        time.sleep(BEAT_SECONDS + 1)

        assert [mail["To"] for mail in sink.taken] == ["wangari@university.example.org"]


def test_a_web_process_killed_between_commit_and_wake_up_loses_no_confirmation(installation):
    with Tarpit() as silent, Sink() as sink:
        email = address()
        web = installation.start_web(CELERY_BROKER_URL=nobody(), EMAIL_URL=sink.url)
        sign(installation.site, email=email)
        web.kill()
        installation.start_sender(sink.url)
        installation.wait_for("the mail with the link", lambda: all_sent(installation))
        link = link_in(sink.taken[0])
        installation.kill_all()

        web = installation.start_web(CELERY_BROKER_URL=silent.url, EMAIL_URL=sink.url)
        form = posting_forms(installation.site.get(link).text)[0]
        in_flight = _in_background(lambda: installation.site.post(form.action or link, form.fields))
        installation.wait_for("the confirmation to be committed", lambda: len(installation.mail_states()) == 2)
        web.kill()
        in_flight.join()
        assert len(sink.taken) == 1

        installation.start_sender(sink.url)
        installation.wait_for("the mail with the certificate", lambda: all_sent(installation))
        time.sleep(BEAT_SECONDS + 1)

        assert [mail["X-Light-Up-Mail"] for mail in sink.taken] == ["pledges/confirm", "pledges/certificate"]
        installation.kill_all()
        installation.start_web(EMAIL_URL=sink.url)
        assert confirm(installation.site, link).partition("/certificates/")[2].strip("/") in body(sink.taken[1])


def test_a_sender_killed_between_the_servers_250_and_its_own_mark_repeats_that_one_mail(installation):
    senders: list[Process] = []
    second = threading.Event()

    def freeze_at_the_second(mail: EmailMessage) -> str:
        if len(sink.taken) == 1 and not second.is_set():
            senders[0].freeze()
            sink.answered.clear()
            second.set()
        return OK

    addresses = sign_by(installation, 4)
    with Sink(freeze_at_the_second) as sink:
        senders.append(installation.start_sender(sink.url))
        assert second.wait(60)
        assert sink.answered.wait(10)
        installation.kill_all()
        assert sorted(installation.mail_states()) == ["queued", "queued", "sending", "sent"]

        installation.start_sender(sink.url)
        installation.wait_for("all mails", lambda: all_sent(installation))
        time.sleep(BEAT_SECONDS + LEASE_SECONDS)

        times = Counter(sink.message_ids)
        in_flight = sink.taken[1]["Message-ID"]
        assert sorted(times.values()) == [1, 1, 1, 2]
        assert times[in_flight] == 2
        assert {str(mail["To"]) for mail in sink.taken} == set(addresses)
        first, again = (mail for mail in sink.taken if mail["Message-ID"] == in_flight)
        assert (first["To"], first["Subject"], body(first)) == (again["To"], again["Subject"], body(again))


def test_a_sender_killed_again_and_again_loses_nothing_and_repeats_at_most_what_was_in_flight(installation):
    kills = 4
    addresses = sign_by(installation, 12)
    with Sink(_slowly) as sink:
        for n in range(kills):
            before = len(sink.taken)
            installation.start_sender(sink.url)
            installation.wait_for("some mails", lambda before=before: len(sink.taken) >= before + 2)
            time.sleep(0.03 * n)
            installation.kill_all()
        installation.start_sender(sink.url)
        installation.wait_for("all mails", lambda: all_sent(installation))

    times = Counter(sink.message_ids)
    assert {str(mail["To"]) for mail in sink.taken} == set(addresses)
    assert len(times) == 12
    assert sum(times.values()) <= 12 + kills


def test_workers_side_by_side_send_each_mail_once(installation):
    if installation.is_embedded:
        pytest.skip("the embedded site has one worker; this needs DATABASE_URL and REDIS_URL")
    addresses = sign_by(installation, 16)
    with Sink(_slowly) as sink:
        installation.start_sender(sink.url)
        installation.start(worker(concurrency=2), EMAIL_URL=sink.url)
        installation.start(worker(concurrency=2), EMAIL_URL=sink.url)
        installation.wait_for("all mails", lambda: all_sent(installation))
        time.sleep(BEAT_SECONDS)

    assert sorted(str(mail["To"]) for mail in sink.taken) == sorted(addresses)


def test_the_site_stops_when_asked_and_leaves_nothing_behind(installation):
    with Sink() as sink:
        web = installation.start_web(EMAIL_URL=sink.url)
        sign(installation.site, email=address())

        assert web.stop() == 0

    assert "Traceback" not in installation.log()


def _slowly(mail: EmailMessage) -> str:
    time.sleep(0.05)
    return OK


def _in_background(act: Callable[[], object]) -> threading.Thread:
    """Do what will never be answered: the process at the other end is killed."""

    def quietly() -> None:
        with suppress(OSError, HTTPException):
            act()

    thread = threading.Thread(target=quietly)
    thread.start()
    return thread
