"""Every label of the desk can be said in another language, and every page of it opens in one."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from wagtail.users.models import UserProfile

from pledges.services import draft_version, hold_listing, report_entry
from tests.factories.mail import MessageFactory
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from users.models import User

pytestmark = pytest.mark.django_db

LABELS = "th, dt, label, button, summary, caption, legend, a.button, .help, .help-block, .w-status, .desk-listing"
MARK = "⟦"


@pytest.fixture
def pages(settings, client, campaign) -> list[str]:
    """Each page of the desk, with something on it."""
    settings.SECOND_FACTOR_REQUIRED = False
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    pledge = PledgeFactory(listed=True)
    hold_listing(pledge=pledge, by=user, reason="a doubt")
    report = report_entry(certificate=pledge.certificate, reason="other", note="")
    published, draft = campaign.commitment.current_version(), draft_version(commitment=campaign.commitment, by=user)
    return [
        "/cms/pledges/",
        f"/cms/pledges/{pledge.pk}/",
        *(f"/cms/pledges/{pledge.pk}/{act}/" for act in ("hold", "release", "hide", "revoke", "withdraw")),
        "/cms/entry-reports/",
        f"/cms/entry-reports/{report.pk}/answer/",
        "/cms/campaign-records/",
        f"/cms/campaign-records/edit/{campaign.pk}/",
        "/cms/commitments/",
        f"/cms/commitments/inspect/{campaign.commitment_id}/",
        f"/cms/commitment-versions/draft/{campaign.commitment_id}/",
        f"/cms/commitment-versions/{published.pk}/",
        f"/cms/commitment-versions/{published.pk}/answer-for/ar/",
        f"/cms/commitment-versions/{published.pk}/translate/",
        *(f"/cms/commitment-versions/{draft.pk}/{page}" for page in ("", "edit/", "approve/", "publish/", "reopen/")),
        "/cms/places/",
        "/cms/places/edit/9/",
        "/cms/messages/",
        f"/cms/messages/{MessageFactory().pk}/",
    ]


@pytest.fixture
def marked(monkeypatch) -> None:
    """Every sentence that goes through the catalogues comes back with a mark."""

    def mark(say: Callable[..., str]) -> Callable[..., str]:
        return lambda *words: f"{MARK}{say(*words)}⟧"

    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        monkeypatch.setattr(translation._trans, name, mark(getattr(translation._trans, name)))


def test_every_label_goes_through_the_catalogues(client, pages, marked):
    bare = {}
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        main = BeautifulSoup(response.content, "html.parser").find(id="main")
        main.select_one("header.w-slim-header").decompose()  # Wagtail's own furniture
        texts = (element.get_text(" ", strip=True) for element in main.select(LABELS))
        bare[page] = sorted({text for text in texts if any(map(str.isalpha, text)) and MARK not in text})

    assert {page: texts for page, texts in bare.items() if texts} == {}


def test_every_page_opens_from_right_to_left(client, pages):
    UserProfile.objects.create(user=User.objects.get(is_superuser=True), preferred_language="ar")

    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert 'dir="rtl"' in response.content.decode()[:300]
