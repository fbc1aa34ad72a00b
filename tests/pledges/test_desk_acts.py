"""What staff do to a pledge: each act asks why, calls its service, and is on record with who, when and why."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pledges.enums import Listing, PledgeState
from pledges.models import Pledge
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from transparency.models import Entry

pytestmark = pytest.mark.django_db

WHY = "The faculty says so in its letter of 3 May."
ACTS = (
    "hold",
    "release",
    "hide",
    "show-message",
    "hide-message",
    "change-display",
    "withdraw-consent",
    "revoke",
    "withdraw",
)
ANSWERS = {"reason_class": "other", "display": "initials", "purpose": "print"}  # what the forms of acts ask besides


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def moderator(client):
    user = UserFactory(
        rights=["pledges.view_pledge", "pledges.moderate_pledge", "pledges.revoke_pledge"], name="Bob Moderator"
    )
    client.force_login(user)
    return user


def act(client, pledge, name, **fields):
    return client.post(f"/cms/pledges/{pledge.pk}/{name}/", {"reason": WHY} | fields)


def listing(pledge) -> Listing:
    return Pledge.objects.get(pk=pledge.pk).listing(timezone.now())


def assert_on_record(action, pledge, user):
    entry = ModelLogEntry.objects.get(action=action)
    assert (entry.object_id, entry.user, entry.data["reason"]) == (str(pledge.pk), user, WHY)
    assert WHY in entry.message
    assert abs(timezone.now() - entry.timestamp).total_seconds() < 60


def test_holding_keeps_a_name_off_the_lists(client, moderator):
    pledge = PledgeFactory(listed=True)

    response = act(client, pledge, "hold")

    assert response.url == f"/cms/pledges/{pledge.pk}/"
    assert listing(pledge) == Listing.HELD
    assert_on_record("pledges.hold", pledge, moderator)


def test_releasing_ends_every_hold(client, moderator):
    pledge = PledgeFactory(confirmed=True)
    act(client, pledge, "hold")

    act(client, pledge, "release")

    assert listing(pledge) == Listing.LISTED
    assert_on_record("pledges.release", pledge, moderator)


def test_hiding_takes_a_name_out_and_the_pledge_counts_on(client, moderator):
    pledge = PledgeFactory(listed=True)

    act(client, pledge, "hide")

    assert listing(pledge) == Listing.HIDDEN
    assert Pledge.objects.get(pk=pledge.pk).state == PledgeState.CONFIRMED
    assert not Entry.objects.filter(kind__in=["pledge.withdrawn", "pledge.revoked"]).exists()
    assert_on_record("pledges.hide", pledge, moderator)


def test_revoking_ends_a_pledge_with_a_reason_of_a_class(client, moderator):
    pledge = PledgeFactory(listed=True)

    act(client, pledge, "revoke", reason_class="impersonation")

    ended = Pledge.objects.get(pk=pledge.pk)
    assert (ended.state, ended.revocation_reason) == (PledgeState.REVOKED, "impersonation")
    assert Entry.objects.filter(kind="pledge.revoked", subject=str(pledge.ref)).count() == 1
    assert_on_record("pledges.revoke", pledge, moderator)


def test_withdrawing_ends_a_pledge_at_its_signatorys_wish(client, moderator):
    pledge = PledgeFactory(listed=True)

    act(client, pledge, "withdraw")

    assert Pledge.objects.get(pk=pledge.pk).state == PledgeState.WITHDRAWN
    assert Entry.objects.filter(kind="pledge.withdrawn", subject=str(pledge.ref)).count() == 1
    assert_on_record("pledges.withdraw", pledge, moderator)


def test_showing_a_pledge_otherwise_is_on_record_with_how_it_was(client, moderator):
    pledge = PledgeFactory(listed=True)

    act(client, pledge, "change-display", display="initials")

    assert Pledge.objects.get(pk=pledge.pk).display == "initials"
    assert_on_record("pledges.change_display", pledge, moderator)
    assert "My full name → My initials only" in ModelLogEntry.objects.get(action="pledges.change_display").message


def test_taking_a_consent_back_is_on_record_with_which(client, moderator):
    pledge = PledgeFactory(listed=True, consents=frozenset({"print"}))

    act(client, pledge, "withdraw-consent", purpose="print")

    assert pledge.consents.get(purpose="print").withdrawn_at is not None
    assert_on_record("pledges.withdraw_consent", pledge, moderator)


def test_a_consent_that_was_never_given_is_not_taken_back(client, moderator):
    pledge = PledgeFactory(listed=True)

    response = act(client, pledge, "withdraw-consent", purpose="print")

    assert response.status_code == 409
    assert "This consent was never given" in response.content.decode()


@pytest.mark.parametrize("name", ACTS)
def test_opening_the_page_of_an_act_changes_nothing(client, moderator, name):
    pledge = PledgeFactory(listed=True)
    before = Pledge.objects.filter(pk=pledge.pk).values().get()

    response = client.get(f"/cms/pledges/{pledge.pk}/{name}/")

    assert response.status_code == 200
    assert Pledge.objects.filter(pk=pledge.pk).values().get() == before
    assert not ModelLogEntry.objects.filter(action=f"pledges.{name.replace('-', '_')}").exists()


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("reason", ["", "   "])
def test_no_act_without_a_reason(client, moderator, name, reason):
    pledge = PledgeFactory(listed=True)
    before = Pledge.objects.filter(pk=pledge.pk).values().get()

    response = act(client, pledge, name, reason=reason, **ANSWERS)

    assert response.status_code == 422
    assert "Say why, in a few words" in response.content.decode()
    assert Pledge.objects.filter(pk=pledge.pk).values().get() == before


@pytest.mark.parametrize("name", ACTS)
def test_what_a_service_refuses_is_said_kindly_and_what_was_typed_is_kept(client, moderator, name):
    pledge = PledgeFactory()  # nobody has confirmed it

    response = act(client, pledge, name, **ANSWERS)

    assert response.status_code == 409
    assert "Only a confirmed pledge can be" in response.content.decode()
    assert WHY in response.content.decode()
    assert not ModelLogEntry.objects.filter(action=f"pledges.{name.replace('-', '_')}").exists()


@pytest.mark.parametrize("name", ACTS)
def test_who_may_only_read_cannot_act(client, name):
    pledge = PledgeFactory(listed=True)
    client.force_login(UserFactory(rights=["pledges.view_pledge"]))
    before = Pledge.objects.filter(pk=pledge.pk).values().get()

    assert client.get(f"/cms/pledges/{pledge.pk}/{name}/").status_code == 302
    assert act(client, pledge, name, **ANSWERS).url == "/cms/"
    assert Pledge.objects.filter(pk=pledge.pk).values().get() == before


def test_a_class_of_revocation_that_we_do_not_know_is_refused(client, moderator):
    pledge = PledgeFactory(listed=True)

    assert act(client, pledge, "revoke", reason_class="because").status_code == 422
    assert Pledge.objects.get(pk=pledge.pk).state == PledgeState.CONFIRMED


def test_the_history_on_the_page_tells_who_what_and_why(client, moderator):
    pledge = PledgeFactory(listed=True)
    act(client, pledge, "hold")
    act(client, pledge, "revoke", reason_class="impersonation")

    history = client.get(f"/cms/pledges/{pledge.pk}/").context["history"]

    assert [(line.who, line.what) for line in history] == [
        ("Bob Moderator", "Revoked the pledge"),
        ("Bob Moderator", "Held the listing"),
    ]
    assert history[0].why == f"The person named has told us that they did not sign ({WHY})"
    assert history[1].why == WHY


def test_the_words_of_the_reason_are_not_public(client, moderator):
    pledge = PledgeFactory(listed=True)
    act(client, pledge, "revoke", reason_class="impersonation")
    client.logout()

    page = client.get(f"/en/certificates/{pledge.certificate.pretty_number}/").content.decode()

    assert "The person named has told us" in page
    assert WHY not in page


@pytest.mark.parametrize(
    ("display", "offered"),
    [("name", ["initials", "unlisted", "hidden"]), ("initials", ["hidden"]), ("unlisted", ["hidden"])],
)
def test_only_less_than_is_shown_is_offered(client, moderator, display, offered):
    pledge = PledgeFactory(listed=True, display=display)

    form = client.get(f"/cms/pledges/{pledge.pk}/change-display/").context["form"]

    assert [value for value, _label in form.fields["display"].choices] == offered


def test_more_than_is_shown_is_refused_whoever_types_it(client, moderator):
    pledge = PledgeFactory(listed=True, display="hidden")

    page = client.get(f"/cms/pledges/{pledge.pk}/").content.decode()
    answer = client.post(f"/cms/pledges/{pledge.pk}/change-display/", {"display": "name", "reason": "A letter."})

    assert "Show otherwise" not in page
    assert answer.status_code == 422
    assert Pledge.objects.get(pk=pledge.pk).display == "hidden"


def test_the_page_of_a_hold_says_that_the_certificate_is_covered_too(client, moderator):
    pledge = PledgeFactory(listed=True)

    assert "not on the certificate" in client.get(f"/cms/pledges/{pledge.pk}/hold/").content.decode()
