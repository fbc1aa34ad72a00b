"""What the house holds by itself: the listing and the name on every file, until a person or a stronger proof."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from pledges import tokens
from pledges.enums import DoubtGround, Evidence, Oddity, WatchKind, WatchMatch
from pledges.models import Doubt, Pledge, WatchedName, WatchListMark
from pledges.services import confirm_by_code, confirm_pledge, confirming, hold_listing, release_listing
from pledges.watching import current, house_lines
from pledges.watching.current import current_list
from tests.factories.pledges import PledgeFactory, code, token
from tests.pledges.conftest import body_of
from tests.pledges.test_certificate_files import text_of
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> User:
    user = User.objects.create_user("desk@example.org")
    names = (
        "access_admin",
        "view_pledge",
        "moderate_pledge",
        "view_watchedname",
        "add_watchedname",
        "change_watchedname",
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def confirmed(**facts: object) -> Pledge:
    return PledgeFactory(listed=True, **facts)


@pytest.mark.parametrize(
    ("facts", "ground", "field", "detail"),
    [
        ({"full_name": "Prof. Albert Einstein"}, DoubtGround.FAMOUS, "full_name", "Albert Einstein"),
        ({"full_name": "Micky Mouse"}, DoubtGround.FICTIONAL, "full_name", "Mickey Mouse"),
        ({"full_name": "Wangari Fuckton"}, DoubtGround.OFFENSIVE, "full_name", "fuck"),
        ({"full_name": "Free Tibet"}, DoubtGround.ADVERTISING, "full_name", "Free Tibet"),
        ({"full_name": "Asdf Ghjk"}, DoubtGround.ODD, "full_name", Oddity.HAMMERED),
        ({"affiliation": "Fuck University"}, DoubtGround.OFFENSIVE, "affiliation", "fuck"),
        ({"role": "Chief Arschloch"}, DoubtGround.OFFENSIVE, "role", "arschloch"),
        ({"role": "Elon Musk"}, DoubtGround.FAMOUS, "role", "Elon Musk"),
        ({"affiliation": "SpaceX, CEO Elon Musk"}, DoubtGround.FAMOUS, "affiliation", "Elon Musk"),
        ({"sort_as": "Musk, Elon"}, DoubtGround.FAMOUS, "sort_as", "Elon Musk"),
        ({"sort_as": "Fuck You"}, DoubtGround.OFFENSIVE, "sort_as", "fuck"),
        ({"message": "See www.pills.example now"}, DoubtGround.LINK, "message", ""),
    ],
)
def test_a_doubtful_pledge_counts_and_waits_for_a_person(facts, ground, field, detail):
    pledge = confirmed(**facts)

    doubt = pledge.doubts.get()
    assert (doubt.ground, doubt.field, doubt.detail) == (ground, field, detail)
    assert pledge.is_held
    assert pledge.is_confirmed
    assert not Pledge.objects.public().exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"full_name": "Chuck F. Sneed"},
        {"full_name": "Jesús García"},
        {"affiliation": "Einstein Institute for Sex Research, Scunthorpe"},
        {"affiliation": "Google DeepMind Ltd"},
        {"role": "Professor of Shakespeare Studies"},
        {"affiliation": "Nelson Mandela University"},
        {"affiliation": "Université Pierre et Marie Curie, Paris"},
        {"affiliation": "Queen Mary, University of London"},
        {"message": "Stop the war. Save the planet; Einstein said so."},
    ],
)
def test_a_true_odd_name_and_a_strange_department_pass(facts):
    pledge = confirmed(**facts)

    assert not pledge.doubts.exists()
    assert list(Pledge.objects.public()) == [pledge]


def test_initials_that_spell_an_insult_wait_where_they_are_what_is_shown():
    shown = confirmed(full_name="Fred Ulrich Carl King", display="initials")
    unshown = confirmed(full_name="Fred Ulrich Carl King", display="hidden")

    assert shown.doubts.get().ground == DoubtGround.OFFENSIVE
    assert not unshown.doubts.exists()


@pytest.mark.parametrize(("name", "is_held"), [("Albert Einstein", False), ("Wangari Fuckton", True)])
def test_a_stronger_proof_settles_who_it_is_and_not_what_it_says(name, is_held):
    pledge = PledgeFactory(full_name=name)
    Pledge.objects.update(evidence=Evidence.ORCID)

    assert confirm_pledge(token=token(pledge)).is_held == is_held


def test_what_is_held_is_named_on_no_page_and_no_file_and_its_signer_is_told_kindly(client, letters):
    pledge = confirmed(full_name="Harry Potter", affiliation="University of Oxford")
    number = pledge.certificate.pretty_number
    key = tokens.holder_key(pledge.nonce)

    page = client.get(f"/en/certificates/{number}/").content.decode()
    mail = next(letter for letter in letters() if "certificate" in letter["Subject"].lower())

    assert "Potter" not in page
    assert 'data-verdict="valid"' in page
    assert "a person of the secretariat reads it, usually within a day" in page
    for tail in ("", f"?key={key}"):
        assert "Potter" not in text_of(client.get(f"/c/{number}.pdf{tail}").content)
    for words in (body_of(mail), body_of(mail, "html")):
        assert "a person of the secretariat reads it" in words
        assert "appears in the public list" not in words


def test_a_person_releases_it_and_all_is_as_with_any_other(client, moderator):
    pledge = confirmed(full_name="Harry Potter")

    release_listing(pledge=pledge, by=moderator, reason="He wrote from his university.")

    page = client.get(f"/en/certificates/{pledge.certificate.pretty_number}/").content.decode()
    assert "Harry Potter" in page
    assert "reads it, usually within a day" not in page
    assert list(Pledge.objects.public()) == [pledge]


def test_the_desk_says_why_and_by_which_entry(client, moderator):
    pledge = confirmed(full_name="Harry Potter")
    client.force_login(moderator)

    page = client.get(reverse("pledge_desk:inspect", args=[pledge.pk])).content.decode()
    found = client.get("/cms/pledges/", {"ground": "fictional"}).context["object_list"]
    others = client.get("/cms/pledges/", {"ground": "famous"}).context["object_list"]

    assert "The name of somebody who does not exist, or a joke" in page
    assert reverse("watch_list:edit", args=[pledge.doubts.get().entry_id]) in page
    assert [each.pk for each in found] == [pledge.pk]
    assert list(others) == []


def test_staff_add_a_name_which_holds_from_then_on_and_switch_it_off_again(client, moderator):
    client.force_login(moderator)
    entry = {"spellings": "Wangari Otieno\nВангари Отиено", "kind": "famous", "match": "name", "is_active": "on"}
    assert not confirmed().is_held

    assert client.post("/cms/watch-list/new/", entry).status_code == 302
    added = WatchedName.objects.get(is_house=False)
    assert confirmed().is_held
    assert confirmed(full_name="Вангари Отиено").doubts.get().entry == added

    assert client.post(f"/cms/watch-list/edit/{added.pk}/", entry | {"is_active": ""}).status_code == 302
    assert not confirmed().is_held


def test_staff_say_that_a_name_is_true(client, moderator):
    WatchedName.objects.create(spellings="Chuck Norris", kind=WatchKind.TRUE_NAME, match=WatchMatch.NAME)
    WatchedName.objects.create(spellings="Xyqz Wqpf", kind=WatchKind.TRUE_NAME, match=WatchMatch.NAME)

    assert not confirmed(full_name="Chuck Norris").is_held
    assert not confirmed(full_name="Xyqz Wqpf").is_held
    assert confirmed(full_name="Chuck Norris Jr. Mickey Mouse").is_held


def test_no_entry_is_deleted_and_only_who_may_changes_one(client, moderator):
    entry = WatchedName.objects.order_by("pk").first()
    moderator.user_permissions.remove(Permission.objects.get(codename="change_watchedname"))
    client.force_login(moderator)

    assert client.get(f"/cms/watch-list/edit/{entry.pk}/").status_code == 302
    assert client.get(f"/cms/watch-list/delete/{entry.pk}/").status_code == 404


def test_the_list_of_the_release_is_there_and_a_newer_one_adds_what_is_missing(capsys):
    lines = list(house_lines())
    assert WatchedName.objects.filter(is_house=True).count() == len(lines)
    changed, lost = WatchedName.objects.order_by("pk")[:2]
    WatchedName.objects.filter(pk=changed.pk).update(is_active=False, note="Our rector is called so.")
    lost.delete()

    call_command("load_watch_list")
    call_command("load_watch_list")

    assert capsys.readouterr().out.splitlines() == ["1 entries added.", "0 entries added."]
    assert WatchedName.objects.filter(is_house=True).count() == len(lines)
    changed.refresh_from_db()
    assert not changed.is_active


def test_a_pledge_that_goes_takes_its_doubts_along():
    pledge = confirmed(full_name="Harry Potter")

    pledge.certificate.delete()
    pledge.delete()

    assert not Doubt.objects.exists()


@pytest.mark.parametrize("name", ["X Æ A-12", "Asdf Ghjk", "Nuñez & Söhne + Co."])
def test_a_name_that_only_looks_odd_is_off_lists_and_on_its_certificate(client, name):
    pledge = confirmed(full_name=name)

    page = client.get(reverse("pledges:certificate", args=[pledge.certificate.pretty_number]))

    assert pledge.is_held
    assert not pledge.is_covered
    assert page.context["display_name"] == name
    assert "stands in no public list yet" in page.content.decode()
    assert "a person of the secretariat reads it" not in page.content.decode()
    assert not Pledge.objects.public().exists()


def test_a_hold_by_a_person_covers_an_odd_name_too_and_its_release_shows_it_everywhere(client, moderator):
    pledge = confirmed(full_name="Asdf Ghjk")

    held = hold_listing(pledge=pledge, by=moderator, reason="Not a name.")
    assert held.is_covered

    released = release_listing(pledge=pledge, by=moderator, reason="They wrote to us.")
    assert not released.is_covered
    assert Pledge.objects.public().exists()


def test_a_famous_name_that_also_looks_odd_is_covered():
    pledge = confirmed(full_name="Albert Einstein", message="See www.pills.example now")

    assert pledge.doubts.count() == 2
    assert pledge.is_covered


# --- the list as a process keeps it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: WatchedName.objects.filter(pk=entry.pk).update(is_active=False),
        lambda entry: WatchedName.objects.filter(pk=entry.pk).delete(),
        lambda entry: entry.delete(),
        lambda entry: WatchedName.objects.bulk_create([WatchedName(spellings="Ada", kind=WatchKind.FAMOUS)]),
    ],
)
def test_every_change_of_the_list_is_seen_whatever_its_hour(change):
    entry = WatchedName.objects.order_by("pk").first()  # the oldest: no newest entry tells of its change
    before = current_list()
    assert current_list() is before

    change(entry)

    assert current_list() is not before


def test_a_change_that_is_taken_back_is_forgotten():
    before = WatchListMark.current()

    with transaction.atomic():
        WatchedName.objects.update(is_active=False)
        assert WatchListMark.current() != before
        transaction.set_rollback(True)

    assert WatchListMark.current() == before


def test_while_one_thread_folds_the_others_go_on_with_what_they_have():
    before = current_list()
    WatchedName.objects.order_by("pk").first().save()

    with current._lock:
        assert current_list() is before
    assert current_list() is not before


@pytest.mark.parametrize("by_code", [False, True])
def test_the_list_is_folded_before_a_row_is_locked(monkeypatch, by_code):
    pledge = PledgeFactory()
    outside, seen = len(connection.savepoint_ids), []
    monkeypatch.setattr(
        confirming, "current_list", lambda: seen.append(len(connection.savepoint_ids)) or current_list()
    )

    if by_code:
        confirm_by_code(handle=pledge.handle, code=code(pledge))
    else:
        confirm_pledge(token=token(pledge))

    assert seen == [outside]


def test_a_placeholder_is_off_lists_and_harms_nobody_on_its_own_certificate():
    pledge = confirmed(full_name="First Name")

    assert pledge.doubts.get().ground == DoubtGround.PLACEHOLDER
    assert pledge.is_held
    assert not pledge.is_covered
