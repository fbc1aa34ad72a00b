"""All blocks that a body may hold. The keys are stored data: never rename one without a data migration."""

from wagtail import blocks

from content.blocks.actions import CallToSignBlock, CardsBlock
from content.blocks.evidence import PrivacyFactsBlock, StatisticBlock, TimelineBlock
from content.blocks.media import EmbedBlock, FigureBlock
from content.blocks.text import FaqBlock, QuoteBlock, TextBlock


class BodyBlocks(blocks.StreamBlock):
    """A page's body."""

    text = TextBlock()
    quote = QuoteBlock()
    figure = FigureBlock()
    statistic = StatisticBlock()
    timeline = TimelineBlock()
    privacy_facts = PrivacyFactsBlock()
    faq = FaqBlock()
    cards = CardsBlock()
    call_to_sign = CallToSignBlock()
    embed = EmbedBlock()
