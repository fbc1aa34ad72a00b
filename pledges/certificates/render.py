"""From facts to bytes: the PDF, the share images, the badge."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from pledges.certificates import compiler, numbers, typefaces
from pledges.certificates.facts import Facts, clean
from pledges.certificates.light import light_svg
from pledges.certificates.ornaments import mark_svg
from pledges.certificates.qr import qr_svg

# The template's version: a certificate drawn by another one is owed anew.
TEMPLATE = 1

Kind = Literal["link", "square", "story"]
SIZES: dict[Kind, tuple[int, int]] = {"link": (1200, 630), "square": (1080, 1080), "story": (1080, 1920)}
BADGE = 1024

_MARK_BY_DAY, _MARK_BY_NIGHT = mark_svg("#14213A", "#B07A1A"), mark_svg("#FFC861", "#FFF1D0")
_GREEK_ACCENTS = dict.fromkeys(map(ord, "\u0301\u0300\u0342\u0313\u0314"))
_DOTTED = str.maketrans({"i": "İ", "ı": "I"})


class Undrawable(ValueError):
    """A text holds letters that no vendored font has; `letters` names them. Ask `undrawable` before signing."""

    def __init__(self, letters: tuple[str, ...]) -> None:
        super().__init__(f"no font draws {' '.join(letters)}")
        self.letters = letters


class Attachment(NamedTuple):
    """A file inside the PDF, such as the credential."""

    name: str
    text: str
    mime: str
    description: str


def render_pdf(facts: Facts, *, attachment: Attachment | None = None) -> bytes:
    """Return the certificate: A4 landscape, PDF/A-3a and PDF/UA-1, tagged, every font embedded.

    The only time in it is `facts.signed_at`, so equal facts give equal bytes.

    Raises:
        Undrawable: a text holds letters that no vendored font has.
    """
    words, holder = facts.words, _holder(facts)
    text = _Setter(holder)
    sheet = text.ground() | {
        "document_title": clean(f"{words.title} · {facts.name or numbers.pretty(facts.number)}"),
        "description": clean(
            ", ".join(part for part in (holder.name, holder.role, holder.affiliation, holder.country) if part)
        ),
        "author": clean(facts.issuer or words.brand),
        "light_alt": clean(words.light_alt),
        "qr_alt": clean(words.qr_alt),
        "title": text.label(words.title, "serif"),
        "roles": text.serif_all(facts.role, facts.affiliation),
        "pledge": text.serif(facts.pledge_text),
        "details": [line for pairs in _details(facts) if (line := text.pairs(pairs))],
        "signature_label": text.label(words.signature_label),
        "signature_role": text.sans(words.signature_role),
        "date_label": text.label(words.date_label),
        "date": text.sans(facts.signed_on),
        "number_label": text.label(words.number_label),
        "verify_label": text.label(words.verify_label),
        "issuer": text.serif(facts.issuer),
        "attachment": attachment._asdict() if attachment else None,
    }
    text.refuse_undrawable()
    drawings = {
        "mark": _MARK_BY_DAY,
        "light": light_svg(facts.number, "paper", institution=facts.institution),
        "qr": qr_svg(facts.url_short, quiet=0, ground=""),
    }
    return compiler.compile_pdf("sheet", sheet, drawings, at=facts.signed_at)


def share_image(facts: Facts, kind: Kind, *, named: bool = True) -> bytes:
    """Return a picture for sharing, PNG, `SIZES[kind]` pixels; `named=False`, or an empty name, shows the light alone.

    Raises:
        Undrawable: a text holds letters that no vendored font has.
    """
    text = _Setter(facts if named and facts.name else _nameless(facts))
    picture = text.ground() | {
        "shape": kind,
        "line": text.name(facts.words.share_line if text.facts.name else facts.words.share_line_unnamed),
        "roles": text.sans_all(text.facts.affiliation),
    }
    text.refuse_undrawable()
    return compiler.compile_png("share", picture, _night_drawings(facts))


def badge_image(facts: Facts) -> bytes:
    """Return the badge, a square PNG of `BADGE` pixels: the light, the house's name and the number; no person's name."""
    text = _Setter(_nameless(facts))
    picture = text.ground() | {
        "campaign": text.serif(facts.campaign),
    }
    text.refuse_undrawable()
    return compiler.compile_png("badge", picture, _night_drawings(facts))


def _night_drawings(facts: Facts) -> dict[str, str]:
    light = light_svg(facts.number, "night", glow=False, institution=facts.institution)
    return {"mark": _MARK_BY_NIGHT, "light": light}


class _Setter:
    """Turns the texts of one certificate into what the templates set, and gathers what cannot be drawn."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.refused: dict[str, None] = {}

    def ground(self) -> dict[str, Any]:
        """Return what sheet and pictures share."""
        facts = self.facts
        lang, _, region = facts.language.partition("-")
        return {
            "direction": facts.direction,
            "lang": lang,
            "region": region if len(region) == 2 else None,
            "brand": self.serif(facts.words.brand),
            "name": self.name(facts.name),
            "country": self.sans(facts.country),
            "number_shown": numbers.pretty(facts.number),
            "number": self.sans(numbers.pretty(facts.number)),
            "url": self.sans(facts.url_shown),
            "sample": self.label(facts.words.sample, "serif") if facts.sample else None,
        }

    def serif(self, text: str) -> dict[str, Any] | None:
        return self._set(text, "serif")

    def sans(self, text: str) -> dict[str, Any] | None:
        return self._set(text, "sans")

    def serif_all(self, *texts: str) -> list[dict[str, Any]]:
        return [found for text in texts if (found := self.serif(text))]

    def sans_all(self, *texts: str) -> list[dict[str, Any]]:
        return [found for text in texts if (found := self.sans(text))]

    def pairs(self, pairs: list[tuple[str, str]]) -> list[tuple[dict[str, Any] | None, dict[str, Any]]]:
        return [(self.sans(label), found) for label, text in pairs if (found := self.sans(text))]

    def label(self, text: str, style: typefaces.Style = "sans") -> dict[str, Any] | None:
        """Set a label in capitals where its script has them."""
        cased = typefaces.has_case(typefaces.main_script(text))
        return self._set(capitals(text, self.facts.language) if cased else text, style)

    def name(self, text: str) -> dict[str, Any] | None:
        """Set a text that is made as large as it can be, so the template must know where it may be cut."""
        found = self._set(text, "serif", self.facts.country_code)
        if found is None:
            return None
        return found | {
            "pieces": _pieces(found["text"]),
            "letters": typefaces.breakable(found["text"]),
            "unspaced": typefaces.is_unspaced(found["script"]),
        }

    def refuse_undrawable(self) -> None:
        if self.refused:
            raise Undrawable(tuple(self.refused))

    def _set(self, text: str, style: typefaces.Style, country_code: str = "") -> dict[str, Any] | None:
        text = clean(text)
        if not text:
            return None
        self.refused |= dict.fromkeys(typefaces.undrawable(text))
        facts = self.facts
        found = typefaces.typeset(
            text, style, language=facts.language, direction=facts.direction, country_code=country_code
        )
        return found._asdict() | {
            "slants": typefaces.may_slant(found.script),
            "cased": typefaces.has_case(found.script),
        }


