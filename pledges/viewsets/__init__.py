"""The secretariat's desk in `/cms/`: pledges, reports about them, campaigns, and the wording of commitments."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from pledges.viewsets.acts import register_acts
from pledges.viewsets.campaigns import CampaignRecords
from pledges.viewsets.desk import PledgeDesk
from pledges.viewsets.reports import ReportQueue
from pledges.viewsets.to_look_at import ToLookAt
from pledges.viewsets.watch_list import WatchListDesk
from pledges.viewsets.wording import CommitmentDesk, VersionDesk


class PledgesGroup(ViewSetGroup):
    """What the menu holds together."""

    menu_label = _("Pledges")
    menu_icon = "pledge"
    menu_order = 110  # right after the pages
    items = (ToLookAt, PledgeDesk, ReportQueue, WatchListDesk, CampaignRecords, CommitmentDesk)


__all__ = ["PledgesGroup", "VersionDesk", "register_acts"]
