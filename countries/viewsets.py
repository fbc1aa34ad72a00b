"""The operator's table of places: what each is called in every language, and which of them the forms offer."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter
from wagtail.models import ModelLogEntry

from countries import services
from countries.models import Place, PlaceName
from users.listing import UnexportedMixin

POLICY = _(
    "A name here is what every form, page and new certificate calls this place, at once and without a release. "
    "Certificates that exist keep the name they were issued with. A place is listed because scholars work there; "
    "its name and its group take no side on anybody’s status. Changes are kept in the history with who made them."
)


def own_name(place: Place) -> str:
    """Return a place's name in the reader's language, from names that are loaded already."""
    called = {row.language: row.name for row in place.names.all()}
    name: str = (
        called.get(get_language() or "") or called.get(settings.LANGUAGE_CODE) or place.alpha2 or place.m49 or ""
    )
    return name


def language_name(language: str) -> str:
    """Return a language's name in the reader's own; its code where Django knows none."""
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language


class NameFormatter(LogFormatter):
    """Who reads the history of a place sees what it was called before."""

    label = _("Name a place")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return gettext("Changed the name in %(language)s from “%(before)s” to “%(after)s”") % {
            "language": language_name(log_entry.data["language"]),
            "before": log_entry.data["before"],
            "after": log_entry.data["after"],
        }


class PlaceFilterSet(WagtailFilterSet):
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Place.Level.choices)
    unnamed_in = django_filters.ChoiceFilter(
        label=_("Without a name in"), choices=settings.LANGUAGES, method="without_a_name"
    )

    class Meta:
        model = Place
        fields = ["is_offered"]

    def without_a_name(self, places: QuerySet[Place], name: str, value: str) -> QuerySet[Place]:
        return places.exclude(pk__in=PlaceName.objects.filter(language=value).values("place"))


class PlaceIndexView(UnexportedMixin, IndexView):
    table_classname = "listing desk-listing-table"
    page_title = _("Places")
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name", label=_("Name"), accessor=own_name, get_url=self.get_edit_url, link_attrs={"dir": "auto"}
            ),
            Column("alpha2", label=_("ISO 3166 code"), sort_key="alpha2"),
            Column("m49", label=_("UN M49 code"), sort_key="m49"),
            Column("level", label=_("Level"), accessor="get_level_display"),
            Column("parent", label=_("Part of"), accessor=lambda place: own_name(place.parent) if place.parent else ""),
            BooleanColumn("is_offered", label=_("Offered in forms")),
        ]

    def get_base_queryset(self) -> QuerySet[Place]:
        names = PlaceName.objects.filter(language__in={get_language() or "", settings.LANGUAGE_CODE})
        return Place.objects.prefetch_related(
            Prefetch("names", names), "parent", Prefetch("parent__names", names)
        ).order_by(F("alpha2").asc(nulls_last=True), "m49")

    def search_queryset(self, queryset: QuerySet[Place]) -> QuerySet[Place]:
        words = self.search_query.replace("\x00", "").strip()
        if not words:
            return queryset
        named = PlaceName.objects.filter(name__icontains=words).values("place")
        return queryset.filter(Q(pk__in=named) | Q(alpha2__iexact=words) | Q(m49=words))


class PlaceForm(WagtailAdminModelForm):
    """A place and its names: a box for each language of the site, and for each in which it has a name already."""

    class Meta:
        model = Place
        fields = ["m49", "alpha2", "level", "parent", "is_offered"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = dict(self.instance.names.values_list("language", "name")) if self.instance.pk else {}
        self.languages = list(dict.fromkeys([*dict(settings.LANGUAGES), *sorted(there)]))
        for language in self.languages:
            bidi = get_language_info(language)["bidi"] if language in dict(settings.LANGUAGES) else False
            self.fields[f"name_{language}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": language_name(language)},
                initial=there.get(language, ""),
                max_length=120,
                required=language == settings.LANGUAGE_CODE,
                widget=forms.TextInput(attrs={"lang": language, "dir": "rtl" if bidi else "auto"}),
            )
        if self.instance.pk:  # pledges and tallies hold the codes
            for name in ("m49", "alpha2", "level", "parent"):
                self.fields[name].disabled = True
        self.fields["parent"].queryset = Place.objects.exclude(level=Place.Level.COUNTRY)
        self.fields["parent"].label_from_instance = own_name
        self.order_fields([f"name_{language}" for language in self.languages] + ["is_offered"])

    def clean_alpha2(self) -> str | None:
        return self.cleaned_data["alpha2"] or None

    def clean_m49(self) -> str | None:
        return self.cleaned_data["m49"] or None

    def called(self) -> dict[str, str]:
        """Return the names as typed, by language."""
        return {language: self.cleaned_data[f"name_{language}"].strip() for language in self.languages}

    def save(self, commit: bool = True) -> Place:
        place: Place = super().save(commit)
        services.name_place(place=place, called=self.called())
        return place


class PolicyMixin:
    """Say the policy beside every form of a place."""

    template_name = "countries/cms/place.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"policy": POLICY}


class PlaceCreateView(PolicyMixin, CreateView):
    pass


class PlaceEditView(PolicyMixin, EditView):
    def get_page_subtitle(self) -> str:
        return own_name(self.object)


class PlaceTable(ModelViewSet):
    """`/cms/places/`"""

    model = Place
    name = "places"
    icon = "globe"
    menu_label = _("Places")
    add_to_settings_menu = True
    index_view_class = PlaceIndexView
    add_view_class = PlaceCreateView
    edit_view_class = PlaceEditView
    create_template_name = edit_template_name = "countries/cms/place.html"
    filterset_class = PlaceFilterSet
    search_fields = ["names__name"]
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[PlaceForm]:
        return PlaceForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """A place is taken out of the forms, never out of the table: pledges name it."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {key: value for key, value in found.items() if key not in {"delete_url_name", "usage_url_name"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"delete", "usage"}]
