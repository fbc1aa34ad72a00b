"""What the CMS learns from this app."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.models import Page


class PageChecker(ContentCheckerItem):
    """Wagtail's checks of accessibility, of what editors can change: our own pieces are tested before they ship."""

    axe_exclude = ["[data-count]", ".header", ".footer"]


@hooks.register("construct_wagtail_userbar")
def check_what_editors_write(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    items[:] = [
        PageChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items
    ]
