"""What the tests of kept answers begin with: a clock that stands still, a page, a campaign, a reader of what is kept."""

import pickle
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache

from tests.factories.campaigns import a_campaign
from tests.factories.pages import CampaignIndexPageFactory, CampaignPageFactory, StandardPageFactory, a_site
from users.models import User

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def clock(settings):
    """Answers are kept for a minute; time stands still and goes on when it is told to."""
    settings.KEPT_SECONDS = 60
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def about():
    return StandardPageFactory(parent=a_site(), slug="about", body=[("text", "<p>old words</p>")])


@pytest.fixture
def secretariat():
    return User.objects.create_superuser("secretariat@example.org", "x")


@pytest.fixture
def asked(client, django_assert_num_queries):
    """Ask for a page that is kept already: nothing is looked up."""

    def ask(path: str, **more):
        with django_assert_num_queries(0):
            return client.get(path, **more)

    return ask


@pytest.fixture
def campaign_path():
    campaign = a_campaign()
    CampaignPageFactory(parent=CampaignIndexPageFactory(parent=a_site()), campaign=campaign)
    return "/en/campaigns/light-up/"


@pytest.fixture
def kept_keys():
    """Return what lies in the cache of answers, when it is that of this process."""

    def keys() -> list[str]:
        store = getattr(cache, "_cache", None)
        if not isinstance(store, dict):
            pytest.skip("looks into the cache of this process")
        values = {key: pickle.loads(value) for key, value in store.items() if "content.answer." in key}
        return [key for key, value in values.items() if isinstance(value, tuple)]

    return keys
