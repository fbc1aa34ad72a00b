"""Pictures of what is on record."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import override

from campaign import lights
from content.caching import share
from content.reading import read_only
from pledges.models import Campaign


@read_only
def night_map(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Draw the lights of one campaign."""
    get_object_or_404(Campaign, slug=slug)
    with override(settings.LANGUAGE_CODE):
        picture = lights.drawing(slug)
    headers = {"Content-Type": "image/svg+xml", "Content-Language": settings.LANGUAGE_CODE}
    return share(request, HttpResponse(picture, headers=headers), is_counted=True)
