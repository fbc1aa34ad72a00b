"""The report of pages that need a look: what `content.findings` says of all that are public, in every language."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy

from content.findings import findings_of_all
from content.models import BasePage
from home.page_reports import PageReportView

PAGES_READ = 100  # on one screen: each is read whole, so a screen ends here and not at so many findings


class UnfinishedView(PageReportView):
    """`/cms/reports/unfinished/`: only pages that this person may change, so that each line is theirs to mend."""

    template_name = "home/cms/unfinished.html"
    page_title = _("Pages that need a look")
    header_icon = "glasses"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.request.GET.get("language", "")
        mine = page_permission_policy.instances_user_has_any_permission_for(self.request.user, ["change", "publish"])
        pages = mine.live().filter(Q(alias_of=None) | Q(alias_of__locale=F("locale")), depth__gt=1)
        if language in dict(settings.LANGUAGES):
            pages = pages.filter(locale__language_code=language)
        shown = Paginator(pages.order_by("path").specific(), PAGES_READ).get_page(self.request.GET.get("p"))
        read = [page for page in shown if isinstance(page, BasePage)]
        found = zip(read, findings_of_all(read), strict=True)
        return super().get_context_data(**kwargs) | {
            "languages": [{"code": code, "name": name} for code, name in settings.LANGUAGES],
            "language": language,
            "rows": [{"page": page, "findings": findings} for page, findings in found if findings],
            "number_read": len(read),
            "shown": shown,
        }
