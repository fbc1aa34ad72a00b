"""The wording of commitments: drafted, approved by somebody else, published, frozen. Each step is a page and a button."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from pledges import services
from pledges.differences import Piece, differences
from pledges.enums import Standing, VersionState
from pledges.errors import PledgeError
from pledges.models import Commitment, CommitmentText, CommitmentVersion
from pledges.viewsets.desk import history_of, staff
from pledges.viewsets.forms import (
    ApproverForm,
    SeenForm,
    TranslationForm,
    VersionForm,
    WordingForm,
    language_name,
)
from users.listing import UnexportedMixin

READING = ["view", "add", "change", "approve", "publish"]

WORDS = re.compile(r"[㐀-鿿]|[^\W㐀-鿿]+(?:[’'-]\w+)*")  # Chinese is counted by its characters


def count_words(text: str) -> int:
    """Return how many words a text has, and characters where it is Chinese. `static/js/cms-words.js` counts the same.

    Marks are left out first: in many scripts they stand inside words, and are no letters.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign)[0] != "M")
    return len(WORDS.findall(plain))


@dataclass(frozen=True, slots=True)
class Wording:
    """One text beside the one it follows, as pages show it."""

    text: CommitmentText
    language_name: str
    words: int
    is_new: bool
    title: list[Piece]
    body: list[Piece]
    line: list[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in (*self.title, *self.body, *self.line))


def previous_of(version: CommitmentVersion) -> CommitmentVersion | None:
    """Return the published version before this one: what people sign, or signed, until it comes."""
    earlier = CommitmentVersion.objects.published().filter(commitment=version.commitment, number__lt=version.number)
    return earlier.prefetch_related("texts").order_by("-number").first()


def wordings(version: CommitmentVersion, previous: CommitmentVersion | None) -> list[Wording]:
    """Return the texts of a version, the authoritative first, each with what is different from `previous`."""
    before = {text.language: text for text in previous.texts.all()} if previous else {}
    texts = sorted(version.texts.all(), key=lambda text: (text.standing != Standing.AUTHORITATIVE, text.language))
    return [_wording(text, before.get(text.language)) for text in texts]


def _wording(text: CommitmentText, before: CommitmentText | None) -> Wording:
    old = before or text
    return Wording(
        text=text,
        language_name=language_name(text.language),
        words=count_words(text.text),
        is_new=before is None,
        title=differences(old.title, text.title),
        body=differences(old.text, text.text),
        line=differences(old.certificate_line, text.certificate_line),
    )


class CommitmentIndexView(UnexportedMixin, IndexView):
    table_classname = "listing desk-listing-table"
    any_permission_required = READING
    page_title = _("Commitments")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), url_name="commitments:inspect", link_attrs={"dir": "auto"}),
            Column("slug", label=_("Short name")),
            Column("signed", label=_("Signed now"), accessor=_signed_now),
            Column("drafted", label=_("In preparation"), accessor=_in_preparation),
        ]

    def get_base_queryset(self) -> QuerySet[Commitment]:
        return Commitment.objects.prefetch_related("versions")


def _signed_now(commitment: Commitment) -> str:
    for version in commitment.versions.all():  # newest first, as the model orders them
        if version.is_frozen:
            return gettext("Version %(number)s") % {"number": version.number}
    return gettext("Nothing yet")


def _in_preparation(commitment: Commitment) -> str:
    waiting = [version for version in commitment.versions.all() if not version.is_frozen]
    return ", ".join(
        gettext("Version %(number)s (%(state)s)") % {"number": each.number, "state": each.get_state_display()}
        for each in waiting
    )


class CommitmentInspectView(InspectView):
    """A commitment and its versions, the newest first."""

    any_permission_required = READING
    template_name = "pledges/cms/commitment.html"
    page_title = _("Commitment")

    def get_object(self, queryset: QuerySet[Commitment] | None = None) -> Commitment:
        versions = CommitmentVersion.objects.select_related("drafted_by", "approved_by").order_by("-number")
        rows = Commitment.objects.prefetch_related(Prefetch("versions", versions), "versions__texts", "campaigns")
        return get_object_or_404(rows, pk=self.pk)

    def get_fields_context(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.object
        versions = [
            {"version": each, "languages": sorted(language_name(text.language) for text in each.texts.all())}
            for each in commitment.versions.all()
        ]
        waiting = next((each for each in commitment.versions.all() if not each.is_frozen), None)
        may_draft = self.request.user.has_perm("pledges.add_commitmentversion") and waiting is None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "commitment": commitment,
            "versions": versions,
            "waiting": waiting,
            "draft_url": reverse("commitment_versions:draft", args=[commitment.pk]) if may_draft else "",
        }


