"""The pledge desk: find, read, and act with a reason. No pledge is ever edited field by field."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry as acts_on_record
from wagtail.models import ModelLogEntry

from countries.names import name_of
from mail.models import Message
from pledges import services
from pledges.certificates import numbers
from pledges.enums import BatchAct, Evidence
from pledges.errors import PledgeError
from pledges.facts import version_label
from pledges.forms import ActForm, AddressForm
from pledges.models import EntryReport, Pledge
from pledges.names import isolated
from pledges.viewsets.acts import ACTS, Act
from pledges.viewsets.filters import PledgeFilterSet
from users.listing import UncountedIndexView
from users.models import User

HISTORY = 100  # acts shown on one page; no pledge comes near


def staff(request: HttpRequest) -> User:
    """Return who is signed in: Wagtail lets nobody else this far."""
    return cast("User", request.user)


class WordsColumn(Column):
    """Words that a person typed, in whatever direction they run."""

    cell_template_name = "pledges/cms/_words_cell.html"


class ListingColumn(Column):
    """Whether a name is listed, from when, and whether somebody has reported it."""

    cell_template_name = "pledges/cms/_listing_cell.html"

    def get_cell_context_data(self, instance: Pledge, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"pledge": instance, "listing": instance.listing(timezone.now())}


def chosen_pledges(request: HttpRequest) -> QuerySet[Pledge]:
    """Return the pledges that the desk shows for the filters and the search of an address, in no order."""
    view = PledgeIndexView()
    view.setup(request)
    found = PledgeFilterSet(request.GET, queryset=Pledge.objects.all(), request=request)
    pledges = found.qs if found.is_valid() else Pledge.objects.none()
    view.search_query = request.GET.get("q", "")
    return view.search_queryset(pledges)


class PledgeIndexView(UncountedIndexView):
    any_permission_required = ["view", "moderate"]
    default_ordering = ("-created_at", "-pk")
    is_searchable = True
    page_title = _("Pledges")
    results_template_name = "pledges/cms/desk_results.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        acts = [{"label": act.label, "url": reverse(f"pledge_desk:many_{act}")} for act in BatchAct]
        chosen = self.request.GET.copy()
        for name in ("p", "_w_filter_fragment"):
            chosen.pop(name, None)
        may_act = self.user_has_permission("moderate")
        return context | {
            "bulk_acts": acts if may_act else [],
            "chosen": chosen.urlencode(),
            "may_export": all(map(self.request.user.has_perm, ("pledges.export_pledge", "pledges.view_campaign"))),
        }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("full_name", label=_("Full name"), get_url=self.get_inspect_url, link_attrs={"dir": "auto"}),
            WordsColumn("affiliation", label=_("Affiliation")),
            Column("country", label=_("Country or area"), accessor=lambda pledge: name_of(pledge.country_id)),
            WordsColumn("campaign", label=_("Campaign"), accessor="campaign.name"),
            StatusTagColumn(
                "state", label=_("State"), accessor="get_state_display", primary=lambda pledge: pledge.is_confirmed
            ),
            ListingColumn("listing", label=_("Listing"), accessor="pk"),
            Column("evidence", label=_("Evidence"), accessor="get_evidence_display"),
            DateColumn("created_at", label=_("Signed")),
        ]

    def get_inspect_url(self, instance: Pledge) -> str:
        return reverse(self.inspect_url_name, args=[instance.pk])

    def get_base_queryset(self) -> QuerySet[Pledge]:
        reports = EntryReport.objects.unanswered().filter(pledge=OuterRef("pk"))
        return Pledge.objects.select_related("campaign").annotate(is_reported=Exists(reports))

    def search_queryset(self, queryset: QuerySet[Pledge]) -> QuerySet[Pledge]:
        """By number where the words are one; else by a part of the name or affiliation."""
        words = self.search_query.replace("\x00", "").strip()
        if not words:
            return queryset
        if "@" in words:  # an address in an address is written down by every log on the way: see `FindView`
            return queryset.none()
        try:
            return queryset.filter(certificate__number=numbers.normalise(words))
        except (numbers.NumberMalformed, numbers.NumberMistyped):
            return queryset.filter(Q(full_name__icontains=words) | Q(affiliation__icontains=words))


@dataclass(frozen=True, slots=True)
class PastAct:
    """One line of what was done to a pledge."""

    at: datetime
    who: str
    what: str
    why: str


def history_of(row: Any) -> list[PastAct]:
    """Return what the log of the CMS has on a row, the newest first."""
    entries = acts_on_record.get_logs_for_instance(row).select_related("user").order_by("-timestamp", "-pk")[:HISTORY]
    return [_past(entry) for entry in entries]


def _past(entry: ModelLogEntry) -> PastAct:
    formatter = entry.formatter
    why = formatter.reason_of(entry) if hasattr(formatter, "reason_of") else ""
    what = formatter.message if why else entry.message
    return PastAct(at=entry.timestamp, who=entry.user_display_name, what=str(what), why=why)


def _fate_of_message(pledge: Pledge) -> str:
    """Say whether the words of a signatory stand in public; empty where there are none."""
    if not pledge.message:
        return ""
    if pledge.shows_message:
        return gettext("Yes, on the page of the certificate")
    if pledge.is_message_shown:
        return gettext("Not while the name is not shown")
    return gettext("No: read and left out") if pledge.message_read_at else gettext("Not yet: nobody has read it")


class PledgeInspectView(InspectView):
    """Everything about one pledge. GET never shows the address; asking for it is an act of its own."""

    any_permission_required = ["view", "moderate"]
    template_name = "pledges/cms/pledge.html"
    page_title = _("Pledge")
    http_method_names = ["get", "head", "post"]

    def get_object(self, queryset: QuerySet[Pledge] | None = None) -> Pledge:
        rows = Pledge.objects.select_related("campaign", "commitment", "text__version", "certificate")
        return get_object_or_404(rows, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return self.object.full_name

    def get_fields_context(self) -> list[dict[str, Any]]:
        """The facts as signed, in words; `pledges/cms/pledge.html` shows the rest."""
        pledge = self.object
        facts = [
            (_("Full name"), pledge.full_name),
            (_("Sorted as"), pledge.sort_as),
            (_("Role or title"), pledge.role),
            (_("Affiliation"), pledge.affiliation),
            (_("Country or area"), name_of(pledge.country_id)),
            (_("Discipline"), pledge.discipline_name),
            (_("ORCID iD"), pledge.orcid),
            (_("A word to the next generation"), pledge.message),
            (_("Is the message shown?"), _fate_of_message(pledge)),
            (_("Shown as"), pledge.get_display_display()),
            (_("Age"), pledge.get_age_group_display()),
            (_("Campaign"), pledge.campaign.name),
            (_("Text signed"), f"{isolated(pledge.text.title)} ({version_label(pledge.text)})"),
        ]
        return [{"label": label, "value": value} for label, value in facts if value]

    def get_context_data(self, *, address: str = "", **kwargs: Any) -> dict[str, Any]:
        pledge, now = self.object, timezone.now()
        may_act = self.user_has_permission("moderate")
        acts = [
            {"act": act, "url": reverse(f"pledge_desk:{act.name}", args=[pledge.pk])}
            for act in ACTS
            if self.user_has_permission(act.permission) and act.is_possible(pledge, now)
        ]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "pledge": pledge,
            "listing": pledge.listing(now),
            "evidence_label": Evidence(pledge.evidence).label,
            "certificate": getattr(pledge, "certificate", None),
            "consents": pledge.consents.order_by("given_at", "purpose"),
            "doubts": pledge.doubts.select_related("entry").order_by("found_at", "pk"),
            "reports": pledge.reports.select_related("answered_by").order_by("-at"),
            "mails": Message.objects.filter(subject=pledge.subject).order_by("-created_at")[:20],
            "history": history_of(pledge),
            "acts": acts,
            "may_act": may_act,
            "may_answer": self.request.user.has_perm("pledges.change_entryreport"),
            "address": address,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the address too; that somebody looked is put on record first."""
        if not self.user_has_permission("moderate"):
            raise PermissionDenied
        address = services.look_at_address(pledge=self.object, by=staff(request))
        response: HttpResponse = self.render_to_response(self.get_context_data(address=address))
        return response


