"""The first page of the CMS: how many sign, what waits, whether all runs; each sees what they can work off."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from home.dashboard.counts import MOST, Capped, capped
from home.dashboard.health import behind
from home.dashboard.queues import QUEUES
from home.dashboard.signing import HEIGHT, signing
from home.demo.roles import EDITORS, MODERATORS, SECRETARIAT
from mail.enums import MessageState, Reason
from mail.models import Message
from pledges.models import Certificate, EntryReport, Pledge
from pledges.services import draft_version, hold_listing
from tests.factories.campaigns import a_campaign, sign
from tests.factories.mail import MessageFactory
from tests.factories.pages import StandardPageFactory, a_site
from tests.factories.pledges import PledgeFactory
from transparency.log import append
from transparency.sequencer import sequence

pytestmark = pytest.mark.django_db


@pytest.fixture
def dashboard(client, member, settings):
    """Return who opens the first page of the CMS in a role and reads it."""
    settings.SECOND_FACTOR_REQUIRED = False

    def read(role):
        client.force_login(member(role))
        return client.get(reverse("wagtailadmin_home")).content.decode()

    return read


def test_the_days_are_counted_from_the_log_today_last():
    campaign, now = a_campaign(), timezone.now()
    sign(campaign, 2)  # three days ago
    PledgeFactory(campaign=campaign, confirmed=True, at=now - timedelta(seconds=3))
    PledgeFactory(campaign=campaign)
    sequence()

    found = signing(now)

    assert [day.count for day in found.days] == [0, 0, 0, 2, 0, 0, 1]
    assert (found.today, found.week, str(found.waiting)) == (1, 3, "1")
    assert [day.height for day in found.days] == [0, 0, 0, HEIGHT, 0, 0, HEIGHT // 2]


def test_what_was_confirmed_before_these_seven_days_is_left_out():
    sign(a_campaign())  # three days ago

    assert signing(timezone.now() + timedelta(days=4)).week == 0


def test_a_pledge_of_a_campaign_below_is_counted_once_in_the_sum_and_in_both_rows():
    above = a_campaign()
    below = a_campaign("haikou")
    below.level, below.parent = "national", above
    below.save()
    sign(below)

    found = signing(timezone.now())

    assert found.week == 1
    assert {row.slug: row.week for row in found.campaigns} == {"light-up": 1, "haikou": 1}


@pytest.mark.parametrize("number", [1, 12])
def test_the_figures_cost_the_same_for_one_pledge_and_for_twelve(django_assert_num_queries, number):
    sign(a_campaign(), number)

    with django_assert_num_queries(3):
        assert signing(timezone.now()).week == number


def test_a_count_ends_at_a_limit_and_says_so():
    now = timezone.now()
    Message.objects.bulk_create(MessageFactory.build(created_at=now) for _ in range(MOST + 1))
    Message.objects.bulk_create([MessageFactory.build(created_at=now - timedelta(days=1))])

    found = capped(Message.objects.all(), "created_at")

    assert str(found) == "1,000+"
    assert found.oldest == now - timedelta(days=1)
    assert not Capped()


def test_a_new_site_says_that_nothing_waits(dashboard):
    a_site()

    html = dashboard(SECRETARIAT)

    assert "Nothing waits." in html
    assert "Nobody has confirmed a pledge in these seven days." in html
    assert html.count('data-works="yes"') == 4


def test_each_role_sees_the_queues_it_works_off_and_no_other(dashboard, member):
    campaign = a_campaign()
    held = PledgeFactory(listed=True, campaign=campaign, message="Be kind.")
    hold_listing(pledge=held, by=member(SECRETARIAT, "first@example.org"), reason="A letter came.")
    EntryReport.objects.create(pledge=held, reason="not_me")
    Message.objects.update(state=MessageState.DROPPED)
    MessageFactory(state=MessageState.FAILED)
    MessageFactory(due_at=timezone.now() - timedelta(minutes=11))
    draft_version(commitment=campaign.commitment, by=None, reason="Shorter.")
    queues = {
        "reports": f"{reverse('to_look_at:index')}?kind=reports",
        "held": f"{reverse('to_look_at:index')}?kind=held",
        "words": f"{reverse('pledge_desk:index')}?words=unread",
        "drafts": reverse("commitments:index"),
        "failed": f"{reverse('outbox:index')}?state=failed",
        "late": f"{reverse('outbox:index')}?state=queued",
    }

    def seen_by(role):
        html = dashboard(role)
        return {name for name, url in queues.items() if f'class="board-queue" href="{url}"' in html}

    assert seen_by(SECRETARIAT) == set(queues)
    assert seen_by(MODERATORS) == {"reports", "held", "words"}
    assert seen_by(EDITORS) == set()


def test_a_message_that_its_sender_was_told_of_or_that_nobody_can_try_again_waits_for_nobody():
    told = {"state": MessageState.FAILED, "came_back_at": timezone.now()}
    MessageFactory(came_back=Reason.NO_MAILBOX, **told)
    MessageFactory(state=MessageState.FAILED, to="")
    by_a_filter = MessageFactory(came_back=Reason.POLICY, **told)
    given_up = MessageFactory(state=MessageState.FAILED)
    (failed,) = (queue for queue in QUEUES if queue.name == "failed")

    assert failed.rows(timezone.now()).count == 2
    assert set(Message.objects.unanswered()) == {by_a_filter, given_up}


def test_an_editor_sees_how_many_sign_and_no_way_to_the_pledges(dashboard):
    sign(a_campaign())

    html = dashboard(EDITORS)

    assert "Confirmed pledges by day" in html
    assert reverse("pledge_desk:index") not in html
    assert "Waiting for confirmation" not in html


def test_what_each_number_leads_to_shows_as_many_rows(client, member, dashboard):
    campaign = a_campaign()
    PledgeFactory(campaign=campaign)
    held = PledgeFactory(listed=True, campaign=campaign, full_name="Amina Held")
    hold_listing(pledge=held, by=member(SECRETARIAT, "first@example.org"), reason="A letter came.")
    dashboard(SECRETARIAT)

    waiting = client.get(f"{reverse('pledge_desk:index')}?state=pending").context["object_list"]
    rows = client.get(f"{reverse('to_look_at:index')}?kind=held").context["rows"]

    assert [pledge.pk for pledge in waiting] == list(Pledge.objects.pending().values_list("pk", flat=True))
    assert [row.pledge.full_name for row in rows] == ["Amina Held"]


def test_what_has_not_moved_for_ten_minutes_is_said_to_be_behind(dashboard):
    now, late = timezone.now(), timezone.now() - timedelta(minutes=12)
    page = StandardPageFactory(parent=a_site(), slug="press")
    assert behind(now) == {}

    append("commitment.published", subject="x:1", payload={}, at=late)
    MessageFactory(due_at=late)
    PledgeFactory(confirmed=True)
    Certificate.objects.update(due_at=late)
    Revision.objects.filter(pk=page.save_revision().pk).update(approved_go_live_at=late)
    sequenced = behind(now)

    assert set(sequenced) == {"log", "mail", "certificates", "schedule"}
    assert dashboard(SECRETARIAT).count('data-works="no"') == 4


def test_what_was_owed_only_now_is_not_late(dashboard):
    PledgeFactory(confirmed=True, at=timezone.now() - timedelta(seconds=3))

    assert "Nothing waits." in dashboard(SECRETARIAT)
    assert behind(timezone.now()) == {}


def test_the_numbers_are_asked_once_in_a_while_and_then_anew(dashboard, client):
    sign(a_campaign())
    Message.objects.update(state=MessageState.DROPPED)
    assert "Nothing waits." in dashboard(SECRETARIAT)

    EntryReport.objects.create(pledge=Pledge.objects.get(), reason="not_me")
    assert "Nothing waits." in client.get(reverse("wagtailadmin_home")).content.decode()

    cache.clear()
    assert "Reports about entries" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_pages_in_review_wait_for_who_may_approve_them(client, dashboard, member):
    page = StandardPageFactory(parent=a_site(), slug="press", title="Press")
    author = member(EDITORS, "author@example.org")
    page.save_revision(user=author)
    page.get_workflow().start(page, author)

    html = dashboard(SECRETARIAT)
    assert 'class="board-queue" href="#awaiting-review-section"' in html
    assert 'id="awaiting-review-section"' in html

    assert "awaiting-review-section" not in dashboard(MODERATORS)


def test_who_writes_finds_the_guide_and_what_is_not_translated(dashboard):
    a_site()  # has no Arabic page

    html = dashboard(EDITORS)

    assert f'href="{reverse("guide")}"' in html
    assert "1 translation is missing, a draft or behind" in html
    assert reverse("page_languages") not in dashboard(MODERATORS)
