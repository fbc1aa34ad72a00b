"""The addresses that are not written to, and how the providers of the world take our mail."""

from typing import Any, cast

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from mail import figures, suppressing
from mail.enums import Bar, Provider
from mail.models import Suppression
from users.listing import RecordViewSet, UncountedIndexView
from users.models import User


class SuppressionFilterSet(WagtailFilterSet):
    bar = django_filters.ChoiceFilter(label=_("Why"), choices=Bar)
    provider = django_filters.ChoiceFilter(label=_("Provider"), choices=Provider)

    class Meta:
        model = Suppression
        fields: list[str] = []


class SuppressionIndexView(UncountedIndexView):
    any_permission_required = ["view", "change"]
    template_name = "mail/cms/suppressions.html"
    default_ordering = ("-at", "-pk")
    page_title = _("Suppressed addresses")
    is_searchable = False

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("hint", label=_("Address"), url_name="suppressions:inspect"),
            StatusTagColumn("bar", label=_("Why"), accessor="get_bar_display"),
            Column("reason", label=_("Reason"), accessor="get_reason_display"),
            Column("words", label=_("The server’s words")),
            Column("source", label=_("How we know")),
            DateColumn("at", label=_("Last on")),
        ]

    def get_base_queryset(self) -> QuerySet[Suppression]:
        return Suppression.objects.barring()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "spans": [(gettext("7 days"), figures.of_last(7)), (gettext("30 days"), figures.of_last(30))],
            "held_back_week": figures.held_back(7),
            "held_back_month": figures.held_back(30),
            "messages_a_day": settings.MAIL_PER_ADDRESS_A_DAY,
        }


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=_("Why may we write to this address again?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: its owner asked us by phone. The reason is kept in the log."),
    )


class SuppressionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One address, of which staff see a letter and the domain; who may, lifts it with a reason."""

    model = Suppression
    any_permission_required = ["view", "change"]
    template_name = "mail/cms/suppression.html"
    page_title = _("Suppressed address")
    header_icon = "no-view"
    form_class = LiftForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.suppression = get_object_or_404(Suppression.objects.barring(), pk=kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("suppressions:index"), "label": gettext("Suppressed addresses")},
            {"url": "", "label": self.suppression.hint},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"suppression": self.suppression, "may_act": self.user_has_permission("change")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("change"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: LiftForm) -> HttpResponse:
        by = cast("User", self.request.user)
        suppressing.lift(suppression=self.suppression, by=by, reason=form.cleaned_data["reason"])
        messages.success(self.request, gettext("We write to this address again."))
        return redirect("suppressions:index")


class Suppressions(RecordViewSet):
    """`/cms/suppressed-addresses/`"""

    model = Suppression
    name = "suppressions"
    url_prefix = "suppressed-addresses"
    icon = "no-view"
    menu_label = _("Suppressed addresses")
    index_view_class = SuppressionIndexView
    filterset_class = SuppressionFilterSet

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.construct_view(SuppressionView), name="inspect"),
        ]
