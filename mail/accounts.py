"""The mails of accounts wait for nobody's mail server: links to set a password and to confirm an address are owed."""

import logging
import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy

from mail.letters import Facts, Kind, Letter, compose, register
from mail.models import Message
from mail.services import owe
from users import adapters
from users.models import User

logger = logging.getLogger(__name__)

RESET = "users/password_reset"
INVITATION = "users/invitation"
ADDRESS = "users/confirm_address"


class AccountAdapter(adapters.AccountAdapter):
    """The site's adapter for allauth; what it says of accounts is in `users.adapters`."""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Owe the mail with the link. The link is made when the mail is sent, so that no row holds it."""
        _owe(RESET, user, to=email, occasion=uuid.uuid4().hex)  # allauth allows an account three a day

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC, signup: bool
    ) -> None:
        """Owe the mail with the link that confirms an address, in the same way."""
        address = emailconfirmation.email_address
        occasion = f"address:{address.pk}.{uuid.uuid4().hex[:16]}"  # allauth allows one in three minutes
        _owe(ADDRESS, address.user, to=address.email, occasion=occasion)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: a mail that leaves inside a request makes its visitor wait, and is lost where the server is away.

        Whatever mail allauth has beside those above belongs to what is turned off here. One that is turned on is missed
        in the log, and gets a kind of its own.
        """
        logger.error("mail.not_owed", extra={"kind": template_prefix})


def _owe(kind: str, user: User, *, to: str, occasion: str) -> None:
    language = get_language() or settings.LANGUAGE_CODE
    owe(kind=kind, subject=f"user:{user.pk}", occasion=occasion, to=to, language=language, cap=False)


def register_letters() -> None:
    register(RESET, Kind(password_reset, is_asked_for=True))
    register(ADDRESS, Kind(confirm_address, is_asked_for=True))
    register(  # what the mail with the link to set a password says to whoever has none yet
        INVITATION,
        Kind(
            password_reset,
            label=gettext_lazy("Invitation to an account"),
            variables={"name": gettext_lazy("the name of whom the account is for")},
            sample=lambda: invitation("Wangari Otieno", settings.BASE_URL),
        ),
    )


def password_reset(message: Message) -> Letter | None:
    """Write the link to set a password: with a welcome to whoever has none yet; to nobody whose account has ended."""
    user = User.objects.filter(pk=message.subject.removeprefix("user:"), is_active=True).first()
    if user is None:
        return None
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    url = settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=key)
    if not user.has_usable_password():
        return compose(INVITATION, invitation(user.get_full_name(), url))
    return _letter(get_adapter().password_mail(user, message.to, url))


def invitation(name: str, url: str) -> Facts:
    """What is said to whoever has an account and no password yet."""
    return Facts(gettext("Your account"), {"password_url": url}, {"name": name})


def confirm_address(message: Message) -> Letter | None:
    """Write the link that confirms an address; to nobody whose address is confirmed, given up or without an account."""
    pk = message.occasion.removeprefix("address:").partition(".")[0]
    waiting = EmailAddress.objects.select_related("user").filter(verified=False, user__is_active=True)
    address = waiting.filter(pk=pk, email=message.to).first()
    if address is None:
        return None
    url = settings.BASE_URL + reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    return _letter(get_adapter().address_mail(address.user, message.to, url))


def _letter(mail: EmailMessage) -> Letter:
    return Letter(subject=str(mail.subject), text=mail.body + "\n", html="")