def capitals(text: str, language: str) -> str:
    """Return `text` in capitals by the rules of its language: Turkic dotted i, Greek without accents."""
    tag = language.partition("-")[0]
    if tag in ("tr", "az", "crh"):
        text = text.translate(_DOTTED)
    if tag == "el":
        apart = unicodedata.normalize("NFD", text.upper())
        return unicodedata.normalize("NFC", apart.translate(_GREEK_ACCENTS))
    return text.upper()


def _details(facts: Facts) -> Iterable[list[tuple[str, str]]]:
    """Yield the lines of small print, each of (label, words): as whom, how we know and which text, the text's hash."""
    words = facts.words
    yield [("", facts.person_note)]
    yield [
        (words.evidence_label, facts.evidence),
        (words.text_label, " · ".join(part for part in (facts.campaign, facts.version_label) if part)),
    ]
    yield [("SHA-256", facts.text_hash)]


def _pieces(name: str) -> list[str]:
    """Cut a name where a line may end: after a space, a hyphen or a middle dot. Joined, the pieces are the name."""
    pieces = [""]
    for i, sign in enumerate(name):
        pieces[-1] += sign
        if sign in " \u3000-\u2010\u00b7\u30fb\uff0f/" and i + 1 < len(name):
            pieces.append("")
    return pieces


def _holder(facts: Facts) -> Facts:
    """Return the facts with whom the sheet's sentence is about: without a subject, the country would read like it."""
    return facts if facts.name or not facts.somebody else replace(facts, name=facts.somebody, country="")


def _nameless(facts: Facts) -> Facts:
    return replace(facts, name="", affiliation="", role="")
