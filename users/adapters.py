"""What allauth asks of us."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

from users.models import User
from users.networks import network_of


@dataclass(frozen=True)
class ThisSite:
    """The site as the settings name it."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the secretariat in the CMS; nobody signs up by themselves.

    Names and links in mails come from the settings, never from the Host header: whoever sends a request writes that
    header, and a link to a host of theirs would bring them the key of somebody else's account.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what allauth counts an address by, and writes into its cache: our keyed hash, never the address."""
        return network_of(request)

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.SITE_NAME}] {subject}"

    def password_mail(self, user: User, email: str, link: str) -> EmailMessage:
        """Write the mail with the link to set a new password."""
        return self._mail("account/email/password_reset_key", user, email, password_reset_url=link)

    def address_mail(self, user: User, email: str, link: str) -> EmailMessage:
        """Write the mail with the link that confirms an address."""
        return self._mail("account/email/email_confirmation", user, email, activate_url=link)

    def _mail(self, template: str, user: User, email: str, **links: str) -> EmailMessage:
        site = ThisSite(name=str(settings.SITE_NAME), domain=urlsplit(settings.BASE_URL).netloc)
        mail: EmailMessage = self.render_mail(
            template, email, {"user": user, "email": email, "current_site": site, **links}
        )
        return mail

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed log-ins for the account alone: with the Host header in the key, each spelling counts anew."""
        return str(credentials.get("email", "")).lower()
