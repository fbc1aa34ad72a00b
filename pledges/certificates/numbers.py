"""Certificate numbers: 11 random letters and a check letter, printed `XXXX-XXXX-XXXX`.

The alphabet is Crockford's base 32 (no I, L, O, U) and the check letter is Luhn mod 32 over it. Luhn finds every single
wrong letter. Of the swaps of two neighbours it misses exactly one pair, `0Z` with `Z0`: `generate` never gives a number
in which 0 and Z stand side by side, so that every swap inside a number that we issued is found as well.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from itertools import permutations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
CANDIDATES_AT_MOST = 23  # see `suggestions`: 12 single letters and 11 swaps
LONGEST_INPUT = 300

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_BLIND = ("0Z", "Z0")  # the only neighbours whose swap Luhn mod 32 cannot see
_SIGNS = re.compile(r"[\s\-_.:\u00ad\u058a\u05be\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fb\u30fc\ufe58\ufe63\uff0d]+")
_FILE_ENDING = re.compile(r"\.(?:pdf|png|json|webp|svg)$", re.IGNORECASE)
# Letters of other keyboards that look the same in print, and the three that Crockford reads as digits.
_TWINS = str.maketrans("OILАВЕКМНОРСТУХΑΒΕΖΗΚΜΝΟΡΤΥΧ", "011ABEKMH0PCTYXABEZHKMN0PTYX")
# Pairs that people misread or mistype, most common first; U is no letter of ours and nearly always a V.
_MISREAD = ("UV", "8B", "5S", "2Z", "0D", "0Q", "6G", "17", "4A", "MN", "CG", "PR", "VY", "EF", "KX", "VW", "DQ", "3B")
_LIKELY = {(a, b): rank for rank, pair in enumerate(_MISREAD) for a, b in permutations(pair)}


class NumberMalformed(ValueError):
    """The text cannot be a number: wrong length or signs that no number has. `suggestions` may still know better."""

    def __init__(self, text: str) -> None:
        super().__init__("not the twelve letters and digits of a certificate number")
        self.text = text
        self.suggestions = suggestions(text)


class NumberMistyped(ValueError):
    """Twelve letters whose check letter does not fit; `suggestions` are numbers one slip away, likeliest first."""

    def __init__(self, letters: str) -> None:
        super().__init__("the check letter does not fit the others")
        self.letters = letters
        self.suggestions = suggestions(letters)


def generate() -> str:
    """Draw a new number: 12 letters, 55 random bits less 0.03 (see the module's first lines)."""
    while True:
        eleven = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        number = eleven + check_letter(eleven)
        if not any(pair in number for pair in _BLIND):
            return number


def check_letter(eleven: str) -> str:
    """Return the letter that makes `eleven` letters of the alphabet a number.

    Source: Luhn mod N algorithm, with N = 32 and the rightmost of the eleven doubled first.
    """
    return ALPHABET[-_luhn(eleven, doubled=1) % 32]


def is_valid(letters: str) -> bool:
    """Say whether these are 12 letters of the alphabet, in canonical form, with the right check letter."""
    return len(letters) == LENGTH and all(letter in _VALUE for letter in letters) and _luhn(letters) % 32 == 0


def normalise(text: str) -> str:
    """Return the 12 letters of a number as somebody typed, scanned or pasted it.

    Any case, any dashes and spaces, O for 0, I and L for 1, full-width and other digits, and a whole link are fine.

    Raises:
        NumberMalformed: it has not twelve letters and digits.
        NumberMistyped: it has, but they are no number.
    """
    letters = _letters(text)
    if len(letters) != LENGTH or not all(letter in _VALUE or letter == "U" for letter in letters):
        raise NumberMalformed(text)
    if not is_valid(letters):
        raise NumberMistyped(letters)
    return letters


def pretty(number: str) -> str:
    """Return 12 letters as they are printed, `XXXX-XXXX-XXXX`."""
    return "-".join(number[i : i + 4] for i in range(0, LENGTH, 4))


def suggestions(text: str, limit: int = CANDIDATES_AT_MOST) -> tuple[str, ...]:
    """Return valid numbers one slip away from `text`, likeliest first; the caller looks which of them exist.

    Twelve letters: another letter in one place (misread pairs first), or two neighbours swapped. Eleven: one letter was
    left out. Thirteen: one too many. There are never more than `CANDIDATES_AT_MOST`, so one query can ask for them all.
    A text that is a number already, or has several slips, gives none.
    """
    letters = _letters(text)
    if not LENGTH - 1 <= len(letters) <= LENGTH + 1 or is_valid(letters):
        return ()
    known = [letter in _VALUE for letter in letters]
    if known.count(False) > 1:
        return ()
    ranked = sorted(_one_slip_away(letters, None if all(known) else known.index(False)), key=lambda found: found[0])
    return tuple(dict.fromkeys(number for _, number in ranked))[:limit]


def _one_slip_away(letters: str, unknown: int | None) -> Iterator[tuple[int, str]]:
    """Yield (rank, number); `unknown` is the place of a sign outside the alphabet, which then must be the slip."""
    if len(letters) > LENGTH:
        for i in range(len(letters)):
            shorter = letters[:i] + letters[i + 1 :]
            if is_valid(shorter):
                yield 0 if letters[i - 1 : i] == letters[i] else 1, shorter
        return
    missing = len(letters) < LENGTH
    places = range(LENGTH) if unknown is None else ([] if missing else [unknown])
    for i in places:
        rest = letters[i:] if missing else letters[i + 1 :]
        right = _fitting(letters[:i], rest)
        if not missing and right == letters[i]:
            continue
        rank = 0 if missing else _LIKELY.get((letters[i], right), 100)
        yield rank, letters[:i] + right + rest
    if not missing and unknown is None:
        for i in range(LENGTH - 1):
            swapped = letters[:i] + letters[i + 1] + letters[i] + letters[i + 2 :]
            if is_valid(swapped):
                yield 50, swapped


def _fitting(before: str, after: str) -> str:
    """Return the one letter between `before` and `after` that makes twelve letters a number."""
    open_sum = _luhn(before + "0" + after)
    doubled = len(after) % 2 == 1
    return next(letter for value, letter in enumerate(ALPHABET) if (open_sum + _weigh(value, doubled)) % 32 == 0)


def _letters(text: str) -> str:
    """Fold what was typed to bare upper-case letters and digits; anything foreign stays and is refused later."""
    if len(text) > LONGEST_INPUT:
        return ""
    text = _FILE_ENDING.sub("", text.strip().rstrip("/").rpartition("/")[2])
    text = _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_TWINS)
    return "".join(_digit(sign) for sign in text if unicodedata.category(sign) != "Cf")


def _digit(sign: str) -> str:
    """Turn a decimal digit of any script into ours."""
    return sign if sign.isascii() else str(unicodedata.decimal(sign, sign))


def _weigh(value: int, doubled: bool) -> int:
    return sum(divmod(2 * value, 32)) if doubled else value


def _luhn(letters: str, doubled: int = 0) -> int:
    """Sum the letters' values from the right, doubling every second one; `doubled` = 1 starts with the last."""
    return sum(_weigh(_VALUE[letter], (i + doubled) % 2 == 1) for i, letter in enumerate(reversed(letters)))
