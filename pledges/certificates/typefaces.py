"""Which vendored fonts draw a text, in which order, and how each script is set.

`fonts/coverage.json` holds the fonts' cmaps as ranges, so that a name is checked in microseconds without opening 45 MB of
fonts. `python -m pledges.certificates.typefaces` writes it anew from the fonts; a test compares.
"""

import json
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from fontTools.unicodedata import script

from pledges.certificates.facts import clean

FONTS = Path(__file__).parent / "fonts"
COVERAGE = FONTS / "coverage.json"

Style = Literal["serif", "sans"]

# The order in which families are asked; whatever is not named here is asked between the two groups, by name.
_FIRST: dict[Style, tuple[str, ...]] = {
    "serif": ("EB Garamond", "Noto Serif", "Amiri", "Noto Naskh Arabic"),
    "sans": ("Source Sans 3", "EB Garamond", "Noto Serif", "Noto Naskh Arabic", "Amiri"),
}
_LAST = ("Noto Serif CJK SC", "Light Up Rare Han")

# Scripts that our two main families are drawn for; others bring their own signs, digits and spaces.
_HOME = ("Latn", "Grek", "Cyrl")
_HAN = ("Hani", "Hira", "Kana", "Bopo", "Hang")
# Written without spaces between words: a line may end between any two letters before it would become too small.
_UNSPACED = ("Hani", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Yiii", "Java", "Bali")
_CASED = ("Latn", "Grek", "Cyrl", "Armn")


class Setting(NamedTuple):
    """How a script is set beside EB Garamond: size relative to it, and line height in em."""

    scale: float
    line: float


_SETTING = {
    "Latn": Setting(1, 1.33), "Grek": Setting(1, 1.36), "Cyrl": Setting(1, 1.36), "Armn": Setting(0.92, 1.45),
    "Geor": Setting(0.9, 1.5), "Hebr": Setting(0.95, 1.45), "Arab": Setting(1.12, 1.62), "Syrc": Setting(0.95, 1.7),
    "Thaa": Setting(0.95, 1.7), "Nkoo": Setting(0.95, 1.6), "Adlm": Setting(0.92, 1.6), "Hani": Setting(0.92, 1.56),
    "Hira": Setting(0.92, 1.56), "Kana": Setting(0.92, 1.56), "Bopo": Setting(0.92, 1.56), "Hang": Setting(0.92, 1.56),
    "Mymr": Setting(0.88, 1.95), "Khmr": Setting(0.9, 1.8), "Tibt": Setting(1, 1.7), "Mong": Setting(0.9, 1.6),
    "Java": Setting(0.86, 1.9), "Bali": Setting(0.86, 1.9),
}  # fmt: skip
_OTHER = Setting(0.92, 1.6)  # Indic, Thai, Ethiopic and the rest: marks above and below need the room

# Chinese characters differ by region. Country first, for a name; then the language of the sheet.
_HAN_BY_COUNTRY = {
    "JP": ("ja", "JP"),
    "KR": ("ko", "KR"),
    "KP": ("ko", "KR"),
    "TW": ("zh", "TW"),
    "HK": ("zh", "HK"),
    "MO": ("zh", "HK"),
}
_HAN_BY_LANGUAGE = {
    "ja": ("ja", "JP"),
    "ko": ("ko", "KR"),
    "zh-hant": ("zh", "TW"),
    "zh-tw": ("zh", "TW"),
    "zh-hk": ("zh", "HK"),
}


class Typeset(NamedTuple):
    """A text with all that its setting depends on."""

    text: str
    families: tuple[str, ...]  # in order; the first draws everything but Latin letters if `own` is true
    own: bool
    script: str  # ISO 15924, of most of its letters
    direction: str
    scale: float
    line: float
    lang: str
    region: str


class _Family(NamedTuple):
    name: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def covers(self, sign: str) -> bool:
        code = ord(sign)
        i = bisect_right(self.starts, code) - 1
        return i >= 0 and code <= self.ends[i]


@lru_cache(maxsize=2048)  # labels, countries and pledge texts come again and again
def typeset(text: str, style: Style, *, language: str, direction: str, country_code: str = "") -> Typeset:
    """Choose fonts and setting for a text, by the text itself and only then by the sheet's language.

    Args:
        text: clean (see `facts.clean`); what no font draws is left to the caller (`undrawable`).
        style: `serif` to read and honour, `sans` for labels and data.
        language, direction: of the sheet.
        country_code: of the person, for the regional form of Chinese characters in a name.
    """
    letters = main_script(text)
    families = list(dict.fromkeys(_choose(cluster, style) for cluster, _ in _clusters(text)))
    own = letters not in _HOME and letters != "Zyyy"
    if own:
        same = _HAN if letters in _HAN else (letters,)
        front = _choose(next(cluster for cluster, _ in _clusters(text) if _script(cluster[0]) in same), style)
        families = [front, *(family for family in families if family != front)]
        families += [family for family in _FIRST[style][:2] if family not in families]
    setting = _SETTING.get(letters, _OTHER) if own else _SETTING.get(letters, _SETTING["Latn"])
    lang, _, region = language.partition("-")
    if letters in _HAN:
        lang, region = _han_form(text, letters, language.lower(), country_code)
    return Typeset(
        text, tuple(families) or _FIRST[style][:1], own, letters, direction_of(text, direction), *setting,
        lang, region if len(region) == 2 else "",
    )  # fmt: skip


@lru_cache(maxsize=2048)
def undrawable(text: str) -> tuple[str, ...]:
    """Return what no vendored font can draw: letters with their marks, each once, in order; () if all is well.

    Signs that are not drawn at all (ZWJ, ZWNJ, variation selectors, direction marks) are no obstacle.
    """
    return tuple(dict.fromkeys(cluster for cluster, _ in _clusters(clean(text)) if not _choose(cluster, "serif")))


def main_script(text: str) -> str:
    """Return the ISO 15924 code of the script that most letters have, the first of equals; Zyyy without letters.

    Any Japanese text is Hira, since it may be mostly or wholly of another script.
    """
    counts = Counter(code for code in map(_script, text) if code not in ("Zyyy", "Zinh", "Zzzz"))
    if not counts:
        return "Zyyy"
    if counts.keys() & {"Hira", "Kana"}:
        return "Hira"
    return counts.most_common(1)[0][0]


def has_case(letters: str) -> bool:
    return letters in _CASED


def may_slant(letters: str) -> bool:
    """Only these scripts have italics of their own among our fonts."""
    return letters == "Latn" or letters == "Cyrl" or letters == "Grek"


def is_unspaced(letters: str) -> bool:
    return letters in _UNSPACED


def clusters(text: str) -> list[str]:
    """Split a text into what a reader takes for letters: a base with its marks and joiners; spaces stand alone."""
    found: list[str] = []
    for sign in text:
        joins = found and (
            unicodedata.category(sign).startswith("M") or _is_silent(sign) or found[-1].endswith("\u200d")
        )
        if joins and not found[-1].isspace():
            found[-1] += sign
        else:
            found.append(sign)
    return found


# Written before the consonant it belongs to, or after it: neither begins or ends a line without it (UAX 14, class SA).
_LEANS_ON = frozenset("\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ebd\u0ec6")
_LEANS_TO = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
# What no line of Chinese or Japanese begins with: small kana, marks that repeat or lengthen, closing signs.
_NEVER_FIRST = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶー々〻ゝゞヽヾ・、。，．）」』】〕》〉”’!?")
_ASAT, _PULLI = "\u103a", "\u0bcd"  # make a consonant the end of a syllable, in Burmese and in Tamil
_SYLLABLE_ENDS = ("\u0f0b", "\u0f0d")  # Tibetan: tsheg and shad


def breakable(text: str) -> list[str]:
    """Split a text where a line may end in need; joined, the parts are the text.

    Finer than words, coarser than `clusters`: no stack of letters, no syllable of Burmese or Tibetan and no vowel of Thai
    or Lao is torn apart, and a space ends the part before it.
    """
    parts: list[str] = []
    for cluster in clusters(text):
        if parts and _is_tied(parts[-1], cluster):
            parts[-1] += cluster
        else:
            parts.append(cluster)
    return parts


def _is_tied(before: str, after: str) -> bool:
    """Say whether no line may end between two neighbours."""
    if before[-1].isspace():
        return False
    if after.isspace() or after[0] in _LEANS_ON or after[0] in _NEVER_FIRST or before[-1] in _LEANS_TO:
        return True
    if _ASAT in after or _PULLI in after:
        return True
    if any(sign != _ASAT and unicodedata.combining(sign) == 9 for sign in before[-3:]):  # viramas: the stack goes on
        return True
    return _script(after[0]) == "Tibt" and not before.endswith(_SYLLABLE_ENDS)


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    for i, cluster in enumerate(clusters(unicodedata.normalize("NFC", text))):
        drawn = "".join(sign for sign in cluster if not _is_silent(sign))
        if drawn and drawn not in (" ", "\u00a0"):
            yield drawn, i


@lru_cache(maxsize=8192)
def _choose(cluster: str, style: Style) -> str:
    """Return the first family that has every part of a cluster, composed or decomposed; "" if there is none."""
    apart = unicodedata.normalize("NFD", cluster)
    for family in _families(style):
        if all(map(family.covers, cluster)) or all(map(family.covers, apart)):
            return family.name
    return ""


@lru_cache(maxsize=2)
def _families(style: Style) -> tuple[_Family, ...]:
    found = {}
    for name, ranges in json.loads(COVERAGE.read_text()).items():
        pairs = [part.partition("-") for part in ranges.split()]
        starts = tuple(int(a, 16) for a, _, _ in pairs)
        found[name] = _Family(name, starts, tuple(int(b or a, 16) for a, _, b in pairs))
    first = [name for name in _FIRST[style] if name in found]
    last = [name for name in _LAST if name in found]
    return tuple(found[name] for name in [*first, *sorted(found.keys() - {*first, *last}), *last])


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    return script(sign)


def direction_of(text: str, otherwise: str) -> str:
    """Return `ltr` or `rtl`, as the first letter of a text runs; `otherwise` where it has no letter."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return otherwise


def _han_form(text: str, letters: str, language: str, country_code: str) -> tuple[str, str]:
    if letters in ("Hira", "Kana"):
        return "ja", "JP"
    if letters == "Hang":
        return "ko", "KR"
    if country_code in _HAN_BY_COUNTRY:
        return _HAN_BY_COUNTRY[country_code]
    by_length = [language, "-".join(language.split("-")[:2]), language.split("-")[0]]
    return next((_HAN_BY_LANGUAGE[tag] for tag in by_length if tag in _HAN_BY_LANGUAGE), ("zh", "CN"))


def _is_silent(sign: str) -> bool:
    """Say whether a sign only shapes its neighbours: Unicode's default ignorables that may stand in a text."""
    code = ord(sign)
    return (
        code in (0xAD, 0x34F, 0x61C, 0x17B4, 0x17B5, 0xFEFF)
        or 0x180B <= code <= 0x180F
        or 0x200B <= code <= 0x200F
        or 0x2060 <= code <= 0x2064
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
    )


def coverage_of_fonts() -> dict[str, str]:
    """Read the vendored fonts and return, by family, the code points that all its files have, as ranges of hex."""
    import typst  # only here: checking a name must not load the compiler
    from fontTools.ttLib import TTFont

    cmaps: dict[str, set[int]] = {}
    for info in typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]).fonts():
        drawn = {code for code in TTFont(info.path, lazy=True).getBestCmap() if code >= 0x20}
        cmaps[info.family] = cmaps.get(info.family, drawn) & drawn
    return {family: " ".join(_ranges(sorted(codes))) for family, codes in sorted(cmaps.items())}


def _ranges(codes: Iterable[int]) -> Iterator[str]:
    start = end = None
    for code in [*codes, None]:
        if end is not None and code == end + 1:
            end = code
            continue
        if start is not None:
            yield f"{start:X}" if start == end else f"{start:X}-{end:X}"
        start = end = code


if __name__ == "__main__":
    COVERAGE.write_text(json.dumps(coverage_of_fonts(), indent=1) + "\n")
