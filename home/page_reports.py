"""What the reports on pages have in common: for whoever works on pages, with their place in the menu above them."""

from typing import Any

from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import page_permission_policy

PAGE_WORK = ["add", "change", "publish"]


class PageReportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of the CMS that nobody opens who works on no page."""

    permission_policy, any_permission_required = page_permission_policy, PAGE_WORK
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]
