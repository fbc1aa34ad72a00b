"""Facts of the operator that editors name by placeholder, so that each is stated in one place."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.translation import gettext

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# In HTML, tags are left alone and a link's words are filled without adding a link inside it.
IN_HTML = re.compile(r"(?P<link><a\b[^>]*>.*?</a>)|(?P<tag><[^>]*>)|\{(?P<name>[a-z_]+)\}", re.DOTALL)

IN_LINKS = frozenset({"contact_email", "press_email", "base_url"})


@dataclass(frozen=True)
class Contact:
    """Who answers for the site, from the site's settings in the CMS, else from the environment. Empty: not stated."""

    organisation: str = ""
    responsible_person: str = ""
    address: str = ""
    contact_email: str = ""
    press_email: str = ""
    hosting: str = ""
    icp_number: str = ""

    def facts(self) -> dict[str, str]:
        """Return what each placeholder stands for; empty when the operator has not stated it."""
        unconfirmed_days = str(settings.UNCONFIRMED_RETENTION.days)
        return {
            "responsible_organisation": self.organisation,
            "responsible_person": self.responsible_person,
            "address": self.address,
            "contact_email": self.contact_email,
            "press_email": self.press_email,
            "hosting": self.hosting,
            "icp_number": self.icp_number,
            "unconfirmed_days": unconfirmed_days,
            "retention_unconfirmed_days": unconfirmed_days,
            "link_days": str(settings.CONFIRMATION_LIFETIME.days),
            "base_url": settings.BASE_URL,
        }


def fill_text(text: str, contact: Contact) -> str:
    """Replace the placeholders of plain text; unknown ones stay as they were typed."""
    facts = contact.facts()
    return PLACEHOLDER.sub(lambda found: _stated(found[1], facts, found[0]), text)


def fill_html(html: str, contact: Contact) -> str:
    """Replace the placeholders between the tags of rich text, escaped; an e-mail address becomes a link.

    Args:
        html: rich text as it is stored; its tags stay as they are.
        contact: where the facts come from.
    """
    facts = contact.facts()

    def replace(found: re.Match[str]) -> str:
        if found["tag"]:
            return found[0]
        if found["link"]:  # here only what may stand in an address, and no link inside the link
            return PLACEHOLDER.sub(
                lambda inner: escape(_stated(inner[1], facts, inner[0])) if inner[1] in IN_LINKS else inner[0], found[0]
            )
        if found["name"].endswith("_email") and facts.get(found["name"]):
            return format_html('<a href="mailto:{0}">{0}</a>', facts[found["name"]])
        return escape(_stated(found["name"], facts, found[0])).replace("\n", "<br>")

    return IN_HTML.sub(replace, html)


def _stated(name: str, facts: dict[str, str], placeholder: str) -> str:
    if name not in facts:
        return placeholder
    return facts[name] or gettext("not yet stated by the operator")
