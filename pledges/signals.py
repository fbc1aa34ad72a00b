"""The records of campaigns are edited in the CMS; what was kept of pages that show them is then made anew."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from content.caching import forget
from pledges.models import Campaign, Commitment


def record_changed(**_kwargs: Any) -> None:
    forget()


def connect() -> None:
    """Listen to names, goals and periods, however they are saved: no form can forget to tell."""
    for model in (Campaign, Commitment):
        post_save.connect(record_changed, sender=model, dispatch_uid=f"pledges.saved.{model._meta.label}")
        post_delete.connect(record_changed, sender=model, dispatch_uid=f"pledges.deleted.{model._meta.label}")
