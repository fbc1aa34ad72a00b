"""How fast pledges come, with marks where it is out of the usual, and the way to hold them."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from pledges.models import Pledge
from pledges.surges import Hour, Line, speed_at

WIDTH, HEIGHT, STEP = 480, 90, 20  # of the plot, in its own units


class VelocityView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    model = Pledge
    permission_required = "moderate"
    template_name = "pledges/cms/velocity.html"
    page_title = _("How fast they come")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("pledge_desk:index"), "label": gettext("Pledges")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        speed = speed_at(timezone.now())
        since = speed.since.isoformat(timespec="seconds")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "speed": speed,
            "bars": _bars(speed.hours),
            "plot": {"width": WIDTH, "height": HEIGHT, "base": HEIGHT - 2},
            "campaigns": [
                {"name": name, "count": sum(hour.count for hour in hours), "surges": [h for h in hours if h.is_surge]}
                for name, hours in speed.campaigns
            ],
            "groups": [
                {"label": _("Domain of the address"), "lines": _linked(speed.domains, "domain", since)},
                {"label": _("Network"), "lines": _linked(speed.networks, "network", since)},
                {"label": _("Name, in any order of its words"), "lines": _linked(speed.names, "name", since)},
            ],
        }


def _linked(lines: list[Line], name: str, since: str) -> list[dict[str, Any]]:
    desk = reverse("pledge_desk:index")
    return [{"line": line, "url": f"{desk}?{urlencode({name: line.what, 'since': since})}"} for line in lines]


def _bars(hours: list[Hour]) -> list[dict[str, Any]]:
    most = max((hour.count for hour in hours), default=0) or 1
    return [
        {"hour": hour, "x": n * STEP + 2, "y": HEIGHT - 2 - height, "height": height}
        for n, hour in enumerate(hours)
        for height in [round(hour.count * (HEIGHT - 12) / most)]
    ]
