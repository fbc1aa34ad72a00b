"""The records of campaigns: made and mended here; their faces are pages."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from pledges import services
from pledges.forms import ActForm, ExportForm
from pledges.models import Campaign, Pledge
from pledges.viewsets.desk import ReasonView, staff
from pledges.viewsets.forms import CampaignForm
from users.listing import UnexportedMixin


class CampaignIndexView(UnexportedMixin, IndexView):
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


class CampaignInspectView(InspectView):
    """Beside the usual buttons, the one that exports its pledges."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if not self.request.user.has_perm("pledges.export_pledge"):
            return buttons
        url = reverse("campaign_records:export", args=[self.object.pk])
        return [*buttons, Button(_("Export pledges"), url, icon_name="download", priority=60)]


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


class ExportView(ReasonView):
    """The page between a campaign and a file of its pledges. The file is written as it is sent, row by row."""

    model = Pledge
    permission_required = "export"
    form_class = ExportForm
    page_title = _("Export pledges")
    header_icon = "download"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.campaign = get_object_or_404(Campaign, pk=kwargs["pk"])

    def form_valid(self, form: ActForm) -> HttpResponse:
        answers = form.cleaned_data
        rows = services.export_pledges(campaign=self.campaign, by=staff(self.request), **answers)
        response = cast("HttpResponse", StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8"))
        day = timezone.now().date().isoformat()
        response["Content-Disposition"] = f'attachment; filename="{self.campaign.slug}-{day}.csv"'
        return response

    def get_success_url(self) -> str:
        return reverse("campaign_records:inspect", args=[self.campaign.pk])

    def get_page_subtitle(self) -> str:
        return self.campaign.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "explanation": _(
                "You get one table (CSV) of the confirmed, withdrawn and revoked pledges that were signed in this campaign. "
                "Names, also of those who chose not to be shown, are in it: they may be published only as each chose."
            ),
            "button": _("Download the table"),
            "is_final": False,
            "back_url": self.get_success_url(),
            "about": [{"label": _("Campaign"), "value": self.campaign.name}],
        }


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
    inspect_view_class = CampaignInspectView
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
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
        return [
            *patterns,
            path(
                "<int:pk>/export/",
                self.construct_view(ExportView, permission_policy=ModelPermissionPolicy(Pledge)),
                name="export",
            ),
        ]
