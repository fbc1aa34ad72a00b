"""The roles of the demo content, as a new installation has them, and people who hold them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group

from home.demo.roles import create_roles
from users.models import User


@pytest.fixture
def member(db) -> Callable[..., User]:
    """Return who makes an account that holds a role."""
    create_roles()

    def make(role: str, email: str | None = None) -> User:
        user = User.objects.create_user(email or f"{role.lower()}@example.org", "a lantern on the shore")
        user.groups.add(Group.objects.get(name=role))
        return user

    return make
