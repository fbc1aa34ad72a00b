"""The words of each consent, in one place: the form shows them, the privacy notice repeats them, a version names them.

Whoever changes a word gives `WORDING` a new version: `tests/pledges/test_consents.py` holds the digest of each.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pledges.enums import DISPLAYS_ASKED, Purpose

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDING = "2026-11"
LISTING = _("How may we show your pledge?")
WORDS: "dict[Purpose, tuple[StrOrPromise, ...]]" = {
    Purpose.CERTIFICATE: (
        _(
            "I make this pledge in my own name, and I agree that my details are used to issue and verify my certificate."
        ),
    ),
    Purpose.LISTING: (LISTING, *(display.label for display in DISPLAYS_ASKED)),
    Purpose.PRINT: (_("You may print my name in the annual Global Report. A printed name cannot be taken back."),),
    Purpose.UPDATES: (_("Send me news of the campaign, three times a year at most."),),
}
