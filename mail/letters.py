"""A row -> what it says. Each kind of mail registers how it is written, from its own app's `ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.utils import timezone

from mail.models import Message


@dataclass(frozen=True)
class Letter:
    """The words of one mail, both bodies in the language of its message."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A name with a line break in it must not start a header of its own.
        object.__setattr__(self, "subject", " ".join(self.subject.split()))


Render = Callable[[Message], Letter | None]
_renderers: dict[str, Render] = {}


def register(kind: str, render: Render) -> None:
    """Say how mails of a kind are written; `render` gives None when the message is no longer owed.

    Args:
        kind: `app/name`, which is also the place of its templates: `templates/app/emails/name.{txt,html}`.
        render: called in the language of the message, at the moment of sending.
    """
    _renderers[kind] = render


def render(message: Message) -> Letter | None:
    """Write the letter of a message.

    Raises:
        KeyError: nobody has registered its kind.
    """
    return _renderers[message.kind](message)


def compose(kind: str, *, subject: str, context: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Letter:
    """Render `templates/<app>/emails/<name>.{txt,html}` of the kind `app/name`.

    The plain body is rendered without escaping: `O'Brien & Söhne` stays readable in it. Both templates also know
    `subject`, `base_url`, `site_name` and `kind`.
    """
    app, name = kind.split("/")
    known = {
        "base_url": settings.BASE_URL,
        "site_name": settings.SITE_NAME,
        "subject": subject,
        "kind": kind,
        **context,
    }
    engine = engines["django"].engine  # type: ignore[attr-defined]
    text = engine.get_template(f"{app}/emails/{name}.txt").render(Context(known, autoescape=False))
    html = engine.get_template(f"{app}/emails/{name}.html").render(Context(known))
    return Letter(subject=subject, text=text.strip() + "\n", html=html, headers=headers or {})


def envelope(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """Put a letter into the mail that carries it: who, to whom, and how machines should treat it."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[message.to],
        reply_to=[settings.MAIL_REPLY_TO],
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(timezone.now()),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notice comes back
            "Content-Language": message.language,
            "X-Light-Up-Mail": message.kind,
            **letter.headers,
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail
