"""Panels of the page editor that show rather than ask."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from content.findings import findings_of


class FindingsPanel(Panel):
    """“Before you publish”: what the page lacks, as last saved, each with the way to its field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Before you publish"))
        super().__init__(**kwargs)

    @property
    def clean_name(self) -> str:
        return "findings"

    class BoundPanel(Panel.BoundPanel):
        template_name = "content/cms/findings_panel.html"

        def is_shown(self) -> bool:
            """A page that is not saved yet lacks everything, and nobody wants to hear it."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            found: dict[str, Any] = super().get_context_data(parent_context) or {}
            return found | {"findings": findings_of(self.instance)}
