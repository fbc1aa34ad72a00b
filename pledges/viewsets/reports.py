"""What strangers told us about entries: a queue, the longest waiting first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from pledges import services
from pledges.forms import AnswerForm
from pledges.models import EntryReport
from pledges.viewsets.desk import ReasonView, WordsColumn
from pledges.viewsets.filters import ReportFilterSet
from users.listing import RecordViewSet, UncountedIndexView
from users.models import User


class StandingColumn(Column):
    """Answered, waiting, or waiting for longer than we promised."""

    cell_template_name = "pledges/cms/_report_cell.html"

    def get_cell_context_data(self, instance: EntryReport, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        is_late = instance.answered_at is None and instance.at + services.PROMISE < timezone.now()
        may_answer = instance.answered_at is None and context["request"].user.has_perm("pledges.change_entryreport")
        return context | {"report": instance, "is_late": is_late, "may_answer": may_answer}


class ReportIndexView(UncountedIndexView):
    any_permission_required = ["view", "change"]
    default_ordering = ("-is_claim", "at", "pk")  # who says that it is their name waits for nobody
    page_title = _("Reports")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "pledge",
                label=_("Entry"),
                accessor="pledge.full_name",
                get_url=lambda report: reverse("pledge_desk:inspect", args=[report.pledge_id]),
                link_attrs={"dir": "auto"},
            ),
            WordsColumn("campaign", label=_("Campaign"), accessor="pledge.campaign.name"),
            Column("reason", label=_("Reason"), accessor="get_reason_display"),
            WordsColumn("note", label=_("Note"), accessor="note"),
            DateColumn("at", label=_("Reported")),
            StandingColumn("answered", label=_("Answer"), accessor="answered_at"),
        ]

    def get_base_queryset(self) -> QuerySet[EntryReport]:
        return EntryReport.objects.select_related("pledge__campaign", "answered_by").claims_first()


class AnswerView(ReasonView):
    """Say what was found and done, and close the report."""

    model = EntryReport
    permission_required = "change"
    form_class = AnswerForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.report = get_object_or_404(EntryReport.objects.select_related("pledge__campaign"), pk=kwargs["pk"])

    def act_on(self, by: User, answers: dict[str, Any]) -> None:
        services.answer_report(report=self.report, by=by, **answers)

    @property
    def done(self) -> str:
        return gettext("The report is answered.")

    def get_success_url(self) -> str:
        return reverse("entry_reports:index")

    def get_page_title(self) -> str:
        return gettext("Answer a report")

    def get_page_subtitle(self) -> str:
        return self.report.pledge.full_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        pledge = self.report.pledge
        return [
            *self.breadcrumbs_items,
            {"url": self.get_success_url(), "label": gettext("Reports")},
            {"url": reverse("pledge_desk:inspect", args=[pledge.pk]), "label": pledge.full_name},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "explanation": _(
                "Say what you found and did. This closes the report: hold or hide the pledge first, on its own page, "
                "if it needs it. A name that is off the lists only because nobody had answered comes back if you say "
                "that nothing was wrong."
            ),
            "button": _("Close the report"),
            "is_final": False,
            "back_url": self.get_success_url(),
            "about": [
                {"label": _("Entry"), "value": self.report.pledge.full_name},
                {"label": _("Campaign"), "value": self.report.pledge.campaign.name},
                {"label": _("Reason"), "value": self.report.get_reason_display()},
                {"label": _("Note"), "value": self.report.note},
            ],
        }


class ReportURLFinder(ModelAdminURLFinder):
    def construct_edit_url(self, instance: EntryReport) -> str:
        return reverse("entry_reports:answer", args=[instance.pk])


class ReportQueue(RecordViewSet):
    """`/cms/entry-reports/`"""

    model = EntryReport
    name = "entry_reports"
    url_prefix = "entry-reports"
    icon = "warning"
    menu_label = _("Reports")
    index_view_class = ReportIndexView
    filterset_class = ReportFilterSet
    url_finder_class = ReportURLFinder

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/answer/", self.construct_view(AnswerView), name="answer"),
        ]
