"""The records of campaigns in the CMS: what may be mended, and what stays because people have signed."""

import pytest

from pledges.models import Campaign
from tests.factories.campaigns import a_campaign
from tests.factories.pages import CampaignPageFactory
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

RECORDS = "/cms/campaign-records/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def secretariat(client):
    rights = [f"pledges.{verb}_campaign" for verb in ("view", "add", "change", "delete")]
    client.force_login(UserFactory(rights=rights))


def fields(campaign, **changes) -> dict[str, str]:
    posted = {
        "name": campaign.name,
        "slug": campaign.slug,
        "level": campaign.level,
        "parent": campaign.parent_id or "",
        "place": campaign.place_id or "",
        "commitment": campaign.commitment_id,
        "opens_at": "",
        "closes_at": "",
        "goal": campaign.goal or "",
    }
    return posted | changes


def below(campaign, slug: str, level: str = "national") -> Campaign:
    return Campaign.objects.create(slug=slug, name=slug, level=level, parent=campaign, commitment=campaign.commitment)


def edit(client, campaign, **changes):
    return client.post(f"{RECORDS}edit/{campaign.pk}/", fields(campaign, **changes))


def test_a_campaign_is_made_with_its_short_name(client, secretariat, campaign):
    new = Campaign(slug="kenya", name="Kenya", level="national", parent=campaign, commitment=campaign.commitment)

    client.post(f"{RECORDS}new/", fields(new))

    assert Campaign.objects.get(slug="kenya").parent == campaign


def test_the_short_name_is_chosen_once(client, secretariat, campaign):
    edit(client, campaign, slug="another", name="Another name")

    campaign.refresh_from_db()
    assert (campaign.slug, campaign.name) == ("light-up", "Another name")


def test_a_campaign_is_never_below_itself(client, secretariat, campaign):
    region = below(campaign, "africa", "regional")
    nation = below(region, "kenya")

    response = edit(client, region, parent=nation.pk)

    assert response.status_code == 200
    assert "A campaign cannot be part of itself or of a campaign below it." in response.content.decode()
    region.refresh_from_db()
    assert region.parent == campaign


def test_a_global_campaign_is_part_of_no_other(client, secretariat, campaign):
    other = below(campaign, "africa", "regional")

    response = edit(client, other, level="global")

    assert "A global campaign is part of no other." in response.content.decode()


def test_a_campaign_closes_after_it_opens(client, secretariat, campaign):
    response = edit(client, campaign, opens_at="2026-12-02 10:00", closes_at="2026-12-01 10:00")

    assert "A campaign closes after it opens." in response.content.decode()


def test_where_people_have_signed_the_commitment_and_the_parent_stay(client, secretariat, campaign):
    nation, other = below(campaign, "kenya"), a_campaign("haikou-initiative")
    PledgeFactory(campaign=nation)

    response = edit(client, nation, parent=other.pk, commitment=other.commitment_id)

    page = response.content.decode()
    assert "People have signed here or in a campaign below" in page
    assert "People have signed this commitment here, so it stays." in page
    nation.refresh_from_db()
    assert (nation.parent, nation.commitment) == (campaign, campaign.commitment)


def test_a_campaign_is_part_of_one_with_the_same_commitment(client, secretariat, campaign):
    """Who signs both commitments would count twice in what they are part of."""
    nation, other = below(campaign, "kenya"), a_campaign("haikou-initiative")
    new = Campaign(slug="sudan", name="Sudan", level="national", parent=campaign, commitment=other.commitment)

    answers = [
        client.post(f"{RECORDS}new/", fields(new)),
        edit(client, nation, parent=other.pk),
        edit(client, nation, commitment=other.commitment_id),
    ]

    for answer in answers:
        assert "A campaign is part of one with the same commitment" in answer.content.decode()
    assert not Campaign.objects.filter(slug="sudan").exists()
    nation.refresh_from_db()
    assert (nation.parent, nation.commitment) == (campaign, campaign.commitment)


def test_a_campaign_keeps_the_commitment_that_those_below_it_share(client, secretariat, campaign):
    below(campaign, "kenya")

    response = edit(client, campaign, commitment=a_campaign("haikou-initiative").commitment_id)

    assert "Campaigns below this one share its commitment, so it stays." in response.content.decode()


def test_a_campaign_with_pledges_stays(client, secretariat, campaign):
    PledgeFactory(campaign=campaign)

    response = client.post(f"{RECORDS}delete/{campaign.pk}/", follow=True)

    assert "so it stays" in response.content.decode()
    assert Campaign.objects.filter(pk=campaign.pk).exists()


def test_a_campaign_with_a_page_stays(client, secretariat, campaign):
    CampaignPageFactory(campaign=campaign)

    client.post(f"{RECORDS}delete/{campaign.pk}/")

    assert Campaign.objects.filter(pk=campaign.pk).exists()


def test_a_campaign_that_nothing_belongs_to_goes(client, secretariat, campaign):
    nation = below(campaign, "kenya")

    assert client.get(f"{RECORDS}delete/{nation.pk}/").status_code == 200
    client.post(f"{RECORDS}delete/{nation.pk}/")

    assert not Campaign.objects.filter(pk=nation.pk).exists()


def test_who_may_only_read_changes_nothing(client, campaign):
    client.force_login(UserFactory(rights=["pledges.view_campaign"]))

    assert client.get(RECORDS).status_code == 200
    assert edit(client, campaign, name="Another").url == "/cms/"
    campaign.refresh_from_db()
    assert campaign.name == "light-up"
