"""The guide inside the CMS, for editors who see the site for the first time."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from content.blocks import BodyBlocks


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    """Shows how a page comes to be; the blocks are listed from the code, so the guide cannot forget one."""

    template_name = "home/cms/guide.html"
    page_title = _("Guide for editors")
    header_icon = "help"
    _show_breadcrumbs = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"blocks": BodyBlocks().child_blocks.values()}
