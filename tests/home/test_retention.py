"""What is over goes every night; a dry run says what would go; the privacy notice says what is done."""

from datetime import timedelta
from io import StringIO

import pytest
from celery.schedules import crontab
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone, translation
from wagtail.models import Site

from config.celery import app
from content.models import SiteSettings
from home import retention
from home.tasks import apply_retention
from mail.models import Message
from mail.owed import send_owed
from pledges.consents import WORDS
from pledges.models import EntryReport, Erasure, Pledge
from pledges.services import answer_report, report_entry
from tests.factories.pages import StandardPageFactory, a_site
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def days_ago(days: float):
    return timezone.now() - timedelta(days=days)


def hours_ago(hours: float):
    return timezone.now() - timedelta(hours=hours)


def everything_that_is_over() -> None:
    PledgeFactory(at=days_ago(31))
    PledgeFactory(at=days_ago(29))
    reported = PledgeFactory(confirmed=True, at=days_ago(500))
    send_owed()
    Message.objects.update(created_at=days_ago(31))
    for days in (366, 364):
        report_entry(certificate=reported.certificate, reason="other", note="Call me at 0712.")
        report = EntryReport.objects.unanswered().get()
        answer_report(report=report, by=UserFactory(), reason="Thank you.")
        EntryReport.objects.filter(pk=report.pk).update(answered_at=days_ago(days))
    Pledge.objects.filter(pk=PledgeFactory(at=hours_ago(24)).pk).update(network="abc")
    Pledge.objects.filter(pk=PledgeFactory(at=hours_ago(22)).pk).update(network="def")
    Session.objects.create(session_key="old", expire_date=days_ago(1))
    Session.objects.create(session_key="new", expire_date=days_ago(-1))


def table(**options) -> str:
    out = StringIO()
    call_command("apply_retention", stdout=out, **options)
    return out.getvalue()


def numbers(text: str) -> list[int]:
    return [int(line.split()[0]) for line in text.splitlines()[1:]]


def test_a_dry_run_says_what_would_go_and_nothing_goes():
    everything_that_is_over()
    before = (Pledge.objects.count(), EntryReport.objects.count(), Session.objects.count())

    first, second = table(dry_run=True), table(dry_run=True)

    assert "would go" in first
    assert first == second
    assert (Pledge.objects.count(), EntryReport.objects.count(), Session.objects.count()) == before
    assert numbers(first)[1] == 1


def test_what_was_announced_goes_and_nothing_else():
    everything_that_is_over()
    announced = numbers(table(dry_run=True))

    went = table()

    assert numbers(went) == announced
    assert numbers(table()) == [0] * len(retention.RULES)
    assert Pledge.objects.pending().count() == 3
    assert list(Pledge.objects.exclude(network="").values_list("network", flat=True)) == ["def"]
    assert Pledge.objects.confirmed().count() == 1
    assert EntryReport.objects.count() == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_it_goes_on_over_more_than_one_batch(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    PledgeFactory.create_batch(5, at=days_ago(31))

    assert {rule.name: count for rule, count in retention.apply()}["UNCONFIRMED_RETENTION"] == 5


def test_the_number_of_what_was_erased_is_kept_by_campaign_and_month():
    pledges = PledgeFactory.create_batch(3, at=days_ago(31))

    apply_retention()

    (row,) = Erasure.objects.all()
    assert (row.campaign, row.count, row.month.day) == (pledges[0].campaign, 3, 1)
    assert retention.facts().erased == 3


def test_every_setting_of_a_span_has_its_rule_and_every_rule_its_words():
    spans = {name for name in dir(configured) if name.endswith("_RETENTION")}

    assert spans == {rule.name for rule in retention.RULES if rule.span() is not None}
    assert len(spans) >= 4
    assert all(row.what and row.how_long for row in retention.facts().kept)


def test_the_beat_runs_it_every_night():
    entry = app.conf.beat_schedule["erase what is over"]

    assert entry["task"] == apply_retention.name
    assert isinstance(entry["schedule"], crontab)


# --- the notice ---------------------------------------------------------------------------------------------------


def notice(client) -> str:
    site = a_site()
    page = StandardPageFactory(parent=site, slug="privacy", body=[("privacy_facts", None)])
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_notice_follows_the_settings(client, settings):
    settings.UNCONFIRMED_RETENTION = timedelta(days=17)
    settings.REPORT_RETENTION = timedelta(days=1)

    page = notice(client)

    assert "17 days" in page
    assert "1 day<" in page


def test_the_notice_says_how_long_a_network_is_known_and_why_a_name_was_held(client):
    page = notice(client)

    assert "From which network a pledge came, as a keyed hash" in page
    assert "24 hours at most<" in page
    assert "Why a name was held until a person had read it" in page


def test_no_two_lines_of_the_notice_are_of_the_same_thing():
    what = [row.what for row in retention.facts().kept]

    assert len(set(what)) == len(what)


def test_the_notice_repeats_each_consent_in_its_words(client):
    page = notice(client)

    for words in WORDS.values():
        for sentence in words:
            assert str(sentence) in page


def test_the_notice_names_who_receives_data_or_says_that_nobody_has_said(client):
    assert "Not yet stated by the operator." in notice(client)


def test_the_notice_names_the_operators_providers_line_by_line(client):
    site = a_site()
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"recipients": "Host & Co, servers, Kenya\n\nPost, mail, China"}
    )
    page = StandardPageFactory(parent=site, slug="privacy", body=[("privacy_facts", None)])

    text = client.get(page.get_url()).content.decode()

    assert "<li><bdi>Host &amp; Co, servers, Kenya</bdi></li><li><bdi>Post, mail, China</bdi></li>" in text


def test_the_facts_are_said_in_the_readers_language():
    with translation.override("en"):
        english = retention.facts()

    assert english.kept[3].what == "A pledge that nobody confirmed, with all that was typed; its number is kept"
    assert english.kept[3].how_long == "30 days"
