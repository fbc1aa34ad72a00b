"""E-mail addresses: what is accepted, and when two are one person's."""

from disposable_email_domains import blocklist
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from mail.addresses import canonical

__all__ = ["canonical", "capped_mailbox", "clean_address"]


def clean_address(text: str) -> str:
    """Return an address as mail is sent to it: trimmed, the domain in ASCII and lower case. No network look-up.

    Raises:
        ValidationError: with a sentence that says what to do.
    """
    text = text.strip()
    if "@" not in text:
        raise ValidationError(_("Enter an e-mail address with an @ sign, such as name@university.org"), code="no_at")
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailSyntaxError as error:
        raise ValidationError(
            _("Check the e-mail address for missing or extra characters. It should look like name@university.org"),
            code="syntax",
        ) from error
    except EmailNotValidError as error:
        raise ValidationError(
            _("We cannot send mail to this domain. Enter an address that receives mail, such as name@university.org"),
            code="domain",
        ) from error
    domain = found.ascii_domain.lower()
    if _is_disposable(domain):
        raise ValidationError(
            _(
                "This provider’s addresses vanish after a short time. Enter one that you keep, since it holds your pledge."
            ),
            code="disposable",
        )
    return f"{found.ascii_local_part or found.local_part}@{domain}"


def capped_mailbox(address: str) -> str:
    """Return the form under which mails to one mailbox are counted: `canonical`, without a tag whatever the provider.

    Too wide a net does no harm here: whom it takes for one mailbox shares a day's few messages. (Two people stay two.)
    """
    local, _at, domain = canonical(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _is_disposable(domain: str) -> bool:
    parts = domain.split(".")
    return any(".".join(parts[i:]) in blocklist for i in range(len(parts) - 1))
