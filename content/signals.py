"""Wagtail tells when pages, sites and settings change; what was kept of pages is then built anew."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from content.caching import forget
from content.models import SiteSettings


def pages_changed(**_kwargs: Any) -> None:
    forget()


def connect() -> None:
    """Listen to every page type: publishing, placeholders of translations and imports all end in a save."""
    for model in apps.get_models():
        if issubclass(model, (Page, PageViewRestriction, Site, SiteSettings, AbstractImage)):
            post_save.connect(pages_changed, sender=model, dispatch_uid=f"content.saved.{model._meta.label}")
            post_delete.connect(pages_changed, sender=model, dispatch_uid=f"content.deleted.{model._meta.label}")
    post_page_move.connect(pages_changed, dispatch_uid="content.moved")  # moves whole trees without saving them
