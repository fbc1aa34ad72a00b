"""Wagtail tells when pages, sites and settings change; what was kept of pages is then built anew."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from content.caching import forget
from content.models import SiteSettings


@receiver(page_published)
@receiver(page_unpublished)
@receiver(page_slug_changed)
@receiver(post_page_move)
@receiver([post_save, post_delete], sender=Site)
@receiver([post_save, post_delete], sender=SiteSettings)
@receiver(post_delete, sender=Page)
def pages_changed(**_kwargs: Any) -> None:
    """Forget now, for what this transaction reads next, and once more when others can see the change."""
    forget()
    transaction.on_commit(forget, robust=True)
