"""A row -> what it says. Each kind of mail registers how it is written, from its own app's `ready()`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import get_language

from mail import stopping, texts
from mail.models import MailText, Message

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """The words of one mail, both bodies in the language of its message; `html` is empty where words are all there is."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A name with a line break in it must not start a header of its own.
        object.__setattr__(self, "subject", " ".join(self.subject.split()))


Render = Callable[[Message], Letter | None]


@dataclass(frozen=True)
class Kind:
    """One kind of mail: how it is written, and to whom it goes in spite of what we know of their mailbox.

    Args:
        render: called in the language of the message, at the moment of sending; None when it is no longer owed.
        is_asked_for: its reader has just asked for it, so it goes now and then to a mailbox that we do not write to.
        proves_mailbox: it is owed only after its reader has read another mail of ours: the mailbox is alive.
        topic: the key of what its reader may stop, and of all kinds that are stopped with it; empty: it cannot be.
        topic_name: what the topic is called on the page where one stops it.
        label, variables, sample: of those whose words editors may write: what they call the mail, what each variable
            stands for, and made-up facts for the preview, in the active language.
    """

    render: Render
    is_asked_for: bool = False
    proves_mailbox: bool = False
    topic: str = ""
    topic_name: str | Promise = ""
    label: str | Promise = ""
    variables: Mapping[str, str | Promise] = field(default_factory=dict)
    sample: "Callable[[], Facts] | None" = None


@dataclass(frozen=True)
class Facts:
    """What one kind of mail is about.

    Args:
        subject: unless an editor wrote another.
        context: what its templates know.
        variables: what editors may name in their words, by the names of `Kind.variables`.
    """

    subject: str
    context: Mapping[str, Any]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What an editor wrote, filled in; empty where the mail says what it says without them."""

    subject: str = ""
    heading: str = ""
    opening: str = ""
    opening_html: str = ""
    closing: str = ""
    closing_html: str = ""


_kinds: dict[str, Kind] = {}
_contact: list[Callable[[], str]] = [lambda: settings.CONTACT_EMAIL]


def register(name: str, kind: Kind) -> None:
    """Say how mails of a kind are written.

    Args:
        name: `app/name`, which is also the place of its templates: `templates/app/emails/name.{txt,html}`.
    """
    _kinds[name] = kind


def answers_go_to(find: Callable[[], str]) -> None:
    """Say how the address is found that answers go to, where `MAIL_REPLY_TO` names none: an app above knows it."""
    _contact[:] = [find]


def kind_of(message: Message) -> Kind:
    """Return the kind of a message.

    Raises:
        KeyError: nobody has registered it.
    """
    return _kinds[message.kind]


def render(message: Message) -> Letter | None:
    """Write the letter of a message, as `kind_of` finds it."""
    return kind_of(message).render(message)


def topic_name(topic: str) -> str:
    """What a topic is called, in the active language."""
    return next((str(kind.topic_name) for kind in _kinds.values() if kind.topic == topic), "")


def stop_url(message: Message) -> str:
    """Where its reader stops messages like this one; empty where that is not possible."""
    topic = kind_of(message).topic
    return stopping.url_for(message.to, topic) if topic else ""


def compose(kind: str, facts: Facts) -> Letter:
    """Render `templates/<app>/emails/<name>.{txt,html}` of the kind `app/name`, with an editor's words if there are any.

    The plain body is rendered without escaping: `O'Brien & Söhne` stays readable in it. Both templates also know
    `subject`, `words`, `base_url`, `site_name` and `kind`.
    """
    text = MailText.objects.filter(kind=kind, language=get_language()).first() if facts.variables else None
    return _compose(kind, facts, _words(text, facts))


def preview(text: MailText) -> Letter:
    """Return the mail as it would go out with these words, saved or not, about made-up facts."""
    sample = _kinds[text.kind].sample
    with translation.override(text.language):
        facts = sample() if sample else Facts(subject="", context={})
        return _compose(text.kind, facts, _words(text, facts))


def _words(text: MailText | None, facts: Facts) -> Words:
    """Fill an editor's words; words that do not fit never stop a mail, and staff see so in the list of texts."""
    if text is None:
        return Words()
    try:
        return Words(
            subject=texts.plain(text.subject, facts.variables),
            heading=texts.plain(text.heading, facts.variables),
            opening=texts.plain(text.opening.strip(), facts.variables),
            opening_html=texts.html(text.opening, facts.variables),
            closing=texts.plain(text.closing.strip(), facts.variables),
            closing_html=texts.html(text.closing, facts.variables),
        )
    except texts.Trouble:
        logger.error("mail.text_broken", extra={"kind": str(text)})
        return Words()


def _compose(kind: str, facts: Facts, words: Words) -> Letter:
    app, name = kind.split("/")
    subject = words.subject or facts.subject
    known = {
        "base_url": settings.BASE_URL,
        "site_name": settings.SITE_NAME,
        "subject": subject,
        "words": words,
        "kind": kind,
        **facts.context,
    }
    engine = engines["django"].engine  # type: ignore[attr-defined]
    text = engine.get_template(f"{app}/emails/{name}.txt").render(Context(known, autoescape=False))
    html = engine.get_template(f"{app}/emails/{name}.html").render(Context(known))
    return Letter(subject=subject, text=text.strip() + "\n", html=html)


def troubles_of(text: MailText) -> list[str]:
    """Return the variables in an editor's words that their mail does not know; while there are any, it goes without."""
    kind = _kinds.get(text.kind)
    known = kind.variables if kind else {}
    written = " ".join((text.subject, text.heading, text.opening, text.closing))
    return texts.unknown_in(written, known)


def with_words() -> dict[str, Kind]:
    """Return the kinds whose words editors may write, by name."""
    return {name: kind for name, kind in _kinds.items() if kind.sample is not None}


def envelope(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """Put a letter into the mail that carries it: who, to whom, and how machines should treat it."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=returns_to(message) or settings.DEFAULT_FROM_EMAIL,  # the envelope's; the header says who writes
        to=[message.to],
        reply_to=[settings.MAIL_REPLY_TO or _contact[0]()],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message.message_id,
            "Date": format_datetime(timezone.now()),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notice comes back
            "X-Auto-Response-Suppress": "OOF, AutoReply",  # the same for Exchange
            "Content-Language": message.language,
            "X-Light-Up-Mail": message.kind,
            **_stop_headers(message),
            **letter.headers,
        },
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    mail.metadata = {"message": str(message.pk)}  # type: ignore[attr-defined]  # providers give it back with an event
    return mail


def _stop_headers(message: Message) -> dict[str, str]:
    """RFC 8058: mail programmes show a button that posts there, without opening the page."""
    url = stop_url(message)
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url else {}


def returns_to(message: Message) -> str:
    """Return the address that a message comes back to if nobody takes it, which says which one it is (VERP)."""
    local, _at, domain = settings.MAIL_BOUNCES_TO.rpartition("@")
    return f"{local}+{message.pk.hex}@{domain}" if local else ""
