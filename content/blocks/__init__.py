"""The blocks that a page's body is built from, by family."""

from content.blocks.actions import CallToSignBlock, CardsBlock
from content.blocks.body import BodyBlocks
from content.blocks.evidence import PrivacyFactsBlock, StatisticBlock, TimelineBlock
from content.blocks.media import EmbedBlock, FigureBlock
from content.blocks.text import FaqBlock, ProseBlock, QuoteBlock, TextBlock

__all__ = [
    "BodyBlocks",
    "CallToSignBlock",
    "CardsBlock",
    "EmbedBlock",
    "FaqBlock",
    "FigureBlock",
    "PrivacyFactsBlock",
    "ProseBlock",
    "QuoteBlock",
    "StatisticBlock",
    "TextBlock",
    "TimelineBlock",
]
