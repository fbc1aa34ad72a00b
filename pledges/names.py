"""Names as people write them: any script, kept byte for byte after NFC, refused only for a reason that we say."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from pledges.certificates import direction_of, undrawable
from pledges.links import has_link

# Overriding, embedding and isolating controls reorder the text around them. Marks (LRM, RLM, ALM), ZWJ and ZWNJ only
# shape what they stand in and stay.
BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF, 0x180E])
JOINERS = "\u200c\u200d"
CHOSEN_GAPS = "\u00a0\u3000"  # no-break and ideographic spaces are somebody's choice, as in `certificates.facts`
GAPS = re.compile(r"\s+")
NO_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")  # Hangul fillers: letters to Unicode, nothing to the eye
MARKS = 8  # over one letter: as many as the tallest Tibetan stack has


def clean_line(text: str) -> str:
    """Return one line of a person's text: NFC, no bidi or invisible controls, single spaces.

    Raises:
        ValidationError: it holds control characters, a tower of marks, or letters that no font of ours can draw.
    """
    text = unicodedata.normalize("NFC", text.translate(BIDI_CONTROLS).translate(INVISIBLE))
    text = GAPS.sub(lambda gap: gap[0] if gap[0] in CHOSEN_GAPS else " ", text).strip()
    if any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} for char in text):
        raise ValidationError(
            _("This holds characters that cannot be printed. Type it again instead of pasting it."), code="control"
        )
    if _tallest_stack(text) > MARKS:
        raise ValidationError(_("Too many marks stand over one letter. Write it as it stands in print."), code="marks")
    if missing := undrawable(text):
        raise ValidationError(
            _(
                "Our certificate cannot draw: %(characters)s. Please write it in letters of a living script; "
                "tell us if yours is missing, and we shall add it."
            ),
            code="undrawable",
            params={"characters": " ".join(missing[:8])},
        )
    return text


def printable(text: str) -> str:
    """Return a text without control characters, but for the ends of its lines and tabs."""
    return "".join(char for char in text if char in "\n\r\t" or unicodedata.category(char) != "Cc")


def clean_shown(text: str) -> str:
    """Return a line that stands on the certificate and in mails to an address that nobody has confirmed yet.

    Raises:
        ValidationError: as in `clean_line`, or it holds a web address, an e-mail address or a telephone number, which
            would make our mails somebody's advertising.
    """
    text = clean_line(text)
    if has_link(text):
        raise ValidationError(
            _("Leave web addresses, e-mail addresses and telephone numbers out: this stands on your certificate."),
            code="link",
        )
    return text


def _tallest_stack(text: str) -> int:
    """Return how many combining marks follow each other at most. Joiners between them end nothing."""
    tallest = height = 0
    for char in text:
        if unicodedata.category(char)[0] == "M":
            height += 1
            tallest = max(tallest, height)
        elif char not in JOINERS:
            height = 0
    return tallest


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] == "L" and char not in NO_LETTERS


def clean_name(text: str) -> str:
    """Return a name as it stands on the certificate. Mononyms and single letters pass; order and case are never touched.

    Raises:
        ValidationError: as in `clean_shown`, or there is no letter in it.
    """
    text = clean_shown(text).strip(JOINERS + CHOSEN_GAPS + " ")
    if not any(map(_is_letter, text)):
        raise ValidationError(_("Enter your name as it should stand on the certificate"), code="no_letter")
    return text


def initials(name: str) -> str:
    """Return the first letter of each word (with its marks), in the order written: `A. W. O.`"""
    found = []
    for word in name.split():
        start = next((i for i, char in enumerate(word) if _is_letter(char)), None)
        if start is None:
            continue
        end = start + 1
        while end < len(word) and unicodedata.category(word[end])[0] == "M":
            end += 1
        found.append(word[start:end] + ".")
    return " ".join(found) or "—"


def isolated(text: str) -> str:
    """Return a person's text for a plain sentence of the active language: in isolates where it runs the other way.

    HTML has `<bdi>` for this; mails in plain text, titles and share texts have only characters (FSI and PDI, UAX 9).
    """
    way = "rtl" if get_language_bidi() else "ltr"
    return text if direction_of(text, way) == way else f"\u2068{text}\u2069"
