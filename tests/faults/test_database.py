"""The database goes away, falls silent, restarts, is full or only to be read: honest answers, and nothing by halves."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape

import psycopg
import pytest

from pledges.certificates.numbers import generate, pretty
from tests.faults.night import CAMPAIGN, Night, an_address
from tests.smoke import Answer, posting_forms, proof_of_work

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


def assert_it_keeps_what_was_typed(answer: Answer, typed: dict[str, str]) -> None:
    """It is the page for this, it says that nothing was recorded, and its one button sends the same again."""
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    assert "has not been recorded" in unescape(answer.text)
    (form,) = posting_forms(answer.text)
    assert {name: unescape(value) for name, value in form.fields.items()}.items() >= typed.items()


def test_a_signature_is_kept_on_its_page_while_nobody_answers_and_goes_through_when_sent_again(night):
    email, proof = an_address(), proof_of_work(night.site)
    night.database.cut()

    answer = night.sign(email, proof=proof)

    assert_it_keeps_what_was_typed(answer, night.typed(email))
    assert night.site.get("/healthz").status == 200
    assert night.site.get("/readyz").status == 503
    parts = night.parts()
    assert (parts["database"], parts["cache"], parts["storage"]) == (False, True, True)
    night.mend()
    (form,) = posting_forms(answer.text)
    again = night.site.post(form.action, form.fields)  # the same proof too: nothing had been spent
    assert again.status == 303
    night.ledger.signed.append(email)


def test_pages_that_somebody_has_read_are_shown_all_the_same(night):
    pages = ["/en/", CAMPAIGN, "/ar/campaigns/light-up/"]
    assert [night.site.get(page).status for page in pages] == [200] * 3
    email = an_address()
    night.signed(email)
    night.press(night.link_to(email), email)  # what is kept shows a count of before
    night.installation.wait_for("the log to be folded", lambda: not night.waiting_entries())
    night.database.hush()  # the harder case: nobody says that it is away

    assert [night.site.get(page).status for page in pages] == [200] * 3


def test_no_certificate_is_called_unknown_because_nobody_could_look(night):
    email = an_address()
    night.signed(email)
    page = night.press(night.link_to(email), email).location
    number = page.strip("/").rpartition("/")[2]
    asked = f"/en/verify/?number={number}"
    night.database.cut()

    answers = [night.site.get(address) for address in (asked, f"/c/{number}.pdf")]

    assert [answer.status for answer in answers] == [503, 503]
    assert all("data-verdict" not in answer.text for answer in answers)
    night.mend()
    assert 'data-verdict="valid"' in night.site.get(asked).text


def test_a_silent_database_holds_no_thread_for_long_and_signing_says_so(night):
    email, proof = an_address(), proof_of_work(night.site)
    night.database.hush()

    numbers = [pretty(generate()) for _ in range(16)]  # twice as many as there are threads
    with ThreadPoolExecutor(16) as many:
        waiting = [many.submit(night.site.get, f"/en/verify/?number={number}") for number in numbers]
        answers = [answer.result() for answer in waiting]

    assert {answer.status for answer in answers} == {503}
    assert night.site.get("/healthz").status == 200
    assert_it_keeps_what_was_typed(night.sign(email, proof=proof), night.typed(email))
    night.mend()
    night.installation.wait_for("signatures to be taken again", lambda: night.sign(email).status == 303)


def test_lines_that_the_network_forgot_cost_nobody_an_answer(night):
    with ThreadPoolExecutor(8) as many:
        list(many.map(night.site.get, [f"/en/verify/?number={pretty(generate())}" for _ in range(16)]))
    night.database.hush()
    night.mend()

    answers = [night.sign(an_address()).status for _ in range(3)]  # whichever lines they find

    assert answers == [303] * 3


def test_a_frozen_server_is_given_up_too(night):
    email, proof = an_address(), proof_of_work(night.site)
    night.postgresql.freeze()

    answer = night.sign(email, proof=proof)

    assert_it_keeps_what_was_typed(answer, night.typed(email))


@pytest.mark.parametrize("end", [lambda server: server.stop(), lambda server: server.kill()], ids=["stopped", "killed"])
def test_a_restart_in_the_middle_of_many_signatures_loses_none_that_was_acknowledged(night, end):
    with signing(night) as statuses:
        wait_for_more(night, statuses, 5)
        end(night.postgresql)
        wait_for_more(night, statuses, 5, status=503)
        night.postgresql.start()
        wait_for_more(night, statuses, 5)

    assert set(statuses) == {303, 503}


def test_when_there_is_no_line_left_signing_says_so_and_goes_on_afterwards(night):
    email, proof = an_address(), proof_of_work(night.site)
    with all_lines_taken(night):
        answer = night.sign(email, proof=proof)

        assert_it_keeps_what_was_typed(answer, night.typed(email))
    assert night.sign(email).status == 303


def test_a_database_that_is_only_to_be_read_shows_pages_and_takes_no_signature(night):
    email, proof = an_address(), proof_of_work(night.site)
    with read_only(night):
        answer = night.sign(email, proof=proof)

        assert_it_keeps_what_was_typed(answer, night.typed(email))
        assert night.site.get(CAMPAIGN).status == 200
        assert 'data-verdict="unknown"' in night.site.get(f"/en/verify/?number={pretty(generate())}").text
    assert night.sign(email).status == 303


def test_a_full_disk_under_the_database_is_no_fault_of_the_visitor(night):
    email, proof = an_address(), proof_of_work(night.site)
    with full(night):
        answer = night.sign(email, proof=proof)

        assert_it_keeps_what_was_typed(answer, night.typed(email))
    assert night.sign(email).status == 303


def test_the_confirming_button_can_be_pressed_again(night):
    email = an_address()
    night.signed(email)
    link = night.link_to(email)
    (form,) = posting_forms(night.site.get(link).text)
    night.database.cut()

    answer = night.site.post(form.action or link, form.fields)

    assert answer.status == 503
    assert "Retry-After".lower() in answer.headers
    night.mend()
    assert night.press(link, email).status == 303


# --- what happens meanwhile
@contextmanager
def signing(night: Night) -> Iterator[Counter[int]]:
    """Somebody signs all the time; yields how often what was answered."""
    statuses: Counter[int] = Counter()
    is_over = threading.Event()
    proofs = iter(range(10**6))

    def sign() -> None:
        for _n in proofs:
            if is_over.is_set():
                return
            statuses[night.sign(proof="").status] += 1

    people = [threading.Thread(target=sign) for _ in range(2)]
    for person in people:
        person.start()
    try:
        yield statuses
    finally:
        is_over.set()
        for person in people:
            person.join()


def wait_for_more(night: Night, statuses: Counter[int], count: int, *, status: int = 303) -> None:
    wanted = statuses[status] + count
    night.installation.wait_for(f"{count} answers {status}", lambda: statuses[status] >= wanted)


@contextmanager
def all_lines_taken(night: Night) -> Iterator[None]:
    night.database.reset()  # the site's own lines are gone, as at a pool that was restarted
    taken: list[psycopg.Connection] = []
    try:
        while True:
            try:
                taken.append(psycopg.connect(night.postgresql.url))
            except psycopg.OperationalError:
                break
        night.database.reset()
        yield
    finally:
        for line in taken:
            line.close()


@contextmanager
def full(night: Night) -> Iterator[None]:
    """The server's own answer when it finds no room for a row."""
    night.installation.execute(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;"
        " CREATE TRIGGER no_room BEFORE INSERT ON mail_message EXECUTE FUNCTION no_room()"
    )
    try:
        yield
    finally:
        night.installation.execute("DROP FUNCTION no_room CASCADE")


@contextmanager
def read_only(night: Night) -> Iterator[None]:
    """As after a failover: the lines that stand lead to what takes no changes any more."""
    night.postgresql.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    night.postgresql.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        with psycopg.connect(night.postgresql.url, autocommit=True) as line:
            line.execute("SET default_transaction_read_only = off")
            line.execute("ALTER SYSTEM RESET default_transaction_read_only")
            line.execute("SELECT pg_reload_conf()")
