"""What templates need to show editors' words."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
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
    """Show the body of `page`. For live pages it is kept until an editor changes something; links cost queries."""
    page, request = context["page"], context["request"]

    def make() -> SafeString:
        around = context.flatten()
        return format_html_join("\n", "{}", ((block.render(context=around),) for block in page.body))

    if getattr(request, "is_preview", False) or not page.live:
        return make()
    return kept(f"body.{page.pk}.{get_language()}", make)


@register.simple_tag(takes_context=True)
def facts(context: Context, text: str) -> str:
    """Show plain text with the operator's facts in place of placeholders."""
    return fill_text(text, _contact(context)) if "{" in text else text


def _contact(context: Context) -> Contact:
    found: Any = context.get("contact")
    return found if isinstance(found, Contact) else Contact()
