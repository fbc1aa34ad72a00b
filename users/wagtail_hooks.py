"""What the CMS learns from this app."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.views import convert

from users.bulk_actions import AssignRole, Delete, SetActiveState

for action in (AssignRole, SetActiveState, Delete):
    hooks.register("register_bulk_action", action, order=10)  # after Wagtail's own of the same name, in their place


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Replace a translation by the page in the other language: what is public changes, so it takes who may publish."""
    page = get_object_or_404(Page, id=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    answer: HttpResponse = convert.convert_to_alias(request, page_id)
    return answer


@hooks.register("register_admin_urls", order=-10)  # before wagtail-localize's own address, which asks for less
def register_admin_urls() -> list[URLPattern]:
    return [path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias)]
