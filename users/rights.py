"""Who may change whose account: nobody gives a right that they lack, and nobody touches who has more."""

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import Q, QuerySet

from users.models import User


def _rights(user: User) -> QuerySet[Permission]:
    """Return what an account may do. Of an account that is off: what it may do once it is on again."""
    return Permission.objects.filter(Q(user=user) | Q(group__user=user))


def may_manage(actor: User | AnonymousUser, target: User) -> bool:
    """Whether the account may be changed. Who can change the address of an account can take it over."""
    if not isinstance(actor, User):
        return False
    if actor.is_superuser:
        return True
    beyond = _rights(target).exclude(pk__in=_rights(actor).values("pk"))
    return not target.is_superuser and not beyond.exists()


def roles_to_give(actor: User) -> QuerySet[Group]:
    """Return the roles that bring no right which the one who gives them lacks."""
    if actor.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=_rights(actor).values("pk"))
    return Group.objects.exclude(permissions__in=beyond)
