"""What must never reach production: checked at each start, errors stop it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security)
def production_is_safe(**kwargs: Any) -> list[CheckMessage]:
    """Refuse settings that would run an unsafe production; silent in development and tests."""
    if settings.DEVELOPMENT:
        return []
    found: list[CheckMessage] = []

    def refuse(number: int, message: str, hint: str) -> None:
        found.append(Error(message, hint=hint, id=f"light_up.E{number:03}"))

    if settings.DEBUG:
        refuse(1, "DEBUG is on.", "It shows secrets to visitors.")
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10 or "development" in settings.SECRET_KEY:
        refuse(2, "SECRET_KEY is weak.", "Set 50 random characters or more; links and codes derive from it.")
    base = urlsplit(settings.BASE_URL)
    if base.scheme != "https" or base.hostname in {None, "localhost", "127.0.0.1"}:
        refuse(3, "BASE_URL is not the public https address.", "It stands in mails and on paper for ever.")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        refuse(4, "The database is SQLite.", "Set DATABASE_URL to a PostgreSQL server.")
    if settings.CELERY_BROKER_URL.startswith("memory:"):
        refuse(5, "The broker is in memory.", "Set REDIS_URL or CELERY_BROKER_URL; workers are processes of their own.")
    if not settings.REDIS_URL:
        refuse(6, "There is no shared cache.", "Set REDIS_URL: rate limits must hold across processes.")
    if settings.EMAIL_BACKEND != "mail.backends.smtp.EmailBackend" and "anymail" not in settings.EMAIL_BACKEND:
        refuse(7, "Mail goes nowhere.", "Set EMAIL_URL to an SMTP server, such as smtp+tls://user:password@host:587.")
    if "*" in settings.ALLOWED_HOSTS:
        refuse(8, "ALLOWED_HOSTS takes any host.", "Name the hosts that this site answers to.")
    if not settings.SECOND_FACTOR_REQUIRED:
        refuse(9, "The CMS asks for no second factor.", "SECOND_FACTOR_REQUIRED may be off in development only.")
    if "localhost" in settings.DEFAULT_FROM_EMAIL:
        refuse(10, "MAIL_FROM is at localhost.", "Set an address at your own domain, with SPF, DKIM and DMARC.")
    name, colon, password = settings.MAIL_WEBHOOK_SECRET.partition(":")
    if settings.MAIL_WEBHOOK_SECRET and not (name and colon and len(password) >= 16):
        refuse(11, "MAIL_WEBHOOK_SECRET is weak.", "Set name:password with 16 characters or more after the colon.")
    if settings.SECRET_KEY_FALLBACKS and not settings.MAIL_DIGEST_KEY:
        found.append(
            Warning(
                "SECRET_KEY changes, and there is no MAIL_DIGEST_KEY.",
                hint="When the former key goes, nobody is known again who asked for no more mail. Set it to that key.",
                id="light_up.W002",
            )
        )
    if not settings.MAIL_BOUNCES_TO and not settings.MAIL_WEBHOOK_SECRET:
        found.append(
            Warning(
                "Messages that come back are never seen.",
                hint="Set MAIL_BOUNCES_TO, or MAIL_WEBHOOK_SECRET with a provider: dead mailboxes are written to for ever.",
                id="light_up.W003",
            )
        )
    if not settings.TRUSTED_PROXIES:
        found.append(
            Warning(
                "TRUSTED_PROXIES is 0.",
                hint="Behind a proxy all visitors then share one address in the rate limits. Set how many stand before.",
                id="light_up.W001",
            )
        )
    return found
