"""What templates need to show editors' words."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText

from content.caching import kept
from content.facts import Contact, fill_html, fill_text

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context: Context, value: RichText | str) -> RichText:
    """Show rich text with the operator's facts in place of placeholders."""
    source = value.source if isinstance(value, RichText) else value or ""
    return RichText(fill_html(source, _contact(context)) if "{" in source else source)


@register.simple_tag(takes_context=True)
def body(context: Context) -> str:
    """Show the body of `page`. For live pages it is kept until an editor changes something; links cost queries.

    Blocks that show a count (`is_counted`) are never kept.
    """
    page, request = context["page"], context["request"]
    around = context.flatten()

    def shown(block: StreamValue.StreamChild) -> SafeString:
        return format_html("{}", block.render(context=around))

    def make() -> list[SafeString | None]:
        return [None if getattr(block.block, "is_counted", False) else shown(block) for block in page.body]

    is_kept = page.live and not getattr(request, "is_preview", False)
    pieces = kept(f"body.{page.pk}.{get_language()}", make) if is_kept else make()
    whole = (shown(page.body[i]) if piece is None else piece for i, piece in enumerate(pieces))
    return format_html_join("\n", "{}", ((piece,) for piece in whole))


@register.simple_tag(takes_context=True)
def facts(context: Context, text: str) -> str:
    """Show plain text with the operator's facts in place of placeholders."""
    return fill_text(text, _contact(context)) if "{" in text else text


def _contact(context: Context) -> Contact:
    found: Any = context.get("contact")
    return found if isinstance(found, Contact) else Contact()
