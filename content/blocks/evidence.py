"""Blocks that state facts. Each carries its source, so that nobody can type a naked number."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.privacy import privacy_facts


class StatisticBlock(blocks.StructBlock):  # -> templates/content/blocks/statistic.html
    """One figure somebody else has stated. Counts of pledges are never typed: they are read from the tallies."""

    figure = blocks.CharBlock(
        label=_("figure"), max_length=40, help_text=_("With its unit, for example “54” or “37 %”.")
    )
    label = blocks.CharBlock(label=_("what it counts"), max_length=300)
    source = blocks.CharBlock(label=_("source"), max_length=200, help_text=_("Document or body that states it."))
    source_url = blocks.URLBlock(label=_("address of the source"), required=False)
    source_date = blocks.DateBlock(label=_("date of the source"), help_text=_("When the source stated it."))

    class Meta:
        icon, group = "order", _("Facts")
        label = _("Statistic")
        template = "content/blocks/statistic.html"
        description = _("One figure with what it counts, its source and the source's date")
        preview_value = {
            "figure": "26",
            "label": "countries took part in the first congress",
            "source": "ESCM Plan",
            "source_url": "",
            "source_date": date(2025, 11, 12),
        }


class PrivacyFactsBlock(blocks.StaticBlock):  # -> templates/content/blocks/privacy_facts.html
    """What the software itself knows of data protection, so that no notice says other than what is done."""

    class Meta:
        icon, group = "lock", _("Facts")
        label = _("Privacy facts")
        admin_text = _("Retention, consents, recipients, cookies and logs, as the settings of this server make them.")
        template = "content/blocks/privacy_facts.html"
        description = _("How long data is kept, each consent in its words, who receives data: stated by the software")
        preview_value = None

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add `privacy` (`content.privacy.PrivacyFacts`) and `recipients`, as the operator named them."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        # only here: the models of this app are built from its blocks
        from content.models import SiteSettings

        known = SiteSettings.for_request(request) if request is not None else SiteSettings()
        return context | {"privacy": privacy_facts(), "recipients": known.recipient_lines()}


class MomentBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("when"), max_length=60, help_text=_("As people say it, “November 2022”."))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    text = blocks.TextBlock(label=_("text"), max_length=600, required=False)

    class Meta:
        icon = "date"
        label = _("Moment")


class TimelineBlock(blocks.StructBlock):  # -> templates/content/blocks/timeline.html
    """What happened, in order."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    items = blocks.ListBlock(MomentBlock(), label=_("moments"), min_num=1)

    class Meta:
        icon, group = "history", _("Facts")
        label = _("Timeline")
        template = "content/blocks/timeline.html"
        description = _("Dated steps, the earliest first")
        preview_value = {
            "heading": "How it began",
            "items": [
                {"when": "November 2022", "title": "First congress, Haikou", "text": "The Haikou Initiative."},
                {"when": "2025–2035", "title": "1+1 Action", "text": ""},
            ],
        }
