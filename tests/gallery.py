"""Every kind of public page of a running site, each in the states that it has: for whatever looks at all of them."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pledges.certificates import numbers
from tests.running.installation import Installation
from tests.smoke import Site, confirm, confirm_link, sign

SIGNATORIES = {"en": "Amina Wanjiru Otieno", "ar": "محمد بن عبد الله الفاسي الفهري"}
LONG_NAME = "Maria do Perpétuo Socorro Aparecida Vasconcelos de Albuquerque e Wolfeschlegelsteinhausenbergerdorff"
# What only the desk does to a certificate, by the services that the desk calls.
DESK = """
from pledges import services
from pledges.enums import RevocationReason
from pledges.models import Pledge
from users.models import User
by = User.objects.get(email="secretariat@example.org")
def pledge_of(email): return Pledge.objects.get(signatory__email=email)
services.revoke_pledge(
    pledge=pledge_of("{revoked}"), by=by, reason="Not theirs", reason_class=next(iter(RevocationReason))
)
services.withdraw_pledge(pledge=pledge_of("{withdrawn}"), by=by, reason="Asked in writing")
services.hold_listing(pledge=pledge_of("{held}"), by=by, reason="To be looked at")
services.hide_listing(pledge=pledge_of("{hidden}"), by=by, reason="Not a name")
"""


@dataclass(frozen=True)
class Shown:
    """A page that can be opened again and again."""

    name: str
    path: str
    sends: bool = False  # its form is sent as it stands, with mistakes in it


@dataclass(frozen=True)
class Walk:
    """The addresses that only one signatory knows."""

    email: str
    sent: str
    link: str
    certificate: str

    @property
    def number(self) -> str:
        return self.certificate.rstrip("/").rpartition("/")[2]


def walk(site: Site, name: str, language: str = "en", *, full_name: str = "", to_the_end: bool = True) -> Walk:
    """Sign, and confirm if told so."""
    email = f"{name}-{language}-{secrets.token_hex(3)}@university.example.org"
    sent = sign(site, email=email, name=full_name or SIGNATORIES[language], language=language)
    link = confirm_link(site, email)
    certificate = confirm(site, link) if to_the_end else ""
    return Walk(email, sent, urlsplit(link).path, certificate)


@dataclass(frozen=True)
class Cast:
    """Signatories, one for each fate of a certificate."""

    waiting: Walk
    valid: Walk
    long: Walk
    revoked: Walk
    withdrawn: Walk
    held: Walk
    hidden: Walk


def cast(installation: Installation, language: str = "en") -> Cast:
    site = installation.site
    acted = {name: walk(site, name, language) for name in ("revoked", "withdrawn", "held", "hidden")}
    script = DESK.format(**{name: walked.email for name, walked in acted.items()})
    installation.run("manage.py", "shell", "--no-imports", "-c", script)
    return Cast(
        waiting=walk(site, "waiting", language, to_the_end=False),
        valid=walk(site, "valid", language),
        long=walk(site, "long", language, full_name=LONG_NAME),
        **acted,
    )


def stop_path(site: Site, email: str) -> str:
    """Where the certificate's mail lets its reader stop such mails."""
    paths = site.wait_for("the certificate's mail", lambda: len(mails := site.mails_to(email)) == 2 and mails)
    raw = "".join(site.get(f"{path.rstrip('/')}.eml").text for path in paths)  # type: ignore[union-attr]
    found = re.search(r"List-Unsubscribe:\s*<[^/]+//[^/]+(/[^>]+)>", raw)
    assert found is not None
    return found[1]


def pages(site: Site, language: str, people: Cast) -> Iterator[Shown]:
    """Each kind of page once, in a language. None of them changes anything when it is opened."""
    home = site.get(f"/{language}/").text
    for path in dict.fromkeys(re.findall(rf'href="(/{language}/[^"#?]*)"', home)):
        yield Shown(path.removeprefix(f"/{language}/").strip("/").replace("/", "-") or "home", path)

    def in_language(path: str) -> str:
        return re.sub(r"^/[a-z-]+/", f"/{language}/", path)

    yield Shown("sign", f"/{language}/sign/light-up/")
    yield Shown("sign-errors", f"/{language}/sign/light-up/", sends=True)
    yield Shown("sent", in_language(people.waiting.sent))
    yield Shown("sent-errors", in_language(people.waiting.sent), sends=True)
    yield Shown("confirm", in_language(people.waiting.link))
    yield Shown("confirmed-already", in_language(people.valid.link))
    yield Shown("confirmed-then-withdrawn", in_language(people.withdrawn.link))
    yield Shown("not-me", in_language(people.waiting.link.replace("/confirm/", "/not-me/")))
    yield Shown("take-back", in_language(people.valid.link.replace("/confirm/", "/not-me/")))
    yield Shown("taken-back", in_language(people.withdrawn.link.replace("/confirm/", "/not-me/")))
    yield Shown("sent-confirmed", in_language(people.valid.sent))
    yield Shown("stop", in_language(stop_path(site, people.valid.email)))
    yield Shown("stop-unknown", f"/{language}/mail/stop/no-such-token/")
    yield Shown("token-gone", f"/{language}/confirm/no-such-token/")
    for name in ("valid", "long", "revoked", "withdrawn", "held", "hidden"):
        yield Shown(f"certificate-{name}", in_language(getattr(people, name).certificate))
    yield Shown("report", in_language(f"{people.valid.certificate}report/"))
    yield Shown("report-errors", in_language(f"{people.valid.certificate}report/"), sends=True)
    number = people.valid.number
    mistyped = f"{number[:-1]}{'0' if number[-1] != '0' else '1'}"
    for name, typed in {
        "valid": number,
        "revoked": people.revoked.number,
        "withdrawn": people.withdrawn.number,
        "unknown": numbers.generate(),
        "mistyped": mistyped,
        "malformed": "hello",
        "nothing": "",
    }.items():
        yield Shown(f"verify-{name}", f"/{language}/verify/?number={typed}")
    yield Shown("roll", f"/{language}/campaigns/light-up/signatories/")
    yield Shown("roll-nobody", f"/{language}/campaigns/light-up/signatories/?q=nobody-of-this-name")
    yield Shown("not-found", f"/{language}/nowhere/")
    yield Shown("login", "/accounts/login/")
    yield Shown("login-errors", "/accounts/login/", sends=True)
    yield Shown("password-reset", "/accounts/password/reset/")
