"""`load_demo` loads the real content once, and never touches what people changed since."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page, Site, Workflow

from campaign.models import CampaignPage
from content.models import SiteSettings
from home.demo import accounts, roles
from home.models import HomePage
from pledges.enums import PledgeState
from pledges.models import Campaign, Commitment, CommitmentText, CommitmentVersion, Pledge
from transparency.models import Entry
from transparency.tallies import signed
from users.models import User

pytestmark = pytest.mark.django_db

KINDS = [
    Page,
    Site,
    Locale,
    Group,
    User,
    Commitment,
    CommitmentVersion,
    CommitmentText,
    Campaign,
    Pledge,
    Entry,
    Workflow,
]


def load(*options):
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


def counts():
    return {kind.__name__: kind.objects.count() for kind in KINDS}


def test_a_second_run_changes_nothing():
    load("--samples")
    first, revisions = counts(), Page.objects.order_by("pk").values_list("pk", "latest_revision_id")
    before = list(revisions)

    said = load("--samples")

    assert counts() == first
    assert list(revisions.all()) == before
    assert {line.rpartition(": ")[2] for line in said.splitlines()} == {"0"}


def test_samples_are_confirmed_counted_listed_and_marked(client, mailoutbox):
    load("--samples")

    assert Pledge.objects.exists()
    assert not Pledge.objects.exclude(is_sample=True, state=PledgeState.CONFIRMED).exists()
    assert signed("light-up").count == Pledge.objects.filter(campaign__slug="light-up").count()
    assert not Entry.objects.waiting().exists()
    assert all(entry.payload["sample"] is True for entry in Entry.objects.filter(kind="pledge.confirmed"))
    assert "Sample Amina Otieno" in client.get("/en/campaigns/light-up/signatories/").content.decode()
    assert mailoutbox == []


def test_the_site_answers_under_its_base_url(settings):
    settings.BASE_URL = "https://pledge.ness.link"

    load()

    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("pledge.ness.link", 443, True)
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="en")
    assert CampaignPage.objects.get(pk=SiteSettings.objects.get().sign_page_id).slug == "light-up"


def test_demo_accounts_exist_in_development_only(settings):
    settings.DEVELOPMENT = False

    load()

    with pytest.raises(ImproperlyConfigured):
        accounts.create_accounts()
    assert not User.objects.filter(email__in=accounts.ACCOUNTS).exists()
    assert not User.objects.filter(is_active=True).exists()
    assert HomePage.objects.exists()


def test_samples_are_for_development_only(settings):
    """A log that only grows would keep invented people, and count them, for ever."""
    settings.DEVELOPMENT = False

    with pytest.raises(CommandError, match="for development"):
        load("--samples")

    assert not Pledge.objects.exists()
    assert not Entry.objects.exists()


def test_a_role_that_names_a_right_nobody_has_is_refused(monkeypatch):
    monkeypatch.setitem(roles.RIGHTS, roles.EDITORS, ["pledges.no_such_right"])

    with pytest.raises(LookupError, match="no_such_right"):
        load()

    assert not Group.objects.filter(name=roles.SECRETARIAT).exists()


def granted(*options):
    out = StringIO()
    call_command("grant_roles", *options, stdout=out)
    return out.getvalue()


def test_a_site_from_before_gets_the_rights_of_this_release_and_loses_none():
    load()
    moderators = Group.objects.get(name=roles.MODERATORS)
    moderators.permissions.set(Permission.objects.filter(codename__in=["view_pledge", "view_mailtext"]))

    assert "pledges.change_watchedname" in granted("--dry-run")
    assert not moderators.permissions.filter(codename="change_watchedname").exists()
    said = granted()

    assert said.startswith("Moderators: ")
    assert "pledges.change_watchedname" in said
    held = {f"{app}.{name}" for app, name in moderators.permissions.values_list("content_type__app_label", "codename")}
    assert held == {*roles.RIGHTS[roles.MODERATORS], "mail.view_mailtext"}
    assert granted() == "Each role has its rights.\n"


def test_a_role_that_was_renamed_or_deleted_is_not_made_again():
    load()
    Group.objects.filter(name=roles.EDITORS).update(name="Writers")
    Group.objects.filter(name=roles.MODERATORS).delete()

    granted()

    assert set(Group.objects.values_list("name", flat=True)) == {"Writers", roles.SECRETARIAT}


def test_the_secretariat_adds_a_language(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    load()
    client.force_login(User.objects.get(email="secretariat@example.org"))

    assert client.get("/cms/locales/new/").status_code == 200
