"""The watch list: names and words that hold a listing until a person has looked."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from pledges.models import WatchedName
from pledges.viewsets.filters import WatchFilterSet
from users.listing import UncountedIndexView


class WatchListIndexView(UncountedIndexView):
    default_ordering = ("-changed_at", "-pk")
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
            BooleanColumn("is_active", label=_("In use")),
            DateColumn("changed_at", label=_("Changed")),
        ]

    def search_queryset(self, queryset: QuerySet[WatchedName]) -> QuerySet[WatchedName]:
        words = self.search_query.replace("\x00", "").strip()
        return queryset.filter(spellings__icontains=words) if words else queryset


class WatchListDesk(ModelViewSet):
    """`/cms/watch-list/`. An entry is switched off and never deleted, so that what it held can be told."""

    model = WatchedName
    name = "watch_list"
    url_prefix = "watch-list"
    icon = "view"
    menu_label = _("Watch list")
    index_view_class = WatchListIndexView
    filterset_class = WatchFilterSet
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Whoever signs with such a name is counted as anybody is; the name waits for a person, on lists and "
                    "on the certificate. A change holds for pledges confirmed from now on."
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
