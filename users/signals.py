"""What follows from what allauth does."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from django.dispatch import receiver

from users.models import User


@receiver(password_reset, dispatch_uid="users.verify_address")
def verify_address(sender: type[User], user: User, **kwargs: Any) -> None:
    """Take the address as confirmed once its owner has set a password by the link that went there.

    Only where the account has no other address: otherwise the link may have gone to that one.
    """
    addresses = EmailAddress.objects.filter(user=user)
    if addresses.exclude(email=user.email).exists():
        return
    address, _created = addresses.get_or_create(user=user, email=user.email, defaults={"primary": True})
    if address.set_verified(commit=False):
        address.primary = True
        address.save(update_fields=["verified", "primary"])
