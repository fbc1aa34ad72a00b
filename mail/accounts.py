"""The mails of accounts that wait for nobody's mail server: the link to set a password is owed as other mails are."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from mail.letters import Kind, Letter, register
from mail.models import Message
from mail.services import owe
from users import adapters
from users.models import User

RESET = "users/password_reset"


class AccountAdapter(adapters.AccountAdapter):
    """The site's adapter for allauth; what it says of accounts is in `users.adapters`."""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Owe the mail with the link. The link is made when the mail is sent, so that no row holds it."""
        owe(
            kind=RESET,
            subject=f"user:{user.pk}",
            occasion=uuid.uuid4().hex,
            to=email,
            language=get_language() or settings.LANGUAGE_CODE,
            cap=False,  # allauth allows an account three a day
        )


def register_letters() -> None:
    register(RESET, Kind(password_reset, is_asked_for=True))


def password_reset(message: Message) -> Letter | None:
    """Write the link to set a password: with a welcome to whoever has none yet; to nobody whose account has ended."""
    user = User.objects.filter(pk=message.subject.removeprefix("user:"), is_active=True).first()
    if user is None:
        return None
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    url = settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=key)
    mail = get_adapter().password_mail(user, message.to, url)
    return Letter(subject=mail.subject, text=mail.body + "\n", html="")
