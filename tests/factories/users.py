"""Accounts of staff, with the rights that a test gives them."""

from collections.abc import Iterable
from typing import Any

import factory
from django.contrib.auth.models import Permission

from users.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """An account; `rights=["pledges.view_pledge", ...]` gives it those, and the way into the CMS."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"staff.{n}@example.org")
    name = "Amina Staff"

    @factory.post_generation
    def rights(self, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        for right in [*(extracted or []), *(["wagtailadmin.access_admin"] if extracted else [])]:
            app, codename = right.split(".")
            self.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
