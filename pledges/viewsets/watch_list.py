"""The watch list: names and words that hold a listing until a person has looked."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from pledges.enums import WatchKind
from pledges.models import WatchedName
from pledges.viewsets.filters import WatchFilterSet
from users.listing import UncountedIndexView

LOOK_BACK = _("Hold whom it finds")


class YesColumn(Column):
    """A yes or a no in words: Wagtail's own column calls its tick “True”."""

    def get_value(self, instance: WatchedName) -> str:
        return gettext("Yes") if super().get_value(instance) else gettext("No")


class WatchListIndexView(UncountedIndexView):
    """Colleagues' own entries first, the newest on top; then those that came with the site, insults among the last."""

    default_ordering = ("place", "-changed_at", "-pk")
    page_title = _("Watch list")
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "first_spelling", label=_("Name or word"), get_url=self.get_edit_url, link_attrs={"dir": "auto"}
            ),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("match", label=_("Found as"), accessor="get_match_display"),
            Column("language", label=_("Language")),
            YesColumn("is_active", label=_("In use")),
            DateColumn("changed_at", label=_("Changed")),
        ]

    def get_base_queryset(self) -> QuerySet[WatchedName]:
        place = Case(
            When(is_house=False, then=Value(0)),
            When(kind=WatchKind.FAMOUS, then=Value(1)),
            When(kind=WatchKind.OFFENSIVE, then=Value(3)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return WatchedName.objects.annotate(place=place)

    def search_queryset(self, queryset: QuerySet[WatchedName]) -> QuerySet[WatchedName]:
        words = self.search_query.replace("\x00", "").strip()
        return queryset.filter(spellings__icontains=words) if words else queryset


class LooksBackMixin:
    """After an entry is saved: the way to the names that are shown already and that it would hold today."""

    object: WatchedName
    request: HttpRequest

    def get_success_buttons(self) -> list[Any]:
        buttons: list[Any] = super().get_success_buttons()  # type: ignore[misc]
        return [*buttons, *(messages.button(url, LOOK_BACK) for url in self.looks_back())]

    def looks_back(self) -> list[str]:
        """The address of the preview, for who may hold, of an entry that holds anything."""
        entry = self.object
        is_of_use = entry.is_active and entry.kind != WatchKind.TRUE_NAME
        may_hold = self.request.user.has_perm("pledges.moderate_pledge")
        return [f"{reverse('pledge_desk:many_hold')}?entry={entry.pk}"] if is_of_use and may_hold else []


class WatchListCreateView(LooksBackMixin, CreateView):
    pass


class WatchListEditView(LooksBackMixin, EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        found: list[Button] = list(super().header_more_buttons)
        return [*found, *(Button(LOOK_BACK, url=url, icon_name="lock", priority=30) for url in self.looks_back())]


class WatchListDesk(ModelViewSet):
    """`/cms/watch-list/`. An entry is switched off and never deleted, so that what it held can be told."""

    model = WatchedName
    name = "watch_list"
    url_prefix = "watch-list"
    icon = "view"
    menu_label = _("Watch list")
    index_view_class = WatchListIndexView
    add_view_class = WatchListCreateView
    edit_view_class = WatchListEditView
    filterset_class = WatchFilterSet
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Whoever signs with such a name is counted as anybody is; the name waits for a person, on lists and "
                    "on the certificate. A change holds for pledges confirmed from now on. Names that are shown already are "
                    "held in one act, with a preview and a day to undo it: save, then “Hold whom it finds”."
                )
            ),
            FieldPanel("spellings"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("match")]),
            FieldRowPanel([FieldPanel("language"), FieldPanel("is_active")]),
            FieldPanel("note"),
        ]
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {key: value for key, value in found.items() if key not in {"usage_url_name", "delete_url_name"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"usage", "delete"}]
