"""Blocks made of words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

from content.prose import FEATURES, tidy


class ProseBlock(blocks.RichTextBlock):
    """Rich text that is tidied on its way in and on its way back into the editor, so that a page always opens again."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    def value_from_form(self, value: str) -> RichText:
        return RichText(tidy(value))

    def value_for_form(self, value: RichText) -> str:
        return tidy(value.source)

    def normalize(self, value: RichText | str | None) -> RichText:
        return RichText(tidy(value.source if isinstance(value, RichText) else value or ""))


class TextBlock(ProseBlock):  # -> templates/content/blocks/text.html
    """Paragraphs, headings, lists and links."""

    class Meta:
        icon, group = "pilcrow", _("Text")
        label = _("Text")
        template = "content/blocks/text.html"
        description = _("Paragraphs with headings, lists and links")
        preview_value = (
            "<h2>Why sign?</h2><p>Eco-security is the <b>bottom line</b> of a shared future.</p>"
            "<ul><li>for our own children</li><li>for the nation’s children</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):  # -> templates/content/blocks/quote.html
    """A sentence that somebody said or wrote and agreed to have published."""

    text = blocks.TextBlock(
        label=_("quotation"), max_length=1200, help_text=_("Word for word, without quotation marks around it.")
    )
    speaker = blocks.CharBlock(label=_("speaker or document"), max_length=120)
    source = blocks.CharBlock(
        label=_("where it is found"),
        max_length=200,
        required=False,
        help_text=_("Document and place in it, or occasion."),
    )
    source_date = blocks.CharBlock(
        label=_("date"), max_length=60, required=False, help_text=_("As people say it, “19 November 2022”.")
    )

    class Meta:
        icon, group = "openquote", _("Voices")
        label = _("Quote")
        template = "content/blocks/quote.html"
        description = _("A quotation with the name of the person or document it comes from")
        preview_value = {
            "text": "pay close attention to the Eco-Security bottom-line necessary for the long-term survival of the "
            "children of ourselves and our own countries",
            "speaker": "Haikou Initiative",
            "source": "ESCM Plan, appendix, first call",
            "source_date": "19 November 2022",
        }


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=200)
    answer = ProseBlock(label=_("answer"), features=["bold", "italic", "ol", "ul", "link", "document-link"])

    class Meta:
        icon = "help"
        label = _("Question")


class FaqBlock(blocks.StructBlock):  # -> templates/content/blocks/faq.html
    """Questions that open to show their answers, without a script."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    items = blocks.ListBlock(QuestionBlock(), label=_("questions"), min_num=1)

    class Meta:
        icon, group = "help", _("Text")
        label = _("Questions and answers")
        template = "content/blocks/faq.html"
        description = _("Questions that open to show their answers")
        preview_value = {
            "heading": "Questions",
            "items": [
                {
                    "question": "Who may sign?",
                    "answer": "<p>Anyone who teaches, researches or studies for a research degree, in any discipline.</p>",
                },
                {"question": "Can I withdraw?", "answer": "<p>Yes, at any time.</p>"},
            ],
        }
