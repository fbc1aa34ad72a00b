"""What two spellings of one name have in common: no case, no marks, no ornaments, no look-alikes of other scripts."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.unicodedata import script

FOLDER = Path(__file__).resolve().parents[1] / "data"
# Marks that a word is the same without. Those of Indic, Thai and other scripts are vowels, and stay.
MARKS = [
    *range(0x0300, 0x0370),
    *range(0x0483, 0x048A),
    *range(0x0591, 0x05C8),
    *range(0x0610, 0x061B),
    *range(0x064B, 0x0660),
    0x0670,
    *range(0x1AB0, 0x1B00),
    *range(0x1DC0, 0x1E00),
    *range(0x20D0, 0x2100),
    *range(0xFE00, 0xFE10),
    0x0640,  # tatweel
    *range(0x200B, 0x2010),
    *range(0xE0000, 0xE01F0),
]
JOINED = "'’‘ʼʻʹ`´ʿʾ·•‧"  # inside a word: O’Brien, Qur’an, Col·lell
LETTERS: dict[str | int, str | None] = {
    **dict.fromkeys(MARKS),
    **dict.fromkeys(JOINED),
    **dict(zip("øłđðħıþæœßŋə", ("o", "l", "d", "d", "h", "i", "th", "ae", "oe", "ss", "n", "e"), strict=True)),
    **dict(zip("أإآٱىئؤةکیګ", ("ا", "ا", "ا", "ا", "ي", "ي", "و", "ه", "ك", "ي", "ك"), strict=True)),
}
FOLDED = str.maketrans(LETTERS)
# All but gaps and punctuation: `\w` would break words of scripts whose vowels are marks.
WORD = re.compile(
    r"[^\s!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b8\u00bb-\u00bf\u2010-\u206f\u20a0-\u2bff\u2e00-\u2e7f\u3000-\u303f،؛؟۔।॥܀-܍፡-፨]+"
)
RUN = re.compile(r"(.)\1+")
DIGITS = str.maketrans("0134579@$", "oieastg" + "as")
LOOSE = frozenset({"Zyyy", "Zinh", "Zzzz"})  # common to all scripts
JAPANESE_AND_KOREAN = frozenset({"Hani", "Hira", "Kana", "Bopo", "Hang"})  # written in one word


def _look_alikes() -> dict[str, str]:
    rows = (FOLDER / "confusables.txt").read_text(encoding="utf-8").splitlines()
    return {char: row[0] for row in rows if not row.startswith("#") for char in row[2:]}


LOOK_ALIKES = _look_alikes()


@lru_cache(maxsize=20_000)
def script_of(char: str) -> str:
    """Return the script of a letter by its four-letter code (ISO 15924)."""
    found: str = script(char)
    return found


def fold(text: str) -> str:
    """Return the text without case, marks and ornaments: `Prof. Mićkéy` and `ｐｒｏｆ. mickey` are one."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(FOLDED))
    elif "'" in text or "`" in text:
        text = text.replace("'", "").replace("`", "")
    return text


def squeeze(text: str) -> str:
    """Return the text with each run of one letter as one: `moouse` and `mouse` are one."""
    return RUN.sub(r"\1", text)


def scripts_in(word: str) -> frozenset[str]:
    """Return the scripts of a word's letters; Chinese, Japanese and Korean count as one."""
    found = {script_of(char) for char in word if not char.isascii()} - LOOSE
    if any(char.isascii() and char.isalpha() for char in word):
        found.add("Latn")
    return frozenset({"Hani"} | (found - JAPANESE_AND_KOREAN) if found & JAPANESE_AND_KOREAN else found)


def unmasked(text: str) -> str:
    """Return the text with letters of other scripts as the Latin ones they pose as.

    Only words of two scripts, and words that could be Latin from end to end, are read so: Путин stays Russian.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return WORD.sub(lambda found: _unmasked_word(found[0]), text)


def _unmasked_word(word: str) -> str:
    if word.isascii():
        return word
    seen = scripts_in(word)
    if seen <= {"Latn"}:
        return "".join(LOOK_ALIKES.get(char, char) for char in word)
    looks = "".join(char if char.isascii() else LOOK_ALIKES.get(char, char) for char in word)
    return looks if "Latn" in seen or looks.isascii() else word


def words_of(text: str) -> list[str]:
    """Return the words of a folded text. Digits inside a word are read as the letters they stand for."""
    words = WORD.findall(text)
    if any(char.isdigit() for char in text):
        words = [word.translate(DIGITS) if any(char.isalpha() for char in word) else word for word in words]
    return words