class ReasonView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Ask why, then let a service do it. What the service refuses is said kindly, and what was typed is kept."""

    model: Any = None
    permission_required = "change"
    template_name = "pledges/cms/act.html"
    form_class = ActForm

    def form_valid(self, form: ActForm) -> HttpResponse:
        try:
            self.act_on(staff(self.request), form.cleaned_data)
        except PledgeError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
            return self.render_to_response(self.get_context_data(form=form), status=error.status)
        messages.success(self.request, self.done)
        return redirect(self.get_success_url())

    def form_invalid(self, form: ActForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def act_on(self, by: User, answers: dict[str, Any]) -> None:
        """Call the service; each view says which."""
        raise NotImplementedError

    @property
    def done(self) -> str:
        """What is said when it has worked."""
        raise NotImplementedError


class ActView(ReasonView):
    """The page between a button of the desk and its act."""

    model = Pledge
    permission_required = "moderate"
    act: Act = ACTS[0]

    def user_has_permission(self, permission: str) -> bool:
        return bool(super().user_has_permission(self.act.permission))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pledge = get_object_or_404(Pledge.objects.select_related("campaign"), pk=kwargs["pk"])

    def get_form_class(self) -> type[ActForm]:
        return self.act.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        known: dict[str, Any] = super().get_form_kwargs()
        return known | self.act.facts(self.pledge)

    def act_on(self, by: User, answers: dict[str, Any]) -> None:
        self.act.service(pledge=self.pledge, by=by, **answers)

    @property
    def done(self) -> str:
        return str(self.act.done)

    def get_success_url(self) -> str:
        return reverse("pledge_desk:inspect", args=[self.pledge.pk])

    def get_page_title(self) -> str:
        return str(self.act.label)

    def get_header_icon(self) -> str:
        return self.act.icon

    def get_page_subtitle(self) -> str:
        return self.pledge.full_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("pledge_desk:index"), "label": gettext("Pledges")},
            {"url": self.get_success_url(), "label": self.pledge.full_name},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "explanation": self.act.explanation,
            "button": self.act.label,
            "is_final": self.act.is_final,
            "back_url": self.get_success_url(),
            "about": [
                {"label": _("Full name"), "value": self.pledge.full_name},
                {"label": _("Affiliation"), "value": self.pledge.affiliation},
                {"label": _("Country or area"), "value": name_of(self.pledge.country_id)},
                {"label": _("Campaign"), "value": self.pledge.campaign.name},
                {"label": _("A word to the next generation"), "value": self.pledge.message},
            ],
        }


class FindView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Find the pledges of one address, exactly. Each that is found keeps on record that somebody looked so."""

    model = Pledge
    permission_required = "moderate"
    template_name = "pledges/cms/find.html"
    page_title = _("Find by e-mail address")
    header_icon = "search"
    form_class = AddressForm

    def form_valid(self, form: AddressForm) -> HttpResponse:
        found = services.find_by_address(address=form.cleaned_data["address"], by=staff(self.request))
        return self.render_to_response(self.get_context_data(form=form, found=found, was_asked=True))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("pledge_desk:index"), "label": gettext("Pledges")},
            {"url": "", "label": self.get_page_title()},
        ]


