"""Bulk acts: choose by the filters of the desk, look at what would change, say why, and undo it for a day."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, View
from django.views.generic.base import TemplateResponseMixin
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from pledges import services
from pledges.enums import BatchAct, ItemState
from pledges.errors import PledgeError
from pledges.forms import BatchForm
from pledges.models import Batch, Pledge
from pledges.viewsets.acts import ACTS
from pledges.viewsets.desk import chosen_pledges, staff

SHOWN = 50  # batches on one page
ACT_BY_NAME = {act.name: act for act in ACTS}


class BulkView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateResponseMixin, View):
    """GET shows what would change; POST begins it, if it is still as many."""

    model = Pledge  # whose rights count; without it anybody would be let in
    permission_required = "moderate"
    template_name = "pledges/cms/bulk.html"
    header_icon = "list-ul"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.act = BatchAct(kwargs["act"])

    def get_page_title(self) -> str:
        return gettext("%(act)s many pledges") % {"act": self.act.label}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("pledge_desk:index"), "label": gettext("Pledges")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(BatchForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BatchForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            batch = services.begin_batch(
                pledges=chosen_pledges(request),
                act=self.act,
                by=staff(request),
                chosen=request.GET.urlencode(),
                **form.cleaned_data,
            )
        except PledgeError as error:
            form.add_error(error.field, str(error.message))
            return self._page(form, status=error.status)
        messages.success(request, gettext("It has begun. You can undo it for a day."))
        return redirect("pledge_desk:batch", pk=batch.pk)

    def _page(self, form: BatchForm, *, status: int = 200) -> HttpResponse:
        preview = services.preview_batch(pledges=chosen_pledges(self.request), act=self.act)
        context = self.get_context_data(
            form=form,
            preview=preview,
            act=ACT_BY_NAME[self.act],
            chosen=self.request.GET.urlencode(),
            back_url=f"{reverse('pledge_desk:index')}?{self.request.GET.urlencode()}",
        )
        response: HttpResponse = self.render_to_response(context, status=status)
        return response


class BatchesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, ListView):
    """What was done to many at once, the newest first."""

    model = Pledge  # whose rights count; without it anybody would be let in
    permission_required = "moderate"
    template_name = "pledges/cms/batches.html"
    page_title = _("Bulk acts")
    header_icon = "list-ul"
    context_object_name = "batches"

    def get_queryset(self) -> Any:
        return Batch.objects.select_related("by")[:SHOWN]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("pledge_desk:index"), "label": gettext("Pledges")},
            {"url": "", "label": self.get_page_title()},
        ]


class BatchView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateResponseMixin, View):
    """One bulk act: how far it is; POST undoes it."""

    model = Pledge  # whose rights count; without it anybody would be let in
    permission_required = "moderate"
    template_name = "pledges/cms/batch.html"
    header_icon = "list-ul"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.batch = get_object_or_404(Batch.objects.select_related("by", "undo_by"), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.batch)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("pledge_desk:index"), "label": gettext("Pledges")},
            {"url": reverse("pledge_desk:batches"), "label": gettext("Bulk acts")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.undo_batch(batch=self.batch, by=staff(request))
        except PledgeError as error:
            messages.error(request, str(error.message))
            return self._page(status=error.status)
        messages.success(request, gettext("The undoing has begun. What somebody has changed since stays as it is."))
        return redirect("pledge_desk:batch", pk=self.batch.pk)

    def _page(self, *, status: int = 200) -> HttpResponse:
        states = {state.value: Count("pk", filter=Q(state=state)) for state in ItemState}
        counts = self.batch.items.aggregate(**states)
        context = self.get_context_data(
            batch=self.batch,
            counts=[{"label": state.label, "count": counts[state.value]} for state in ItemState if counts[state.value]],
            may_undo=self.batch.may_be_undone(timezone.now()),
            filters_url=f"{reverse('pledge_desk:index')}?{self.batch.chosen}" if self.batch.chosen else "",
        )
        response: HttpResponse = self.render_to_response(context, status=status)
        return response
