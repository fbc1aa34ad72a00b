"""What a page lacks is said before it is published: in words, with the way to the field, and it stops nobody."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from content.findings import findings_of, findings_of_all
from tests.factories.campaigns import a_campaign
from tests.factories.pages import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ImageFactory,
    StandardPageFactory,
    StoryIndexPageFactory,
    StoryPageFactory,
    a_site,
    translate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_site()


@pytest.fixture
def page(home):
    return StandardPageFactory(parent=home, slug="press", body=[("text", "<p>Words.</p>")])


def kinds(page):
    return [finding.kind for finding in findings_of(page)]


def with_text(page, html):
    page.body = [("text", html)]
    return kinds(page)


def test_a_finished_page_lacks_nothing(page):
    assert findings_of(page) == []


def test_a_page_without_a_lead(page):
    page.lead = ""

    [finding] = findings_of(page)

    assert (finding.kind, finding.anchor) == ("lead", "id_lead")
    assert "There is no lead." in finding.sentence


@pytest.mark.parametrize(
    ("title", "seo_title", "found"),
    [
        ("x" * 65, "", []),
        ("x" * 66, "", ["title"]),
        ("x" * 66, "Short", []),
        ("为子女的未来承担责任" * 3, "", []),
        ("为子女的未来承担责任" * 4, "", ["title"]),  # each sign is as wide as two letters
    ],
)
def test_a_title_that_search_results_would_cut(page, title, seo_title, found):
    page.title, page.seo_title = title, seo_title

    assert kinds(page) == found


def test_a_body_without_blocks_where_one_is_expected(page, home):
    page.body = []
    assert kinds(page) == ["body"]

    assert kinds(StoryIndexPageFactory(parent=home, lead="Stories.")) == []  # the list is its content


def test_a_picture_that_nobody_described(home):
    story = StoryPageFactory(parent=StoryIndexPageFactory(parent=home), picture=ImageFactory())
    assert kinds(story) == ["alt"]

    story.picture_alt = "A coast at night"
    assert kinds(story) == []


def test_a_figure_without_words_or_maker(page):
    picture = ImageFactory(title="Coast")
    figure = {"image": picture, "alt": "", "caption": "", "credit": ""}

    page.body = [("figure", figure)]
    assert kinds(page) == ["alt", "credit"]

    page.body = [("figure", figure | {"alt": "A coast at night", "credit": "W. Otieno"})]
    assert kinds(page) == []


def test_a_number_without_a_source(page):
    stated = {"figure": "54", "label": "countries", "source": "", "source_url": "", "source_date": date(2025, 11, 12)}
    page.body = [("statistic", stated)]

    assert kinds(page) == ["source"]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<h2>One</h2><h3>Two</h3><h4>Three</h4><h2>Four</h2>", []),
        ("<h3>Two</h3>", ["headings"]),
        ("<h2>One</h2><h4>Three</h4>", ["headings"]),
    ],
)
def test_a_heading_that_leaves_a_level_out(page, html, found):
    assert with_text(page, html) == found


def test_the_heading_of_a_block_is_a_level_of_its_own(page):
    faq = {"heading": "Questions", "items": [{"question": "Who?", "answer": "<p>All.</p>"}]}
    page.body = [("faq", faq), ("text", "<h3>More of it</h3>")]

    assert kinds(page) == []


@pytest.mark.parametrize(
    "words",
    ["here", "Read more …", "اضغط هنا", "点击这里", "Подробнее", "haga clic aquí", "https://www.ness.link/plan"],
)
def test_a_link_that_does_not_say_where_it_leads(page, words):
    assert with_text(page, f'<p><a href="https://www.ness.link/">{words}</a></p>') == ["link_words"]


@pytest.mark.parametrize("words", ["the ESCM Plan", "www.ness.link", "there is more in the plan"])
def test_a_link_that_does(page, words):
    assert with_text(page, f'<p><a href="https://www.ness.link/">{words}</a></p>') == []


def test_links_to_pages_and_files_that_readers_do_not_get(page, home):
    public = StandardPageFactory(parent=home, slug="public")
    draft = StandardPageFactory(parent=home, slug="draft", live=False)
    file = get_document_model().objects.create(title="Plan", file=ContentFile(b"plan", "plan.pdf"))

    def led_to(kind, pk):
        return with_text(page, f'<p><a linktype="{kind}" id="{pk}">the plan</a></p>')

    assert led_to("page", public.pk) == led_to("document", file.pk) == []
    assert led_to("page", draft.pk) == led_to("page", 987_654) == led_to("document", 987_654) == ["not_public"]


def test_a_card_that_leads_to_a_page_that_is_not_public(page, home):
    draft = StandardPageFactory(parent=home, slug="draft", live=False)
    card = {"title": "Plan", "text": "", "page": draft, "url": "", "image": None}
    page.body = [("cards", {"heading": "", "items": [card]})]

    assert kinds(page) == ["not_public"]


def test_a_campaign_that_nobody_can_sign(home):
    campaign = a_campaign()
    face = CampaignPageFactory(
        parent=CampaignIndexPageFactory(parent=home), campaign=campaign, body=[("text", "<p>Words.</p>")]
    )
    assert kinds(face) == kinds(translate(face)) == []

    without = a_campaign("empty")
    without.commitment = type(campaign.commitment).objects.create(slug="nothing-yet", name="Nothing yet")
    face.campaign = without
    assert kinds(face) == ["wording"]


@pytest.mark.parametrize("number", [1, 6])
def test_where_links_lead_is_asked_once_for_all_pages(page, home, django_assert_num_queries, number):
    body = [("text", f'<p><a linktype="page" id="{home.pk}">Home</a></p>')]
    pages = [StandardPageFactory(parent=home, slug=f"page-{n}", body=body) for n in range(number)]

    with django_assert_num_queries(1):
        assert findings_of_all(pages) == [[]] * number


def test_a_block_that_must_be_filled_and_is_not(page):
    assert with_text(page, "") == ["empty"]
    assert with_text(page, "<p>  </p>") == ["empty"]

    page.body = [("quote", {"text": "", "speaker": "Haikou Initiative", "source": "", "source_date": ""})]
    (found,) = findings_of(page)
    assert "“quotation” is empty" in found.sentence
