"""What the page editor checks beyond the fields themselves."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class CampaignPageForm(WagtailAdminPageForm):
    """A campaign has one face in each language."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        campaign = cleaned.get("campaign")
        if campaign is not None:
            others = campaign.pages.filter(locale=self.instance.locale_id or self.parent_page.locale_id)
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error("campaign", ValidationError(_("This campaign already has a page in this language.")))
        return cleaned
