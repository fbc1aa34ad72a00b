"""E-mail addresses: what is accepted, and when two are one person's."""

from disposable_email_domains import blocklist
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from mail.addresses import canonical, widest

# Slips of the keyboard, by the provider that was meant. Some belong to who waits for such mail; none is anybody's own.
_SLIPS = {
    "gmail.com": "gmial.com gmal.com gmai.com gamil.com gmil.com gmaill.com gnail.com gmail.con gmail.cm gmail.comm",
    "hotmail.com": "hotnail.com hotmal.com hotmai.com hotmial.com hotmil.com hotmaill.com hotmail.con hotmail.comm",
    "yahoo.com": "yaho.com yhoo.com yahho.com yahooo.com yahoo.con yahoo.comm",
    "outlook.com": "outlok.com outloo.com outllok.com outlook.con outlook.comm",
    "icloud.com": "iclod.com icloud.con icloud.comm",
}
MISTYPED = {slip: meant for meant, slips in _SLIPS.items() for slip in slips.split()}

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
    local = found.ascii_local_part or found.local_part
    if domain in MISTYPED:
        raise ValidationError(
            # Translators: a domain, such as gmial.com, and the whole address that was probably meant
            _("%(domain)s looks misspelt. Did you mean %(address)s?"),
            code="mistyped",
            params={"domain": domain, "address": f"{local}@{MISTYPED[domain]}"},
        )
    if _is_disposable(domain):
        raise ValidationError(
            _(
                "This provider’s addresses vanish after a short time. Enter one that you keep, since it holds your pledge."
            ),
            code="disposable",
        )
    return f"{local}@{domain}"


def capped_mailbox(address: str) -> str:
    """Return the form under which mails to one mailbox are counted: without a tag and by one name, whatever the provider.

    Too wide a net does no harm here: whom it takes for one mailbox shares a day's few messages. (Two people stay two.)
    """
    return widest(address)


def _is_disposable(domain: str) -> bool:
    parts = domain.split(".")
    return any(".".join(parts[i:]) in blocklist for i in range(len(parts) - 1))
