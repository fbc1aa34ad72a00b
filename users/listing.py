"""Lists of the CMS over tables that only grow: page by page, and never with a count of the whole."""

from typing import Any

from django.core.paginator import Page
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet


class UncountedPage(Page):
    """One page that knows by one row more whether another follows."""

    def __init__(self, rows: list[Any], number: int, paginator: "UncountedPaginator") -> None:
        super().__init__(rows[: paginator.per_page], number, paginator)
        self._is_followed = len(rows) > paginator.per_page and number < paginator.num_pages

    def has_next(self) -> bool:
        return self._is_followed

    def has_other_pages(self) -> bool:
        return self._is_followed or self.has_previous()


class UncountedPaginator(WagtailPaginator):
    """Ask for one row more than a page shows, and for no count. Who wants to go further back narrows the list."""

    num_pages = 200  # a page costs what lies before it, so there is a last one
    num_page_buttons = 0
    count = None

    def page(self, number: int | str) -> UncountedPage:
        valid: int = self.validate_number(number)
        first = (valid - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        return UncountedPage(rows, valid, self) if rows or valid == 1 else self.page(1)


class UnexportedMixin:
    """A list that makes no file, whatever its address asks for: what leaves the site does so by an act on record."""

    FORMATS: tuple[str, ...] = ()


class UncountedIndexView(UnexportedMixin, IndexView):
    """A list of records: newest first, not sorted by anything else, never exported."""

    paginator_class = UncountedPaginator
    results_template_name = "users/cms/uncounted_results.html"
    paginate_by = 20


class RecordViewSet(ModelViewSet):
    """Records that come from the public or from the site itself: read and acted on here, never added, edited or deleted."""

    inspect_view_enabled = True  # so that the right to view is one that groups can be given
    add_to_reference_index = False  # else every row that the public causes would be written into it
    form_fields: list[str] = []

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Nothing leads to views that are not there."""
        kept = ("model", "index_url_name", "index_results_url_name", "header_icon")
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {key: value for key, value in found.items() if key in kept}
