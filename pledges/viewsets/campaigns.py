"""The records of campaigns: made and mended here; their faces are pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from pledges.models import Campaign
from pledges.viewsets.forms import CampaignForm


class CampaignIndexView(IndexView):
    table_classname = "listing desk-listing-table"
    page_title = _("Campaigns")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name"),
            Column("slug", label=_("Short name")),
            Column("level", label=_("Level"), accessor="get_level_display"),
            Column("parent", label=_("Part of"), accessor="parent.name"),
            Column("commitment", label=_("Commitment"), accessor="commitment.name"),
            DateColumn("opens_at", label=_("Opens")),
            DateColumn("closes_at", label=_("Closes")),
        ]

    def get_base_queryset(self) -> Any:
        return Campaign.objects.select_related("parent", "commitment")


class CampaignDeleteView(DeleteView):
    """Only a campaign that nothing belongs to goes: one question for each kind of row, whatever their number."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("delete") and _is_in_use(self.object):
            messages.error(
                request,
                gettext("This campaign has pledges, pages or campaigns below it, so it stays. Close it instead."),
            )
            return redirect(self.get_success_url())
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


def _is_in_use(campaign: Campaign) -> bool:
    """Django would load every pledge to say no; this asks whether there is one."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: campaign}).exists()
        for relation in campaign._meta.related_objects
    )


def _panels(*, slug_is_chosen: bool) -> ObjectList:
    return ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug", read_only=slug_is_chosen),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("level"), FieldPanel("parent")]), FieldPanel("place")], heading=_("Reach")
            ),
            FieldPanel("commitment"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]), FieldPanel("goal")],
                heading=_("Period and goal"),
            ),
        ],
        base_form_class=CampaignForm,
    )


class CampaignRecords(ModelViewSet):
    """`/cms/campaign-records/`"""

    model = Campaign
    name = "campaign_records"
    url_prefix = "campaign-records"
    icon = "flag"
    menu_label = _("Campaigns")
    index_view_class = CampaignIndexView
    delete_view_class = CampaignDeleteView
    copy_view_enabled = False
    inspect_view_enabled = True
    search_fields = ["name", "slug"]
    list_filter = ["level", "commitment"]
    ordering = "name"
    edit_handler = _panels(slug_is_chosen=False)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The short name stands in addresses, tallies and the log: it is chosen once."""
        panel = _panels(slug_is_chosen=True).bind_to_model(Campaign)
        return super().get_edit_view_kwargs(**{"panel": panel, "form_class": panel.get_form_class(), **kwargs})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """No page of usage: pages show their campaign, and pledges are not indexed."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {key: value for key, value in found.items() if key != "usage_url_name"}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
