"""Accounts to try the CMS with. In development only: their password is printed."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured

from home.demo.roles import EDITORS, MODERATORS, SECRETARIAT
from users.models import User

PASSWORD = "light-up-demo"  # noqa: S105 - printed by `make run`; refused outside development
ACCOUNTS = {
    "secretariat@example.org": ("Demo secretariat", SECRETARIAT),
    "editor@example.org": ("Demo editor", EDITORS),
    "moderator@example.org": ("Demo moderator", MODERATORS),
}
LOADER = "load-demo@example.org"


def create_accounts() -> list[str]:
    """Create the demo accounts that are missing; return their addresses.

    Raises:
        ImproperlyConfigured: this is not development. A known password would be an open door.
    """
    if not settings.DEVELOPMENT:
        raise ImproperlyConfigured("Demo accounts exist in development only.")
    created = []
    for email, (name, role) in ACCOUNTS.items():
        if not User.objects.filter(email=email).exists():
            user = User.objects.create_user(email, PASSWORD, name=name)
            user.groups.add(Group.objects.get(name=role))
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            created.append(email)
    return created


def loader() -> User:
    """Return the account in whose name the demo content is put on record. Nobody can sign in with it."""
    user, created = User.objects.get_or_create(email=LOADER, defaults={"name": "load_demo", "is_active": False})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