class CommitmentDesk(ModelViewSet):
    """`/cms/commitments/`"""

    model = Commitment
    name = "commitments"
    icon = "openquote"
    menu_label = _("Commitments")
    index_view_class = CommitmentIndexView
    inspect_view_class = CommitmentInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["name", "slug"]

    def get_form_class(self, for_update: bool = False) -> Any:
        """The short name stands in the public log: it is chosen once."""
        form_class = super().get_form_class(for_update)
        if not for_update:
            return form_class
        return type("CommitmentNameForm", (form_class,), {"slug": None})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """A commitment is never deleted."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {key: value for key, value in found.items() if key not in {"delete_url_name", "usage_url_name"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        gone = ("delete", "usage")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in gone]


class VersionMixin(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """A page about one version."""

    model = CommitmentVersion
    header_icon = "openquote"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = CommitmentVersion.objects.select_related("commitment", "drafted_by", "approved_by")
        self.version = get_object_or_404(rows.prefetch_related("texts"), pk=kwargs["pk"])
        self.commitment = self.version.commitment

    def get_page_subtitle(self) -> str:
        return gettext("%(commitment)s, version %(number)s") % {
            "commitment": self.commitment.name,
            "number": self.version.number,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("commitments:index"), "label": gettext("Commitments")},
            {"url": reverse("commitments:inspect", args=[self.commitment.pk]), "label": self.commitment.name},
            {
                "url": self.get_success_url(),
                "label": gettext("Version %(number)s") % {"number": self.version.number},
            },
        ]

    def get_success_url(self) -> str:
        return reverse("commitment_versions:inspect", args=[self.version.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        previous = previous_of(self.version)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "version": self.version,
            "previous": previous,
            "wordings": wordings(self.version, previous),
            "back_url": self.get_success_url(),
        }


class VersionInspectView(VersionMixin, TemplateView):
    """What a version says, what is different in it, what was done to it, and what may be done next."""

    any_permission_required = READING
    template_name = "pledges/cms/version.html"
    page_title = _("Version")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version
        state, is_frozen = VersionState(version.state), version.is_frozen
        may = {name: self.user_has_permission(name) for name in ("change", "approve", "publish")}
        has_written = services.has_written(version=version, by=staff(self.request))
        texts = {text.language for text in version.texts.all()}
        free = TranslationForm(taken=texts).fields["language"].choices  # type: ignore[attr-defined]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "history": history_of(version),
            "may_edit": may["change"] and not is_frozen,
            "may_approve": may["approve"] and state == VersionState.DRAFT and not has_written and bool(texts),
            "is_own": may["approve"] and state == VersionState.DRAFT and has_written,
            "may_publish": may["publish"] and state == VersionState.APPROVED,
            "may_reopen": may["change"] and state == VersionState.APPROVED,
            "may_translate": may["approve"] and is_frozen and bool(free),
            "may_answer_for": may["approve"] and is_frozen,
        }


class VersionActView(VersionMixin, FormView):
    """A page that shows the words, and a button under them. What the service refuses is said kindly."""

    template_name = "pledges/cms/version_act.html"
    form_class: Any = SeenForm
    explanation: str | Promise = ""
    button: str | Promise = ""
    done: str | Promise = ""
    is_final = False

    def get_initial(self) -> dict[str, Any]:
        return {"seen": services.wording_digest(self.version)}

    def act_on(self, answers: dict[str, Any]) -> None:
        """Call the service; each view says which."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act_on(form.cleaned_data)
        except PledgeError as error:
            fresh = self.get_form_class()(**(self.get_form_kwargs() | {"data": None}))  # what was seen is outdated
            shown = fresh if self.form_class is SeenForm else form
            if shown is form:
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
            return self.render_to_response(
                self.get_context_data(form=shown, refusal=error.message), status=error.status
            )
        messages.success(self.request, str(self.done))
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"explanation": self.explanation, "button": self.button, "is_final": self.is_final}


class ApproveView(VersionActView):
    permission_required = "approve"
    page_title = _("Approve")
    explanation = _("You say that these words may be published. Whoever changes one of them asks for approval again.")
    button = _("Approve these words")
    done = _("The version is approved. It can be published now.")

    def act_on(self, answers: dict[str, Any]) -> None:
        services.approve_version(version=self.version, by=staff(self.request), seen=answers["seen"])


class PublishView(VersionActView):
    permission_required = "publish"
    page_title = _("Publish")
    explanation = _(
        "From the moment you publish, this is what people sign, and nobody can change it any more: not you, not us, "
        "and not by way of the database. Whoever signed an earlier version keeps that one. This cannot be undone."
    )
    button = _("Publish and freeze these words")
    done = _("The version is published and frozen.")
    is_final = True

    def act_on(self, answers: dict[str, Any]) -> None:
        services.publish_version(version=self.version, by=staff(self.request), seen=answers["seen"])


