"""How fast pledges come: counted over the newest rows, with marks where it is out of the usual."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from pledges import surges
from pledges.surges import Row, speed_at, speed_of
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from users.models import User

NOON = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def rows(
    number: int, *, hours_ago: int = 0, name: str = "", domain: str = "", network: str = "", campaign: str = "A"
) -> list[Row]:
    at = NOON - timedelta(hours=hours_ago)
    return [Row(at, campaign, f"w{n}@{domain or f'd{n}.example'}", network, name or f"Name {n}") for n in range(number)]


def test_the_last_24_hours_are_counted_each():
    speed = speed_of(rows(2) + rows(3, hours_ago=1) + rows(1, hours_ago=23), NOON)

    assert [hour.count for hour in speed.hours] == [1, *[0] * 21, 3, 2]
    assert speed.hours[-1].at == NOON.replace(minute=0)
    assert (speed.total, speed.is_cut) == (6, False)


@pytest.mark.parametrize(("usual", "now", "is_surge"), [(0, 29, False), (0, 30, True), (10, 49, False), (10, 50, True)])
def test_an_hour_far_above_the_usual_one_is_a_surge(usual, now, is_surge):
    quiet = [row for n in range(1, 24) for row in rows(usual, hours_ago=n)]

    assert speed_of(rows(now) + quiet, NOON).hours[-1].is_surge == is_surge


def test_what_many_share_is_marked_and_what_one_has_is_not_shown():
    many = rows(60, name="Mallory Smith", domain="evil.example", network="abc")
    spelt = rows(1, name="SMITH, Mallory", domain="one.example") + rows(1, name="Alice First", domain="two.example")

    speed = speed_of(many + spelt, NOON)

    assert [(line.what, line.count, line.is_crowd) for line in speed.names] == [("Mallory Smith", 61, True)]
    assert [(line.what, line.count) for line in speed.domains] == [("evil.example", 60)]
    assert [(line.what, line.count) for line in speed.networks] == [("abc", 60)]


def test_campaigns_come_by_their_size():
    speed = speed_of(rows(1, campaign="Small") + rows(3, campaign="Big"), NOON)

    assert [name for name, _hours in speed.campaigns] == ["Big", "Small"]


def test_more_than_is_read_is_said(monkeypatch):
    monkeypatch.setattr(surges, "NEWEST", 2)

    speed = speed_of(rows(1) + rows(1, hours_ago=1) + rows(1, hours_ago=2), NOON)

    assert speed.is_cut
    assert speed.total == 2
    assert speed.since == NOON - timedelta(hours=1)


@pytest.mark.django_db
def test_the_page_costs_one_look_at_the_pledges_and_leads_to_the_desk(client, settings, django_assert_max_num_queries):
    settings.SECOND_FACTOR_REQUIRED = False
    user = User.objects.create_user("desk@example.org")
    rights = ("access_admin", "view_pledge", "moderate_pledge")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    for n in range(3):
        PledgeFactory(full_name="Mallory Smith", email=f"m{n}@evil.example")
    client.force_login(user)

    with django_assert_max_num_queries(12):
        page = client.get("/cms/pledges/velocity/").content.decode()

    assert "?domain=evil.example&amp;since=" in page
    assert "?name=Mallory+Smith&amp;since=" in page
    assert speed_at(NOON + timedelta(days=3650)).total == 0


@pytest.mark.django_db
def test_a_line_of_names_leads_to_as_many_pledges_as_it_counts(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(UserFactory(rights=["pledges.view_pledge", "pledges.moderate_pledge"]))
    spelt = ["Mallory Smith"] * 3 + ["SMITH, Mallory", "Mállory  Smith", "mallory smith", "Smith Mallory"]
    for name in [*spelt, "Mallory Smithson", "Alice First"]:
        PledgeFactory(full_name=name)

    (line,) = speed_at(timezone.now()).names
    (names,) = [group for group in client.get("/cms/pledges/velocity/").context["groups"] if "Name" in group["label"]]
    listed = client.get(names["lines"][0]["url"]).context["object_list"]

    assert line.count == 7
    assert sorted(pledge.full_name for pledge in listed) == sorted(spelt)


@pytest.mark.django_db
def test_a_bulk_act_on_a_line_of_names_reaches_all_of_them(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(UserFactory(rights=["pledges.view_pledge", "pledges.moderate_pledge"]))
    for name in ("Mallory Smith", "SMITH, Mallory", "Mállory Smith"):
        PledgeFactory(full_name=name, confirmed=True)
    PledgeFactory(full_name="Mallory Smith", confirmed=True, at=timezone.now() - timedelta(days=2))
    since = (timezone.now() - timedelta(days=1)).isoformat(timespec="seconds")

    preview = client.get("/cms/pledges/many/hold/", {"name": "Mallory Smith", "since": since}).context["preview"]

    assert preview.count == 3
