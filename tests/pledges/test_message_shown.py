"""The word that a signatory may leave: read by a person, then on the page of the certificate, and nowhere without a name."""

import io

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.dashboard.queues import QUEUES
from pledges import errors
from pledges.enums import Display
from pledges.models import Pledge
from pledges.services import (
    change_display,
    export_pledges,
    hide_listing,
    hide_message,
    hold_listing,
    release_listing,
    revoke_pledge,
    show_message,
    withdraw_pledge,
)
from pledges.sheets import read_csv
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from users.models import User

pytestmark = pytest.mark.django_db

WORDS = "Be kind.\nBe awake."
WHY = "Read, and fit for everybody."


@pytest.fixture
def staff() -> User:
    return UserFactory()


@pytest.fixture
def pledge() -> Pledge:
    return PledgeFactory(listed=True, message=WORDS)


@pytest.fixture
def moderator(client, settings) -> User:
    settings.SECOND_FACTOR_REQUIRED = False
    user = UserFactory(rights=["pledges.view_pledge", "pledges.moderate_pledge"])
    client.force_login(user)
    return user


def page_of(client, pledge: Pledge, language: str = "en") -> str:
    return client.get(f"/{language}/certificates/{pledge.certificate.pretty_number}/").content.decode()


def is_shown(client, pledge: Pledge) -> bool:
    return "Be kind." in page_of(client, pledge)


def test_words_stand_on_the_certificates_page_once_somebody_has_read_them(client, pledge, staff):
    assert not is_shown(client, pledge)

    show_message(pledge=pledge, by=staff, reason=WHY)

    page = page_of(client, pledge)
    assert '<blockquote class="quote__text" dir="auto"><p>Be kind.<br>Be awake.</p></blockquote>' in page
    assert "<bdi>Wangari Otieno</bdi></figcaption>" in page


def test_words_are_left_out_again_at_once(client, pledge, staff):
    show_message(pledge=pledge, by=staff, reason=WHY)
    assert is_shown(client, pledge)

    hide_message(pledge=pledge, by=staff, reason="It names somebody else.")

    assert not is_shown(client, pledge)


def test_markup_in_words_is_shown_as_it_was_typed(client, staff):
    pledge = PledgeFactory(listed=True, message="<b>Be kind.</b>")
    release_listing(pledge=pledge, by=staff, reason="True.")
    show_message(pledge=pledge, by=staff, reason=WHY)

    assert "&lt;b&gt;Be kind.&lt;/b&gt;" in page_of(client, pledge)


@pytest.mark.parametrize("display", ["name", "initials", "unlisted"])
def test_words_of_who_is_named_may_be_shown(client, staff, display):
    pledge = PledgeFactory(listed=True, message=WORDS, display=display)

    show_message(pledge=pledge, by=staff, reason=WHY)

    assert is_shown(client, pledge)


@pytest.mark.parametrize("given", [{"display": "hidden", "message": WORDS}, {"message": ""}])
def test_without_a_name_or_without_words_there_is_nothing_to_show(client, staff, given):
    pledge = PledgeFactory(listed=True, **given)

    with pytest.raises(errors.NoMessage):
        show_message(pledge=pledge, by=staff, reason=WHY)

    assert not Pledge.objects.get().is_message_shown


def test_who_is_too_young_has_no_words(staff, settings):
    settings.MINIMUM_AGE = 16
    pledge = PledgeFactory(listed=True, message=WORDS, age_group="under")

    with pytest.raises(errors.NoMessage):
        show_message(pledge=pledge, by=staff, reason=WHY)


@pytest.mark.parametrize(
    "act",
    [
        lambda pledge, by: hold_listing(pledge=pledge, by=by, reason="A letter came."),
        lambda pledge, by: hide_listing(pledge=pledge, by=by, reason="A letter came."),
        lambda pledge, by: withdraw_pledge(pledge=pledge, by=by, reason="A letter came."),
        lambda pledge, by: revoke_pledge(pledge=pledge, by=by, reason="False.", reason_class="other"),
        lambda pledge, by: change_display(pledge=pledge, by=by, reason="A letter came.", display=Display.HIDDEN),
        lambda pledge, by: change_display(pledge=pledge, by=by, reason="A letter came.", display=Display.INITIALS),
    ],
)
def test_words_go_with_the_name(client, pledge, staff, act):
    show_message(pledge=pledge, by=staff, reason=WHY)
    assert is_shown(client, pledge)

    act(pledge, staff)

    assert not is_shown(client, pledge)


