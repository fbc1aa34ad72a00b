"""Finding a name whatever its spelling: what is stored of it to be found by, and what a question looks for.

Both are folded the same way: compatibility forms, case and marks are gone, every script is written in Latin letters. So
`nguyen` finds Nguyễn, `Нгуен` finds both, `otieno wangari` finds Wangari Otieno. Chinese characters are found as
characters: each one and each pair is a word of its code points, since a trigram index knows no shorter pieces. A space
between two of them is a matter of taste, so a pair is one across it too: `欧阳明月` and `欧阳 明月` find each other.

All is ASCII, so that the index works the same in every locale of the database.
"""

import re
import unicodedata
from itertools import pairwise

from anyascii import anyascii

from pledges.collating import is_han

WORDS = 8  # of one question that count
_APOSTROPHES = re.compile(r"['`\"]")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_SPACES = re.compile(r"\s+")
_GLIDE = re.compile(r"y(?=[aeiou])")  # Nguyen and Нгуен (Nguen), Yulia and Юлия (Yuliya): heard, and written or not


def search_text(*texts: str) -> str:
    """Return what some texts of one person are found by: words with a space before and after each; "" for none."""
    words: dict[str, None] = {}
    for text in texts:
        for word in _latin(text):
            words |= {word: None, _GLIDE.sub("", word): None}
        for run in _han_runs(text):
            words |= dict.fromkeys(map(_code, [*run, *map("".join, pairwise(run))]))
    return f" {' '.join(words)} " if words else ""


def pieces(question: str) -> list[str]:
    """Return what must all stand in the `search_text` of whom a question looks for; [] when it looks for nobody."""
    found: dict[str, None] = {}
    for run in _han_runs(question):
        pairs = ["".join(pair) for pair in pairwise(run)]
        found |= dict.fromkeys(f" {_code(pair)} " for pair in pairs or run)
    for word in _latin(_without_han(question)):
        # one or two letters begin a word: inside of one they would find nearly everybody, and no trigram has them
        found[f" {word}" if len(word) < 3 else word if len(word) == 3 else _GLIDE.sub("", word)] = None
    return list(found)[:WORDS]


def _latin(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text)
    # below 10 are viramas and nuktas, which belong to letters
    bare = "".join(sign for sign in apart if unicodedata.combining(sign) < 10)
    return _BETWEEN.sub(" ", _APOSTROPHES.sub("", anyascii(unicodedata.normalize("NFC", bare)).lower())).split()


def _han_runs(text: str) -> list[str]:
    """Return the runs of Chinese characters in a text; spaces part none, whatever else stands between two of them does."""
    signs = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    return "".join(sign if is_han(sign) else " " for sign in signs).split()


def _without_han(text: str) -> str:
    return "".join(" " if is_han(sign) else sign for sign in unicodedata.normalize("NFKC", text))


def _code(signs: str) -> str:
    return "".join(f"{ord(sign):05x}" for sign in signs)