class PledgeURLFinder(ModelAdminURLFinder):
    """Where Wagtail's own pages (the site's history) lead for a pledge: to read it, for there is no editing."""

    def construct_edit_url(self, instance: Pledge) -> str:
        return reverse("pledge_desk:inspect", args=[instance.pk])

    def get_edit_url(self, instance: Pledge) -> str | None:
        may_read = self.user is None or self.user.has_perm("pledges.view_pledge")
        return self.construct_edit_url(instance) if may_read else None


class PledgeDesk(ModelViewSet):
    """`/cms/pledges/`"""

    model = Pledge
    name = "pledge_desk"
    url_prefix = "pledges"
    icon = "list-ul"
    menu_label = _("Desk")
    index_view_class = PledgeIndexView
    inspect_view_class = PledgeInspectView
    inspect_view_enabled = True
    filterset_class = PledgeFilterSet
    search_fields = ["full_name", "affiliation"]
    add_to_reference_index = False  # else every signature in public would be written into it
    form_fields: list[str] = []
    url_finder_class = PledgeURLFinder

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Nothing is added, edited, copied or deleted here, so nothing leads there."""
        gone = ("history", "usage", "add", "edit", "delete", "copy")
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {key: value for key, value in found.items() if key.removesuffix("_url_name") not in gone}

    def get_urlpatterns(self) -> list[URLPattern]:
        from pledges.viewsets.bulk import BatchesView, BatchView, BulkView  # they show what this desk chooses
        from pledges.viewsets.velocity import VelocityView

        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("find/", never_cache(self.construct_view(FindView)), name="find"),
            path("velocity/", never_cache(self.construct_view(VelocityView)), name="velocity"),
            path("batches/", self.construct_view(BatchesView), name="batches"),
            path("batches/<int:pk>/", never_cache(self.construct_view(BatchView)), name="batch"),
            *(
                path(f"many/{act}/", never_cache(self.construct_view(BulkView)), {"act": str(act)}, name=f"many_{act}")
                for act in BatchAct
            ),
            path("<int:pk>/", never_cache(self.inspect_view), name="inspect"),
            *(path(f"<int:pk>/{act.name}/", self.construct_view(ActView, act=act), name=act.name) for act in ACTS),
        ]
