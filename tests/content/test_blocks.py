"""The blocks of a body: each can be found, previewed and trusted."""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import translation
from wagtail.admin.icons import get_icons
from wagtail.blocks import StructBlockValidationError

from content.blocks import BodyBlocks, CallToSignBlock, CardsBlock, EmbedBlock, FigureBlock, StatisticBlock
from tests.factories.pages import ImageFactory, StandardPageFactory, a_site, translate

BLOCKS = BodyBlocks().child_blocks


def test_the_keys_are_stored_data_and_do_not_change():
    assert list(BLOCKS) == [
        "text",
        "quote",
        "figure",
        "statistic",
        "timeline",
        "privacy_facts",
        "faq",
        "cards",
        "call_to_sign",
        "embed",
    ]


@pytest.mark.parametrize("name", BLOCKS)
def test_an_editor_sees_what_a_block_is_before_choosing_it(name):
    block = BLOCKS[name]

    assert block.label
    assert block.meta.group
    assert f'id="icon-{block.meta.icon}"' in get_icons()  # else its place stays empty
    assert block.get_description()
    assert block.is_previewable


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_its_preview_renders_in_both_directions(name):
    ImageFactory()
    a_site()
    block = BLOCKS[name]
    value = block.normalize(block.get_preview_value())

    for language in ("en", "ar"):
        with translation.override(language):
            html = block.render(value, context={"request": RequestFactory().get("/")})
        assert "<" in html
        assert "//" not in html.replace("https://www.ness.link/", "")  # nothing is loaded from another host


@pytest.mark.parametrize("missing", ["figure", "label", "source", "source_date"])
def test_nobody_types_a_naked_number(missing):
    block = StatisticBlock()
    stated = {
        "figure": "54",
        "label": "countries",
        "source": "ESCM Plan",
        "source_url": "",
        "source_date": "2025-11-12",
    }

    block.clean(block.to_python(stated))
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(stated | {missing: ""}))

    assert list(refused.value.block_errors) == [missing]


@pytest.mark.django_db
def test_a_figure_says_what_it_shows():
    block = FigureBlock()
    value = block.to_python({"image": ImageFactory().pk, "alt": "A coast at night", "caption": "", "credit": ""})

    html = block.render(value)

    assert 'alt="A coast at night"' in html
    assert "image/avif" in html
    assert "image/webp" in html
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"image": value["image"].pk, "alt": ""}))


def test_a_film_elsewhere_is_a_link_and_no_player():
    block = EmbedBlock()

    html = block.render(block.to_python({"url": "https://media.un.org/x", "title": "A talk", "image": None}))

    assert 'href="https://media.un.org/x"' in html
    assert "<iframe" not in html
    assert "src=" not in html


@pytest.mark.django_db
def test_cards_lead_to_the_page_in_the_readers_language_and_never_to_a_draft():
    home = a_site()
    plan = StandardPageFactory(parent=home, slug="plan")
    translate(plan)
    draft = StandardPageFactory(parent=home, slug="draft", live=False)
    block = CardsBlock()
    cards = [{"title": "Plan", "page": plan.pk}, {"title": "Draft", "page": draft.pk}, {"title": "Alone"}]

    with translation.override("ar"):
        html = block.render(block.to_python({"heading": "", "items": cards}))

    assert html.count("<a ") == 1
    assert 'href="/ar/plan/"' in html


@pytest.mark.django_db
def test_a_call_to_sign_chooses_campaign_pages_only():
    from campaign.models import CampaignPage  # the block names it by a string, since it lies above

    assert CallToSignBlock().child_blocks["page"].target_model is CampaignPage