def test_words_come_back_with_a_name_that_was_held(client, pledge, staff):
    show_message(pledge=pledge, by=staff, reason=WHY)
    hold_listing(pledge=pledge, by=staff, reason="A letter came.")

    release_listing(pledge=pledge, by=staff, reason="It is true.")

    assert is_shown(client, pledge)


@pytest.mark.parametrize("act", [show_message, hide_message])
def test_each_act_takes_a_reason_and_a_confirmed_pledge(pledge, staff, act):
    with pytest.raises(errors.ReasonMissing):
        act(pledge=pledge, by=staff, reason=" ")
    with pytest.raises(errors.NotConfirmed):
        act(pledge=PledgeFactory(message=WORDS), by=staff, reason=WHY)


@pytest.mark.parametrize(
    "changes",
    [{"is_message_shown": True}, {"is_message_shown": True, "message_read_at": "2026-01-01T00:00Z", "message": ""}],
)
def test_the_database_refuses_to_show_what_nobody_read_and_what_is_not_there(pledge, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.update(**changes)


# --- at the desk --------------------------------------------------------------------------------------------------


def unread(client) -> list[str]:
    response = client.get("/cms/pledges/", {"words": "unread"})
    return [row.full_name for row in response.context["object_list"]]


def waiting() -> int:
    (queue,) = (queue for queue in QUEUES if queue.name == "words")
    return queue.rows(timezone.now()).count


def test_the_desk_finds_the_words_that_nobody_has_read_and_the_first_page_counts_them(client, moderator):
    read, left_out = (PledgeFactory(listed=True, message=WORDS, full_name=name) for name in ("Ann", "Bob"))
    PledgeFactory(listed=True, message=WORDS, full_name="Carol")
    PledgeFactory(listed=True, full_name="Without words")
    PledgeFactory(message=WORDS, full_name="Pending")
    PledgeFactory(listed=True, message=WORDS, full_name="Named nowhere", display="hidden")
    assert (sorted(unread(client)), waiting()) == (["Ann", "Bob", "Carol"], 3)

    show_message(pledge=read, by=moderator, reason=WHY)
    hide_message(pledge=left_out, by=moderator, reason="Advertising.")

    assert (unread(client), waiting()) == (["Carol"], 1)


@pytest.mark.parametrize(
    ("name", "action", "is_message_shown"),
    [("show-message", "pledges.show_message", True), ("hide-message", "pledges.hide_message", False)],
)
def test_a_button_of_the_desk_shows_or_hides_them_and_is_on_record(
    client, moderator, pledge, name, action, is_message_shown
):
    assert f"/cms/pledges/{pledge.pk}/{name}/" in client.get(f"/cms/pledges/{pledge.pk}/").content.decode()

    assert "Be awake." in client.get(f"/cms/pledges/{pledge.pk}/{name}/").content.decode()
    client.post(f"/cms/pledges/{pledge.pk}/{name}/", {"reason": WHY})

    found = Pledge.objects.get()
    assert (found.is_message_shown, found.message_read_at is not None) == (is_message_shown, True)
    entry = ModelLogEntry.objects.get(action=action)
    assert (entry.user, WHY in entry.message) == (moderator, True)


def test_the_desk_says_whether_words_are_shown(client, moderator, pledge):
    def said() -> str:
        return client.get(f"/cms/pledges/{pledge.pk}/").content.decode()

    assert "Not yet: nobody has read it" in said()
    show_message(pledge=pledge, by=moderator, reason=WHY)
    assert "Yes, on the page of the certificate" in said()
    hold_listing(pledge=pledge, by=moderator, reason="A letter came.")
    assert "Not while the name is not shown" in said()
    hide_message(pledge=pledge, by=moderator, reason="A letter came.")
    assert "No: read and left out" in said()


def test_a_pledge_without_words_has_neither_button(client, moderator):
    pledge = PledgeFactory(listed=True)

    page = client.get(f"/cms/pledges/{pledge.pk}/").content.decode()

    assert "-message/" not in page
    assert "Is the message shown?" not in page


def test_who_may_only_look_shows_nothing(client, settings, pledge):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(UserFactory(rights=["pledges.view_pledge"]))

    client.post(f"/cms/pledges/{pledge.pk}/show-message/", {"reason": WHY})

    assert not Pledge.objects.get().is_message_shown


def test_the_table_of_pledges_says_whether_words_are_shown(pledge, staff):
    def column() -> list[str]:
        table = b"".join(export_pledges(campaign=pledge.campaign, by=staff, reason="For the archive."))
        return [row["message_shown"] for row in read_csv(io.StringIO(table.decode("utf-8-sig"), newline=""))]

    assert column() == ["no"]
    show_message(pledge=pledge, by=staff, reason=WHY)
    assert column() == ["yes"]
