"""One act on many pledges: previewed, begun, done in pieces, and undone where nobody has touched them since."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.log_actions import registry as acts

from pledges import batching, errors
from pledges.batching import act_on_batches
from pledges.enums import BatchAct, ItemState
from pledges.models import Batch, Pledge
from pledges.services import begin_batch, hide_listing, hold_listing, preview_batch, release_listing, undo_batch
from tests.factories.pledges import PledgeFactory
from users.models import User

pytestmark = pytest.mark.django_db
MANY = "/cms/pledges/many"


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def colleague(*rights: str) -> User:
    user = User.objects.create_user(f"{'.'.join(rights) or 'nobody'}@example.org")
    user.user_permissions.set(Permission.objects.filter(codename__in=("access_admin", "view_pledge", *rights)))
    return user


@pytest.fixture
def moderator() -> User:
    return colleague("moderate_pledge")


@pytest.fixture
def three() -> list[Pledge]:
    return [PledgeFactory(listed=True, full_name=name) for name in ("Alice First", "Bob Second", "Carol Third")]


def begun(by: User, act: BatchAct = BatchAct.HOLD, *, seen: int = 3, reason: str = "A surge.") -> Batch:
    return begin_batch(pledges=Pledge.objects.all(), act=act, by=by, reason=reason, seen=seen)


def standing() -> list[tuple[bool, bool]]:
    return list(Pledge.objects.order_by("pk").values_list("is_held", "is_hidden"))


def test_a_preview_counts_what_would_change_and_changes_nothing(three, moderator):
    hold_listing(pledge=three[0], by=moderator, reason="Before.")
    PledgeFactory(full_name="Dave Pending")

    preview = preview_batch(pledges=Pledge.objects.order_by("pk"), act=BatchAct.HOLD)

    assert preview.count == 2
    assert preview.samples == three[1:]
    assert standing()[:3] == [(True, False), (False, False), (False, False)]


@pytest.mark.parametrize("act", list(BatchAct))
def test_a_batch_does_to_each_what_the_act_does_to_one(three, moderator, act):
    if act == BatchAct.RELEASE:
        Pledge.objects.update(is_held=True, listed_at=timezone.now() + timedelta(hours=5))
    batch = begun(moderator, act)
    assert batch.finished_at is None

    assert act_on_batches() == 3
    assert act_on_batches() == 0

    batch.refresh_from_db()
    assert batch.finished_at is not None
    assert standing() == [(act == BatchAct.HOLD, act == BatchAct.HIDE)] * 3
    assert Pledge.objects.public().count() == (3 if act == BatchAct.RELEASE else 0)
    entry = acts.get_logs_for_instance(three[0]).get(action=f"pledges.{act}")
    assert (entry.user, entry.data["reason"], entry.data["batch"]) == (moderator, "A surge.", batch.pk)


def test_a_batch_that_was_stopped_goes_on_where_it_was(three, moderator, monkeypatch):
    monkeypatch.setattr(batching, "PIECE", 2)
    batch = begun(moderator)

    assert act_on_batches(pieces=1) == 2
    assert standing().count((True, False)) == 2
    assert act_on_batches() == 1

    assert batch.items.filter(state=ItemState.DONE).count() == 3


def test_what_ended_meanwhile_is_left_alone(three, moderator):
    begun(moderator)
    Pledge.objects.filter(pk=three[0].pk).update(state="withdrawn", ended_at=timezone.now())

    assert act_on_batches() == 2

    assert standing()[0] == (False, False)


def test_undoing_puts_back_what_nobody_has_touched(three, moderator):
    hide_listing(pledge=three[2], by=moderator, reason="Before.")
    before = list(Pledge.objects.order_by("pk").values("is_held", "is_hidden", "listed_at"))
    batch = begun(moderator)
    act_on_batches()
    release_listing(pledge=three[0], by=moderator, reason="She wrote to us.")
    hold_listing(pledge=three[0], by=moderator, reason="No, it was somebody else.")  # as the batch left it

    undo_batch(batch=batch, by=moderator)
    assert act_on_batches() == 2

    batch.refresh_from_db()
    assert batch.undone_at is not None
    assert standing() == [(True, False), (False, False), (False, True)]
    assert list(Pledge.objects.order_by("pk").values("is_held", "is_hidden", "listed_at"))[1:] == before[1:]
    assert sorted(batch.items.values_list("state", flat=True)) == ["kept", "undone", "undone"]


def test_a_batch_is_undone_while_it_is_going_on(three, moderator, monkeypatch):
    monkeypatch.setattr(batching, "PIECE", 2)
    batch = begun(moderator)
    act_on_batches(pieces=1)

    undo_batch(batch=batch, by=moderator)
    act_on_batches()

    assert standing() == [(False, False)] * 3
    assert not Batch.objects.unfinished().exists()


def test_it_is_undone_once_and_within_a_day(three, moderator):
    batch = begun(moderator)
    act_on_batches()
    with pytest.raises(errors.UndoTooLate):
        undo_batch(batch=batch, by=moderator, at=timezone.now() + timedelta(hours=25))
    undo_batch(batch=batch, by=moderator)

    with pytest.raises(errors.UndoTooLate):
        undo_batch(batch=batch, by=moderator)


def test_what_cannot_be_begun_says_why(three, moderator, settings):
    with pytest.raises(errors.ReasonMissing):
        begun(moderator, reason=" ")
    with pytest.raises(errors.SelectionChanged):
        begun(moderator, seen=2)
    with pytest.raises(errors.SelectionEmpty):
        begun(moderator, BatchAct.RELEASE)
    settings.BATCH_LIMIT = 2
    assert preview_batch(pledges=Pledge.objects.all(), act=BatchAct.HOLD).is_too_large
    with pytest.raises(errors.SelectionTooLarge):
        begun(moderator)

    assert not Batch.objects.exists()


def test_the_desk_leads_from_its_filters_to_the_preview_and_to_what_was_done(client, three, moderator):
    client.force_login(moderator)
    link = "/cms/pledges/many/hold/?q=second"
    assert link in client.get("/cms/pledges/", {"q": "second"}).content.decode()

    preview = client.get(link)
    assert preview.context["preview"].count == 1
    assert "Bob Second" in preview.content.decode()
    assert "Alice First" not in preview.content.decode()

    answer = client.post(link, {"reason": "A surge.", "seen": "1"}, follow=True)
    act_on_batches()
    batch = Batch.objects.get()
    assert answer.redirect_chain[-1][0] == f"/cms/pledges/batches/{batch.pk}/"
    assert standing() == [(False, False), (True, False), (False, False)]
    assert "A surge." in client.get("/cms/pledges/batches/").content.decode()

    client.post(f"/cms/pledges/batches/{batch.pk}/")
    act_on_batches()
    assert standing() == [(False, False)] * 3
    assert client.post(f"/cms/pledges/batches/{batch.pk}/").status_code == 409


@pytest.mark.parametrize(
    ("answers", "status"), [({"seen": "3"}, 422), ({"reason": "x", "seen": "9"}, 409), ({"reason": "x"}, 422)]
)
def test_a_preview_that_is_not_understood_begins_nothing(client, three, moderator, answers, status):
    client.force_login(moderator)

    assert client.post(f"{MANY}/hold/", answers).status_code == status
    assert not Batch.objects.exists()


def test_a_filter_that_is_none_chooses_nobody(client, three, moderator):
    client.force_login(moderator)

    assert client.get(f"{MANY}/hold/", {"state": "nonsense"}).context["preview"].count == 0
    assert client.get(f"{MANY}/hold/", {"q": "\x00"}).context["preview"].count == 3


@pytest.mark.parametrize("path", ["many/hold/", "batches/", "find/", "velocity/"])
def test_who_may_only_read_acts_on_nobody(client, three, path):
    client.force_login(colleague())

    assert client.get(f"/cms/pledges/{path}").status_code == 302
    assert client.post(f"/cms/pledges/{path}", {"reason": "x", "seen": "3", "address": "x@y.org"}).status_code == 302
    assert not Batch.objects.exists()


def test_only_who_may_revoke_is_shown_the_way_and_let_in(client, three, moderator):
    page, act = f"/cms/pledges/{three[0].pk}/", f"/cms/pledges/{three[0].pk}/revoke/"
    client.force_login(moderator)
    assert act not in client.get(page).content.decode()
    assert client.post(act, {"reason": "x", "reason_class": "other"}).status_code == 302
    assert Pledge.objects.get(pk=three[0].pk).is_confirmed

    client.force_login(colleague("moderate_pledge", "revoke_pledge"))
    assert act in client.get(page).content.decode()
    client.post(act, {"reason": "x", "reason_class": "other"})
    assert not Pledge.objects.get(pk=three[0].pk).is_confirmed


def test_an_address_is_found_by_post_exactly_and_that_is_kept(client, moderator):
    pledge = PledgeFactory(full_name="Wangari Otieno", email="Wangari.Otieno@gmail.com")
    client.force_login(moderator)

    page = client.post("/cms/pledges/find/", {"address": " wangariotieno+x@gmail.com "}).content.decode()
    part = client.post("/cms/pledges/find/", {"address": "wangari"}).content.decode()

    assert "Wangari Otieno" in page
    assert "Wangari Otieno" not in part
    assert acts.get_logs_for_instance(pledge).filter(action="pledges.find_by_address", user=moderator).count() == 1


def test_the_filters_by_domain_network_and_time(client, moderator):
    one = PledgeFactory(email="a@mail.example.org")
    two = PledgeFactory(email="b@example.org", at=timezone.now() - timedelta(days=2))
    Pledge.objects.filter(pk=one.pk).update(network="abc")
    client.force_login(moderator)

    def found(**filters: str) -> list[int]:
        return [pledge.pk for pledge in client.get("/cms/pledges/", filters).context["object_list"]]

    assert found(domain="example.org") == [two.pk]
    assert found(domain="@mail.example.org") == [one.pk]
    assert found(network="abc") == [one.pk]
    assert found(since=(timezone.now() - timedelta(days=1)).isoformat()) == [one.pk]
    assert found(until=(timezone.now() - timedelta(days=1)).isoformat()) == [two.pk]
