"""The application log: an event and its keys, never a person."""

import ast
import io
import json
import logging
import re
import sys
from logging.config import dictConfig
from pathlib import Path

import pytest

from config.logs import SAFE, EventFormatter
from pledges.models import Pledge
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import code, token, wrong_code


def line(message: str, *args: object, exc_info=None, **extra: object) -> str:
    record = logging.LogRecord("tests", logging.INFO, __file__, 1, message, args, exc_info)
    record.__dict__.update(extra)
    return EventFormatter().format(record)


def test_a_line_has_time_level_event_and_keys():
    found = line("pledge.signed", pledge=7, kind="pledges/confirm")

    assert re.fullmatch(
        r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 INFO pledge\.signed pledge=7 kind="pledges/confirm"', found
    )


def test_what_might_name_somebody_is_dropped():
    found = line("pledge.signed", pledge=7, email="w@uonbi.ac.ke", full_name="Wangari", request="GET /en/confirm/x/")

    assert "Wangari" not in found
    assert "uonbi" not in found
    assert "confirm" not in found


def test_a_line_break_in_a_value_starts_no_line():
    assert "\n" not in line("mail.refused", error="550 no\nINFO forged")


def test_an_exception_is_written_below():
    try:
        raise ValueError("broken")
    except ValueError:
        assert "Traceback" in line("mail.broken", exc_info=sys.exc_info())


def test_what_django_refuses_is_named_by_its_kind_alone():
    record = logging.LogRecord(
        "django.security.csrf",
        logging.WARNING,
        __file__,
        1,
        "Forbidden (%s): %s",
        ("Origin x", "/en/key/Wangari/"),
        None,
    )

    assert EventFormatter().format(record).endswith("WARNING request.refused csrf")


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("to secretariat@example.org", "to [e-mail]"),
        ("{'w.otieno+x@uonbi.ac.ke': (550, b'no')}", "{'[e-mail]': (550, b'no')}"),
        ("Wrote <müller@bücher.example>.", "Wrote <[e-mail]>."),
        ('"Wangari Otieno"@uonbi.ac.ke gone', "[e-mail] gone"),
        ("root@[203.0.113.77] gone", "[e-mail] gone"),
        ("/cms/pledges/?q=w%40uonbi.ac.ke", "[e-mail]"),
        ("from 203.0.113.77:4711", "from [IP]:4711"),
        ("from [2001:db8::7]:4711, 2001:DB8:0:0:0:0:0:7.", "from [[IP]]:4711, [IP]."),
        ("::ffff:203.0.113.77 hung up", "[IP] hung up"),
        (
            "127.0.0.1:6379 and ::1 refused at 12:30:45, in 5.2.8",
            "127.0.0.1:6379 and ::1 refused at 12:30:45, in 5.2.8",
        ),
    ],
)
def test_what_looks_like_an_address_is_masked_whoever_writes_it(written, masked):
    assert line("%s", written).endswith(f" INFO {masked}")
    assert json.dumps(masked) in line("waking.failed", error=written)

    try:
        raise RuntimeError(written)
    except RuntimeError:
        assert line("mail.broken", exc_info=sys.exc_info()).endswith(f"RuntimeError: {masked}")


def test_the_key_of_a_message_stays_although_it_has_the_form_of_an_address():
    assert line("mail.sent", message_id="<7@lightup.example>").endswith(' message_id="<7@lightup.example>"')


def test_what_wagtail_says_of_a_mail_names_no_recipient(written):
    logging.getLogger("wagtail.admin").error(
        "Failed to send notification email '%s' to %s", 'The page "Lights" waits', "secretariat@example.org"
    )

    assert written().endswith("""ERROR Failed to send notification email 'The page "Lights" waits' to [e-mail]\n""")


def test_every_key_that_our_code_logs_is_written():
    root = Path(__file__).parents[2]
    apps = [folder for folder in root.iterdir() if (folder / "__init__.py").exists() and folder.name != "tests"]
    trees = [ast.parse(path.read_text()) for app in apps for path in app.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "extra"]
    keys = {key.value for call in calls if isinstance(call.value, ast.Dict) for key in call.value.keys}

    assert {"pledge", "message_id"} <= keys
    assert keys <= SAFE


@pytest.fixture
def written(settings):
    """What the shipped logging writes, to the letter."""
    stream = io.StringIO()
    shipped = settings.LOGGING
    handlers = shipped["handlers"] | {"console": shipped["handlers"]["console"] | {"stream": stream}}
    dictConfig(shipped | {"handlers": handlers})
    yield stream.getvalue
    dictConfig(shipped)


