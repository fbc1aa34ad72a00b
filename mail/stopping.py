"""A reader's wish for no more mails of one kind. The token in each such mail says whose wish it is, without an address."""

from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mail.addresses import digests, keys, masked, provider_of
from mail.enums import Bar, Provider
from mail.errors import StopUnknown
from mail.models import Suppression
from mail.querysets import SuppressionQuerySet

SALT = "mail.stop"


@dataclass(frozen=True)
class Wish:
    """What a token stands for.

    Args:
        mailboxes: its keyed hash, by the present secret key and by former ones.
        topic: what is to be stopped, see `mail.letters.Kind`.
        hint, provider: what staff see of the mailbox.
    """

    mailboxes: list[str]
    topic: str
    hint: str
    provider: str


def url_for(address: str, topic: str) -> str:
    """Return the address of the page, in the active language. It holds for ever: who stops may do so late."""
    wish = Wish(digests(address), topic, masked(address), provider_of(address))
    return settings.BASE_URL + reverse("stop_mail", args=[_signer().sign_object(asdict(wish))])


def _signer() -> Signer:
    first, *others = keys()
    return Signer(key=first, fallback_keys=[*others], salt=SALT)


def read(token: str) -> Wish:
    """Return what a token stands for.

    Raises:
        StopUnknown: it is none of ours.
    """
    try:
        return Wish(**_signer().unsign_object(token))
    except (BadSignature, ValueError, TypeError) as error:
        raise StopUnknown from error


def is_stopped(wish: Wish) -> bool:
    return _rows(wish).exists()


@transaction.atomic
def stop(wish: Wish, *, source: str) -> None:
    """Write no more mails of that kind to that mailbox; twice is a success.

    Args:
        source: how the wish came, such as `one-click`; staff see it.
    """
    if is_stopped(wish):
        return
    now = timezone.now()
    Suppression.objects.get_or_create(
        mailbox_digest=wish.mailboxes[0],
        bar=Bar.STOP,
        topic=wish.topic,
        defaults={
            "hint": wish.hint,
            "provider": Provider(wish.provider),
            "source": source,
            "times": 1,
            "at": now,
            "barred_at": now,
        },
    )


def resume(wish: Wish) -> None:
    """Write such mails again; twice is a success."""
    _rows(wish).delete()


def _rows(wish: Wish) -> SuppressionQuerySet:
    return Suppression.objects.filter(mailbox_digest__in=wish.mailboxes, bar=Bar.STOP, topic=wish.topic)