class ReopenView(VersionActView):
    permission_required = "change"
    page_title = _("Turn back into a draft")
    explanation = _("The approval is taken back. The version can be edited and needs to be approved again.")
    button = _("Turn back into a draft")
    done = _("The version is a draft again.")

    def act_on(self, answers: dict[str, Any]) -> None:
        services.reopen_version(version=self.version, by=staff(self.request))


class TranslateView(VersionActView):
    permission_required = "approve"
    template_name = "pledges/cms/translate.html"
    page_title = _("Add a translation")
    form_class = TranslationForm
    explanation = _(
        "A courtesy translation for those who read another language. The authoritative text stays what it is. "
        "Once added, the translation is frozen too."
    )
    button = _("Add and freeze this translation")
    done = _("The translation is added.")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        taken = {text.language for text in self.version.texts.all()}
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"taken": taken}

    def act_on(self, answers: dict[str, Any]) -> None:
        services.add_translation(version=self.version, by=staff(self.request), **answers)


class AnswerForView(VersionActView):
    permission_required = "approve"
    template_name = "pledges/cms/translate.html"
    page_title = _("Approve a translation")
    form_class = ApproverForm
    explanation = _("This translation is shown as a draft. Name who has read it and answers for it; its words stay.")
    button = _("Approve this translation")
    done = _("The translation is no longer shown as a draft.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.text = get_object_or_404(CommitmentText, version=self.version, language=kwargs["language"])

    def get_initial(self) -> dict[str, Any]:
        return {}

    def act_on(self, answers: dict[str, Any]) -> None:
        services.approve_translation(text=self.text, by=staff(self.request), **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"wordings": [each for each in context["wordings"] if each.text.pk == self.text.pk]}


class WriteView(VersionMixin, TemplateView):
    """The words of a draft in each language, on one page."""

    permission_required = "change"
    template_name = "pledges/cms/write_version.html"
    page_title = _("Edit")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version.is_frozen:
            messages.error(request, gettext("A published version never changes. Draft a new one."))
            return redirect(self.get_success_url())
        return self.render_to_response(self.get_context_data(wording=WordingForm(self.version)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wording = WordingForm(self.version, request.POST)
        if not wording.is_valid():
            return self.render_to_response(self.get_context_data(wording=wording), status=422)
        reason = wording.reason.cleaned_data["reason"]
        try:
            services.write_version(version=self.version, texts=wording.words(), reason=reason, by=staff(request))
        except PledgeError as error:
            wording.errors.append(str(error.message))
            return self.render_to_response(self.get_context_data(wording=wording), status=error.status)
        messages.success(request, gettext("The words are saved."))
        return redirect(self.get_success_url())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": str(self.page_title)}]


class DraftView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Begin the next version as a copy of the newest."""

    model = CommitmentVersion
    permission_required = "add"
    template_name = "pledges/cms/draft.html"
    header_icon = "openquote"
    page_title = _("Draft a new version")
    form_class = VersionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.commitment = get_object_or_404(Commitment, pk=kwargs["pk"])

    def form_valid(self, form: VersionForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        version = services.draft_version(commitment=self.commitment, by=staff(self.request), reason=reason)
        messages.success(self.request, gettext("A draft is open. Write its words."))
        if self.user_has_permission("change"):
            return redirect("commitment_versions:edit", version.pk)
        return redirect("commitment_versions:inspect", version.pk)

    def get_page_subtitle(self) -> str:
        return self.commitment.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("commitments:index"), "label": gettext("Commitments")},
            {"url": self.back_url, "label": self.commitment.name},
            {"url": "", "label": str(self.page_title)},
        ]

    @property
    def back_url(self) -> str:
        return reverse("commitments:inspect", args=[self.commitment.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"commitment": self.commitment, "back_url": self.back_url}


class VersionURLFinder(ModelAdminURLFinder):
    edit_url_name = "commitment_versions:inspect"


class VersionDesk(ViewSet):
    """`/cms/commitment-versions/`; reached from a commitment's page, not from the menu."""

    name = "commitment_versions"
    url_prefix = "commitment-versions"
    icon = "openquote"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("draft/<int:pk>/", DraftView.as_view(), name="draft"),
            path("<int:pk>/", VersionInspectView.as_view(), name="inspect"),
            path("<int:pk>/edit/", WriteView.as_view(), name="edit"),
            path("<int:pk>/approve/", ApproveView.as_view(), name="approve"),
            path("<int:pk>/publish/", PublishView.as_view(), name="publish"),
            path("<int:pk>/reopen/", ReopenView.as_view(), name="reopen"),
            path("<int:pk>/translate/", TranslateView.as_view(), name="translate"),
            path("<int:pk>/answer-for/<slug:language>/", AnswerForView.as_view(), name="answer_for"),
        ]

    def on_register(self) -> None:
        super().on_register()
        register_admin_url_finder(CommitmentVersion, VersionURLFinder)
