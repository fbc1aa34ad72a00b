"""The mail server refuses, is silent, says later, or vanishes after the last word: each mail arrives, and once."""

import time

import pytest

from tests.faults.editor import Editor
from tests.faults.night import Night, an_address
from tests.sink import OK

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

GREYLISTED = "451 4.7.1 Greylisted, come back in five minutes"


def waiting_page(night: Night, location: str) -> str:
    """What the open page says, to somebody who has waited for a minute."""
    night.installation.execute("UPDATE mail_message SET created_at = created_at - interval '1 minute'")
    return night.site.get(location).text


def tries(night: Night, email: str) -> int:
    return sum(mail["To"] == email for mail in night.sink.taken)


def wait_for_state(night: Night, state: str, email: str) -> None:
    found = f"state = '{state}' AND attempts > 0 AND \"to\" = '{email}'"
    night.installation.wait_for(f"a message that is {state}", lambda: night.count("mail_message", found))


def test_a_server_that_refuses_calls_is_tried_again_and_the_waiting_page_says_so(night):
    email = an_address()
    night.mail.cut()

    sent = night.signed(email)
    wait_for_state(night, "queued", email)

    assert "asks us to come back later" in waiting_page(night, sent)
    night.mend()
    night.wait_until_well()
    assert tries(night, email) == 1
    assert "took the message at" in waiting_page(night, sent)


def test_a_greylisting_server_is_asked_again_and_takes_it(night):
    email = an_address()
    night.answer_to_mail = GREYLISTED

    sent = night.signed(email)
    wait_for_state(night, "queued", email)

    assert "asks us to come back later" in waiting_page(night, sent)
    night.answer_to_mail = OK
    night.wait_until_well()
    assert tries(night, email) == 1


def test_a_server_that_vanishes_after_the_last_dot_is_sent_the_same_message_once_more(night):
    email = an_address()
    night.on_mail = night.mail.reset  # it has all of the mail, and the line breaks before its answer

    night.signed(email)
    wait_for_state(night, "queued", email)
    night.on_mail = None
    night.wait_until_well()

    times = [mail["Message-ID"] for mail in night.sink.taken if mail["To"] == email]
    assert len(times) == 2
    assert len(set(times)) == 1


def test_one_address_that_is_refused_holds_up_nobody_else(night):
    wrong, right = an_address(), an_address()
    night.sink.refuse(wrong, "550 5.1.1 No such user")

    sent = night.signed(wrong)
    night.signed(right)
    night.link_to(right)
    wait_for_state(night, "failed", wrong)

    assert tries(night, wrong) == 0
    assert "asks us to come back" not in waiting_page(night, sent)


def test_an_editor_submits_a_page_while_the_server_refuses_calls_and_the_mail_leaves_when_it_is_back(night):
    editor = Editor(night.site)
    [(page,)] = night.installation.query("SELECT min(page_ptr_id) FROM content_standardpage")
    night.mail.cut()

    answer = editor.send(f"/cms/pages/{page}/edit/", **{"body-count": "0", "action-submit": "1"})

    assert answer.status_code == 302, answer.text
    assert night.count("wagtailcore_workflowstate", "status = 'in_progress'") == 1
    wait_for_state(night, "queued", "secretariat@example.org")
    assert tries(night, "secretariat@example.org") == 0
    night.mend()
    night.wait_until_well()
    assert tries(night, "secretariat@example.org") == 1


def test_a_server_that_is_silent_holds_up_no_visitor(night):
    first, second = an_address(), an_address()
    night.mail.hush()

    assert night.sign(first).status == 303
    assert night.sign(second).status == 303
    time.sleep(1)  # the worker hangs at the banner by now
    assert night.site.get("/healthz").status == 200

    night.mend()
    night.mail.reset()  # its end of the line is closed at last
    night.wait_until_well()
    assert [tries(night, email) for email in (first, second)] == [1, 1]
