"""A whole site for bad nights: web, worker and beat, and a wire to each server that they need.

The processes are started once and live through every night: that they need no restart is part of what is tested.
"""

import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.client import HTTPException

from tests.faults.servers import PostgreSQL, Redis
from tests.faults.wire import Wire
from tests.running.installation import BEAT, WEB, Installation, Process, worker
from tests.sink import OK, Sink, free_port
from tests.smoke import Answer, Site, posting_forms, proof_of_work

COMMANDS = {"beat": BEAT, "worker": worker(), "web": WEB}
SIGN = "/en/sign/light-up/"
CAMPAIGN = "/en/campaigns/light-up/"


@dataclass
class Ledger:
    """What visitors were told: their addresses, by what the site acknowledged."""

    signed: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)  # the button; whether that was acknowledged or not
    confirmed: list[str] = field(default_factory=list)


@dataclass
class Night:
    installation: Installation
    postgresql: PostgreSQL
    redis: Redis
    database: Wire
    cache: Wire
    broker: Wire
    mail: Wire
    sink: Sink
    processes: dict[str, Process] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)  # what they are told beside
    ledger: Ledger = field(default_factory=Ledger)
    answer_to_mail: str = OK
    on_mail: Callable[[], None] | None = None  # what happens when a mail has arrived, before the answer to it

    @property
    def site(self) -> Site:
        return self.installation.site

    def answer(self, mail: EmailMessage) -> str:
        if self.on_mail is not None:
            self.on_mail()
        return self.answer_to_mail

    # --- its processes
    def start(self, name: str) -> None:
        """Start web, worker or beat; the web process is waited for."""
        told = {"EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}"} | self.environment
        started = self.installation.start(COMMANDS[name], **told)
        self.processes[name] = started
        if name == "web":
            self.site.wait_until_ready()

    def restart(self, **environment: str) -> None:
        """Stop all processes and start them with this environment, which holds from now on."""
        for process in self.processes.values():
            process.stop()
        self.environment = environment
        for name in COMMANDS:
            self.start(name)

    def ended(self) -> dict[str, int]:
        """Which processes are not there any more, with their exit status."""
        return {name: process.status for name, process in self.processes.items() if process.status is not None}

    def move_to_another_port(self) -> None:
        """The next web process listens there, and visitors are sent to it once it answers."""
        self.installation.move(free_port())

    # --- what visitors do
    def typed(self, email: str) -> dict[str, str]:
        return {
            "full_name": "Đặng Thị Ngọc",
            "email": email,
            "country": "VN",
            "affiliation": "Đại học Quốc gia Hà Nội",
            "message": "For my children’s children.",
            "display": "name",
            "consent": "on",
        }

    def sign(self, email: str = "", *, proof: str | None = None) -> Answer:
        """Send the form; a proof of work is done first, unless one is given."""
        email = email or an_address()
        fields = self.typed(email) | {"altcha": proof_of_work(self.site) if proof is None else proof}
        answer = self.site.post(SIGN, fields)
        if answer.status == 303:
            self.ledger.signed.append(email)
        return answer

    def signed(self, email: str) -> str:
        """Sign, which must be taken; return the page that the visitor is sent to."""
        answer = self.sign(email)
        assert answer.status == 303, answer.text
        return answer.location

    def link_to(self, email: str) -> str:
        """Wait for the mail that asks to confirm; return its link."""

        def found() -> str:
            for mail in list(self.sink.taken):
                if mail["To"] == email and mail["X-Light-Up-Mail"] == "pledges/confirm":
                    return link_in(mail)
            return ""

        return self.installation.wait_for(f"the mail to {email}", found)

    def press(self, link: str, email: str) -> Answer:
        """Press the button on the page that a link leads to."""
        forms = posting_forms(self.site.get(link).text)
        self.ledger.pressed.append(email)
        answer = self.site.post(forms[0].action or link, forms[0].fields)
        if answer.status == 303:
            self.ledger.confirmed.append(email)
        return answer

    # --- what an operator sees and does
    def parts(self) -> dict[str, bool]:
        """What `/readyz` says of each part."""
        parts: dict[str, bool] = json.loads(self.site.get("/readyz").body)["parts"]
        return parts

    def mend(self) -> None:
        """Everything is back."""
        self.postgresql.thaw()
        self.redis.thaw()
        for wire in (self.database, self.cache, self.broker, self.mail):
            wire.mend()
        self.answer_to_mail, self.on_mail = OK, None

    def forget(self) -> None:
        """No line is left that fell silent in an earlier night."""
        for wire in (self.database, self.cache, self.broker, self.mail):
            wire.forget()

    def wait_until_well(self) -> None:
        """Wait until every part works and the processes have done what is owed.

        What was put back for later is brought forward, and files are swept up as an operator would, not in a minute.
        """
        run = self.installation
        run.wait_for("every part to work", self.is_ready)

        def nothing_is_owed() -> bool:
            run.execute("UPDATE mail_message SET due_at = now() WHERE state = 'queued'")
            return self.count("mail_message", "state IN ('queued', 'sending')") == 0 and not self.waiting_entries()

        run.wait_for("mails and log entries", nothing_is_owed)
        if self.count("pledges_certificate", "rendered_at IS NULL"):
            run.execute("UPDATE pledges_certificate SET due_at = now() WHERE rendered_at IS NULL")
            run.run("manage.py", "sweep")
        assert self.count("pledges_certificate", "rendered_at IS NULL") == 0

    def is_ready(self) -> bool:
        with suppress(OSError, HTTPException):
            return self.site.get("/readyz").status == 200
        return False

    def waiting_entries(self) -> int:
        return self.count("transparency_entry", "index IS NULL")

    def count(self, table: str, condition: str = "true") -> int:
        ((count,),) = self.installation.query(f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(count)

    def check_the_books(self) -> None:
        """Compare what visitors were told with the rows, and the rows with log, tallies and mails."""
        look = self.installation.query
        state_of = dict(look("SELECT address, state FROM pledges_pledge"))
        assert set(self.ledger.signed) <= state_of.keys()
        confirmed = {email for email, state in state_of.items() if state == "confirmed"}
        assert set(self.ledger.confirmed) <= confirmed <= set(self.ledger.pressed)
        assert len(look("SELECT 1 FROM pledges_certificate")) == len(confirmed)
        assert len(look("SELECT 1 FROM pledges_consent WHERE purpose = 'certificate'")) == len(state_of)
        entries = [index for (index,) in look("SELECT index FROM transparency_entry ORDER BY index")]
        assert entries == list(range(len(entries)))
        kinds = [kind for (kind,) in look("SELECT kind FROM transparency_entry")]
        assert kinds.count("pledge.confirmed") == len(confirmed)
        for dimension in ("all", "country", "day"):
            counted = look(
                f"SELECT coalesce(sum(count), 0) FROM transparency_tally"
                f" WHERE dimension = '{dimension}' AND campaign = 'light-up'"
            )
            assert counted == [(len(confirmed),)]
        asked = look("SELECT subject FROM mail_message WHERE kind = 'pledges/confirm' AND occasion = 'sign'")
        assert len(set(asked)) == len(asked) == len(state_of)
        told = look("SELECT subject FROM mail_message WHERE kind = 'pledges/certificate'")
        assert len(set(told)) == len(told) == len(confirmed)


def an_address() -> str:
    return f"{secrets.token_hex(6)}@university.example.org"


def link_in(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    return next(word for word in str(text.get_content()).split() if "/confirm/" in word and "not-me" not in word)
