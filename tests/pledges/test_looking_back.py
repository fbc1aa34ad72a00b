"""An entry of the watch list is applied to what is shown already: by a button, with a preview, and to be undone."""

import pytest

from pledges.batching import act_on_batches
from pledges.models import Batch, Pledge, WatchedName
from pledges.services import release_listing, undo_batch
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

NEW = "/cms/watch-list/new/"
HOLD = "/cms/pledges/many/hold/"
KEEPS = ["pledges.view_watchedname", "pledges.add_watchedname", "pledges.change_watchedname"]
MODERATES = ["pledges.view_pledge", "pledges.moderate_pledge"]
FIELDS = {"spellings": "Brambo Tickleford", "kind": "fictional", "match": "name", "is_active": "on"}


@pytest.fixture(autouse=True)
def moderator(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    user = UserFactory(rights=[*KEEPS, *MODERATES])
    client.force_login(user)
    return user


def added(client, **changes: str) -> WatchedName:
    client.post(NEW, FIELDS | changes)
    return WatchedName.objects.get(spellings=(FIELDS | changes)["spellings"], is_house=False)


def found(client, entry: WatchedName) -> set[str]:
    return {pledge.full_name for pledge in client.get(HOLD, {"entry": entry.pk}).context["preview"].samples}


def test_a_new_entry_leads_to_whom_it_finds_among_the_names_that_are_shown(client):
    PledgeFactory(full_name="TICKLEFORD, Brambo", listed=True)
    PledgeFactory(full_name="Wangari Otieno", listed=True)

    page = client.post(NEW, FIELDS, follow=True).content.decode()
    entry = WatchedName.objects.get(spellings="Brambo Tickleford")

    address = f"{HOLD}?entry={entry.pk}"
    assert f'href="{address}"' in page
    assert f'href="{address}"' in client.get(f"/cms/watch-list/edit/{entry.pk}/").content.decode()
    assert found(client, entry) == {"TICKLEFORD, Brambo"}


def test_they_are_held_in_one_act_that_can_be_undone(client, moderator):
    PledgeFactory.create_batch(3, full_name="Brambo Tickleford", listed=True)
    entry = added(client)

    client.post(f"{HOLD}?entry={entry.pk}", {"reason": "From a book.", "seen": "3"})
    act_on_batches()
    assert Pledge.objects.filter(is_held=True).count() == 3

    undo_batch(batch=Batch.objects.get(), by=moderator)
    act_on_batches()
    assert not Pledge.objects.filter(is_held=True).exists()


def test_what_it_held_before_and_somebody_released_stays(client, moderator):
    entry = added(client)
    released = PledgeFactory(full_name="Brambo Tickleford", confirmed=True)
    assert released.doubts.get().entry == entry
    release_listing(pledge=released, by=moderator, reason="It is him.")

    assert found(client, entry) == set()


def test_a_true_name_is_not_found(client):
    PledgeFactory(full_name="Brambo Tickleford", listed=True)
    WatchedName.objects.create(spellings="Brambo Tickleford", kind="true_name", match="name")

    assert found(client, added(client, match="phrase", spellings="Brambo Tickleford\nB. Tickleford")) == set()


@pytest.mark.parametrize("changes", [{"kind": "true_name"}, {"is_active": ""}])
def test_an_entry_that_holds_nothing_has_no_such_button(client, changes):
    assert "?entry=" not in client.post(NEW, FIELDS | changes, follow=True).content.decode()


def test_who_may_not_hold_has_no_such_button(client):
    client.force_login(UserFactory(rights=KEEPS))

    assert "?entry=" not in client.post(NEW, FIELDS, follow=True).content.decode()


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "x", "1.5"])
def test_an_entry_that_is_none_finds_nobody(client, number):
    PledgeFactory(listed=True)

    assert client.get(HOLD, {"entry": number}).context["preview"].count == 0
