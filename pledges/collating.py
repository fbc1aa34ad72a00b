"""The order of names: a key per name, the same on every database, whose bytes compare as the names do.

Letters follow the order of the Unicode Collation Algorithm (UTS 10, default table), without accents and capitals at first;
spaces and hyphens part words, other signs do not count. Where two names are alike so far, the rest of the key decides.
Departures from the table, and why, are in `docs/decisions/0025-the-order-of-names.md`.

`data/letters.txt` holds the letters of that table that our fonts draw: a line a letter, with all that counts as it.
`python -m pledges.write_letters ALLKEYS` writes it anew from Unicode's `allkeys.txt`.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from anyascii import anyascii
from fontTools.unicodedata import script

LETTERS = Path(__file__).parent / "data" / "letters.txt"
LENGTH = 160  # bytes of a key at most
GAP = 1  # the rank of what parts words: before every letter
FIRST = 16  # the rank of the first line of the table
HAN = 0xF000  # before the reading of a Chinese character
UNKNOWN = 0xF100  # before the code point of what the table has not
FROM_BEFORE = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"  # Thai, Lao: written before, read after

# Written before a name and no part of it. Only what is a title wherever it stands: Dame, Don, Ing and Mag are names too.
TITLES = frozenset(
    [
        *("dr", "dra", "drs", "prof", "profa", "phd", "mr", "mrs", "sir", "dipl", "habil", "mme", "mlle"),
        *("doctor", "professor", "docteur", "professeur", "profesor", "profesora", "doctora", "professore", "dottssa"),
        *("д-р", "др", "доктор", "проф", "профессор", "акад", "академик", "доц", "доцент"),
        *("د", "أ", "أد", "الدكتور", "الدكتورة", "الأستاذ", "الأستاذة", "البروفيسور"),
    ]
)

_ENDS = re.compile(r"[.．。]+")
_SWAPPED = re.compile(f"([{FROM_BEFORE}])(.)")
_OWN_SCRIPTS = {"ar": "Arab", "fa": "Arab", "ru": "Cyrl", "uk": "Cyrl", "el": "Grek", "he": "Hebr", "zh": "Hani"}


class _Table(NamedTuple):
    ranks: dict[str, tuple[int, ...]]  # of a letter, or of a letter with its mark
    spans: dict[str, tuple[int, int]]  # by script: the first rank and the one after the last


@cache
def _table() -> _Table:
    ranks: dict[str, tuple[int, ...]] = {}
    expanded: dict[str, str] = {}
    lows: dict[str, int] = {}
    highs: dict[str, int] = {}
    rank = FIRST
    for line in LETTERS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        items = line.split(" ")
        if items[0] == "=":
            expanded[items[1]] = items[2]
            continue
        for item in items:
            ranks[item] = (rank,)
        of = script(items[0][0])
        lows.setdefault(of, rank)
        highs[of] = rank + 1
        rank += 1
    for item, letters in expanded.items():
        ranks[item] = tuple(r for letter in letters for r in ranks[letter])
    spans = {of: (low, highs[of]) for of, low in lows.items()} | {"Hani": (HAN, HAN + 1)}
    return _Table(ranks, spans)


def without_titles(name: str) -> str:
    """Return a name without the titles written before it; whole where nothing else would be left."""
    words = _ENDS.sub(". ", unicodedata.normalize("NFC", name)).split()
    start = 0
    while start < len(words) and ((start and words[start].startswith("-")) or _is_title(words[start])):
        start += 1  # what a hyphen joins to a title is one: Dipl.-Ing.
    return " ".join(words[start:]) if 0 < start < len(words) else name


def _is_title(word: str) -> bool:
    return word.casefold().strip(".,،").replace(".", "") in TITLES


def sort_key(name: str) -> bytes:
    """Return the key of a name, at most `LENGTH` bytes: two for each letter, a gap of two, then the name itself."""
    found = b"".join(rank.to_bytes(2, "big") for rank in _ranks(name))
    if len(found) > LENGTH - 2:
        return found[:LENGTH]
    return (found + b"\0\0" + unicodedata.normalize("NFC", name.casefold()).encode())[:LENGTH]


def _ranks(name: str) -> list[int]:
    ranks, found = _table().ranks, [0]
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    text = _SWAPPED.sub(r"\2\1", text)
    i = 0
    while i < len(text):
        sign, pair = text[i], text[i : i + 2]
        if pair in ranks and len(pair) == 2:
            found += ranks[pair]
            i += 2
            continue
        i += 1
        if sign in ranks:
            found += ranks[sign]
        elif sign.isspace() or unicodedata.category(sign) == "Pd":
            if found[-1] != GAP and len(found) > 1:
                found.append(GAP)
        elif is_han(sign):
            found += [HAN, *(ranks[letter][0] for letter in anyascii(sign).lower() if letter in ranks), GAP]
        elif unicodedata.category(sign)[0] == "L":
            found += [UNKNOWN, ord(sign) >> 16, ord(sign) & 0xFFFF]
    return found[1:]


def is_han(sign: str) -> bool:
    """Say whether a sign is a Chinese character, in whatever language."""
    return sign >= "\u2e80" and script(sign) == "Hani"


def own_span(language: str) -> tuple[bytes, bytes]:
    """Return between which keys the names in a language's own script lie: at or after the first, before the second."""
    low, high = _table().spans[_OWN_SCRIPTS.get(language.partition("-")[0], "Latn")]
    return low.to_bytes(2, "big"), high.to_bytes(2, "big")
