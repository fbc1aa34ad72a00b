"""The messages that wait or have failed: read here, tried again, never written here."""

import re
from typing import Any, cast

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from mail import services
from mail.enums import Ended, MessageState
from mail.errors import NothingToTry
from mail.models import Message
from users.listing import RecordViewSet, UncountedIndexView
from users.models import User

ADDRESS = re.compile(r"\S+@\S+")


def answer_of(message: Message) -> str:
    """Return what the mail server said, without the addresses that servers like to repeat; or why we asked none."""
    known = dict(Ended.choices)
    return str(known.get(message.last_error) or ADDRESS.sub("…", message.last_error))


UNSETTLED = [MessageState.QUEUED, MessageState.SENDING, MessageState.FAILED]


class MessageFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=[(state.value, state.label) for state in UNSETTLED])

    class Meta:
        model = Message
        fields: list[str] = []


class MessageIndexView(UncountedIndexView):
    any_permission_required = ["view", "change"]
    default_ordering = ("-created_at", "-pk")
    page_title = _("Messages")
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("kind", label=_("Kind"), url_name="outbox:inspect"),
            Column("occasion", label=_("Occasion")),
            StatusTagColumn("state", label=_("State"), accessor="get_state_display"),
            Column("attempts", label=_("Attempts")),
            Column("last_error", label=_("Last answer"), accessor=answer_of),
            DateColumn("created_at", label=_("Written")),
            Column(
                "due_at",
                label=_("Due"),
                accessor=lambda message: formats.date_format(localtime(message.due_at), "SHORT_DATETIME_FORMAT"),
            ),
        ]

    def search_queryset(self, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """What waits or has failed; or all about one row, whatever became of it. Addresses are not searched."""
        words = self.search_query.replace("\x00", "").strip()
        return queryset.filter(subject=words) if words else queryset.filter(state__in=UNSETTLED)


class MessageView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One message. GET never shows whom it goes to; the two buttons are acts of their own, kept in the log."""

    model = Message
    any_permission_required = ["view", "change"]
    template_name = "mail/cms/message.html"
    page_title = _("Message")
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.message = get_object_or_404(Message, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.message.kind

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("outbox:index"), "label": gettext("Messages")},
            {"url": "", "label": self.message.kind},
        ]

    def get_context_data(self, *, address: str = "", **kwargs: Any) -> dict[str, Any]:
        may_act = self.user_has_permission("change")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "message": self.message,
            "answer": answer_of(self.message),
            "may_act": may_act,
            "may_try_again": may_act and services.may_be_tried(self.message),
            "has_address": bool(self.message.to),
            "address": address,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("change"):
            raise PermissionDenied
        if "address" in request.POST:
            address = services.look_at_address(message=self.message, by=cast("User", request.user))
            response: HttpResponse = self.render_to_response(self.get_context_data(address=address))
            return response
        try:
            services.try_again(message=self.message, by=cast("User", request.user))
        except NothingToTry as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, gettext("The message is tried again now."))
        return redirect("outbox:inspect", self.message.pk)


class MessageURLFinder(ModelAdminURLFinder):
    def construct_edit_url(self, instance: Message) -> str:
        return reverse("outbox:inspect", args=[instance.pk])


class Outbox(RecordViewSet):
    """`/cms/messages/`"""

    model = Message
    name = "outbox"
    url_prefix = "messages"
    icon = "mail"
    menu_label = _("Messages")
    index_view_class = MessageIndexView
    filterset_class = MessageFilterSet
    search_fields = ["subject"]
    url_finder_class = MessageURLFinder

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<uuid:pk>/", never_cache(self.construct_view(MessageView)), name="inspect"),
        ]