@pytest.mark.django_db
def test_a_whole_journey_leaves_no_trace_of_the_person_in_the_log(client, written, django_capture_on_commit_callbacks):
    from mail.owed import send_owed
    from pledges.owed import render_certificates
    from transparency.sequencer import sequence

    a_campaign()
    form = {
        "full_name": "Wangari Otieno",
        "email": "Wangari.Otieno@uonbi.ac.ke",
        "affiliation": "University of Nairobi",
        "country": "KE",
        "display": "name",
        "consent": "on",
    }
    client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Lantern/1.0"}
    client.post("/en/sign/light-up/", form | {"country": ""})
    handle = client.post("/en/sign/light-up/", form)["Location"].partition("k=")[2]
    pledge = Pledge.objects.get()
    send_owed()
    client.get(f"/en/sign/light-up/sent/?k={handle}")
    client.post(f"/en/sign/light-up/sent/?k={handle}", {"code": wrong_code(pledge)})
    client.post(f"/en/sign/light-up/sent/again/?k={handle}")
    client.get(f"/en/confirm/{token(pledge)}/")
    client.get(f"/en/confirm/{token(pledge)[:-1]}/")
    client.post(f"/en/confirm/{token(pledge)}/", headers={"sec-fetch-site": "cross-site"})
    client.post(f"/en/confirm/{token(pledge)}/")
    client.get(f"/en/not-me/{token(pledge)}/")
    render_certificates()
    sequence()
    send_owed()
    client.get(f"/en/certificates/{pledge.certificate.pretty_number}/")
    client.get("/en/campaigns/light-up/signatories/?q=Wangari")

    pledge.refresh_from_db()
    log = written()
    for event in ("pledge.signed", "mail.sent", "pledge.confirmed", "log.sequenced"):
        assert event in log
    secrets = [handle, token(pledge), token(pledge)[:-1], code(pledge), pledge.nonce, pledge.salt, str(pledge.ref)]
    for private in ("Wangari", "Otieno", "uonbi", "Nairobi", "203.0.113.77", "Lantern", *secrets):
        assert private not in log, private


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["confirm", "sent"])
def test_a_page_that_breaks_leaves_its_secret_out_of_the_log(client, written, monkeypatch, page):
    from tests.factories.pledges import PledgeFactory

    pledge = PledgeFactory()
    paths = {"confirm": f"/en/confirm/{token(pledge)}/", "sent": f"/en/sign/light-up/sent/?k={pledge.handle}"}
    client.raise_request_exception = False
    monkeypatch.setattr("pledges.views.answers.campaign_url", _break)
    monkeypatch.setattr("pledges.views.confirming.name_of", _break)
    monkeypatch.setattr("pledges.views.signing.campaign_url", _break)

    response = client.get(paths[page])

    assert response.status_code == 500
    log = written()
    incident = re.search(r'request\.failed incident="(\w{8})"', log)
    assert incident
    assert incident[1] in response.content.decode()
    assert token(pledge) not in log
    assert pledge.handle not in log


def _break(*args: object) -> str:
    raise RuntimeError("broken")


@pytest.mark.django_db
def test_what_staff_and_strangers_do_leaves_no_trace_of_the_person_either(client, written, settings):
    """Acts of the desk, an export with addresses, a report, an erasure, and a database that repeats the row it refuses."""
    from django.db import IntegrityError, transaction

    from pledges import services
    from pledges.models import Signatory
    from tests.factories.pledges import PledgeFactory
    from tests.factories.users import UserFactory

    settings.SECOND_FACTOR_REQUIRED = False
    pledge = PledgeFactory(
        full_name="Wangari Otieno", email="wangari.otieno@uonbi.ac.ke", affiliation="University of Nairobi", listed=True
    )
    by = UserFactory(
        email="bob.moderator@example.org",
        name="Bob Moderator",
        rights=["pledges.view_pledge", "pledges.moderate_pledge", "pledges.export_pledge", "pledges.view_campaign"],
    )
    client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Lantern/1.0"}
    client.post(
        f"/en/certificates/{pledge.certificate.pretty_number}/report/", {"reason": "other", "note": "Grace told us"}
    )
    client.get("/en/campaigns/light-up/signatories/?q=Wangari&order=name")
    client.get("/en/verify/?number=Wangari")
    client.force_login(by)
    client.get("/cms/pledges/?q=wangari.otieno@uonbi.ac.ke")
    client.post(f"/cms/pledges/{pledge.pk}/")
    client.post(f"/cms/pledges/{pledge.pk}/hold/", {"reason": "A letter of Grace’s"})
    address = f"/cms/campaign-records/{pledge.campaign.pk}/export/"
    export = client.post(address, {"reason": "For Grace", "with_addresses": "on"})
    assert b"wangari.otieno@uonbi.ac.ke" in b"".join(export.streaming_content)
    services.withdraw_pledge(pledge=pledge, by=by, reason="Grace wrote")
    try:
        with transaction.atomic():
            Signatory.objects.create(email=pledge.signatory.email, language="en")
    except IntegrityError:
        logging.getLogger("tests").exception("pledge.not_signed", extra={"pledge": pledge.pk})

    log = written()
    for event in ("entry.reported", "pledge.address_seen", "pledges.hold", "pledges.exported", "pledge.withdrawn"):
        assert event in log
    assert "IntegrityError" in log
    assert "pledge.not_signed" in log
    for private in (
        "angari",
        "Otieno",
        "otieno",
        "uonbi",
        "Nairobi",
        "203.0.113.77",
        "Lantern",
        "Grace",
        "Bob",
        "bob.",
    ):
        assert private not in log, private


def test_the_cause_of_an_error_is_as_silent_as_the_error():
    """psycopg's message, which PostgreSQL fills with the row, is the cause of Django's."""
    from django.db import IntegrityError
    from psycopg.errors import UniqueViolation

    name = "Wanga" + "ri"
    try:
        try:
            raise UniqueViolation(f"DETAIL: Key (email)=({name})")
        except UniqueViolation as error:
            raise IntegrityError(f"DETAIL: Key (email)=({name})") from error
    except IntegrityError:
        found = line("pledge.broken", exc_info=sys.exc_info())

    assert name not in found
    assert found.count("Traceback") == 2
    assert found.index("UniqueViolation (") < found.index("IntegrityError (")
