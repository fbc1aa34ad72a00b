"""One name written in two ways: with a letter mistyped, or by its sound in another alphabet."""

import re
import unicodedata
from functools import lru_cache

from pledges.watching.folding import squeeze

SHORTEST = 5  # letters of the word with the slip: of shorter words, true names lie one letter away
ENDINGS = frozenset("aeou")  # Mario and Maria, Jan and Jana are two people


def is_a_slip(written: str, meant: str) -> bool:
    """Whether one letter is missing, added, wrong or turned round. The first is hardly ever wrong by a slip.

    A vowel at the end makes another name in many languages, and is none.
    """
    shorter, longer = sorted((written, meant), key=len)
    if len(meant) < SHORTEST or len(longer) - len(shorter) > 1 or written[:1] != meant[:1]:
        return False
    at = next((place for place, char in enumerate(shorter) if char != longer[place]), len(shorter))
    if at >= len(longer) - 1:
        return at < len(longer) and not ENDINGS & {*shorter[at:], *longer[at:]}
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    turned = shorter[at] == longer[at + 1] and shorter[at + 1] == longer[at]
    return shorter[at + 1 :] == longer[at + 1 :] or (turned and shorter[at + 2 :] == longer[at + 2 :])


# Sounds that some alphabet does not keep apart share a letter; those that come and go between alphabets have none.
SOUNDS = {
    **dict.fromkeys("bpfv", "b"),
    **dict.fromkeys("td", "t"),
    **dict.fromkeys("kgqcx", "k"),
    **dict.fromkeys("szj", "s"),
    **dict.fromkeys("aeiou", "a"),  # kept where a word begins with it
    **{char: char for char in "lrmn"},
}
VOWEL_INSIDE = re.compile(r"(?!^)a")
ONE_SOUND = re.compile(r"t?sch|tch|[csz]h|t[sz]|c(?=[eiy])")
ENOUGH = 6  # sounds of a whole name: names with fewer are many
HANGUL = re.compile(r"[\uac00-\ud7a3]")
BETWEEN_JAPANESE_WORDS = "・"
ALPHABETS = """
    CYRILLIC GREEK HEBREW ARABIC DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA THAI
    GEORGIAN ARMENIAN ETHIOPIC KATAKANA HANGUL
"""
# Words in the names of letters that say how a letter stands, and those of letters without a consonant.
ASIDE = "CAPITAL SMALL LETTER CHARACTER SYLLABLE FINAL CHOSEONG JONGSEONG GLOTTAL PHARYNGEAL"
SILENT = "SIGN VOWEL MARK JUNGSEONG SARA MAI THANTHAKHAT SHORT BYELORUSSIAN-UKRAINIAN FARSI VO COMBINING"
NASAL = "ANUSVARA TIPPI"
NAMED = {word: kind for kind in (ALPHABETS, ASIDE, SILENT, NASAL) for word in kind.split()}


def sounds_of(words: list[str]) -> str:
    """Return the consonants of a name, word by word in their order; nothing where they are too few to tell it by."""
    found = list(filter(None, map(_sound, " ".join(words).replace(BETWEEN_JAPANESE_WORDS, " ").split())))
    return " ".join(found) if len(found) > 1 and len("".join(found).replace("a", "")) >= ENOUGH else ""


def as_heard_in_the_east(sounds: str) -> str:
    """Return the sounds as Japanese and Korean write them, which tell no L from R."""
    return sounds.replace("l", "r")


def _sound(word: str) -> str:
    if word.isascii():
        spelt = ONE_SOUND.sub("s", word.replace("ph", "p").replace("x", "ks"))
        sounds = "".join(SOUNDS.get(char, "") for char in spelt)
    else:
        word = word.replace("ντ", "δ").replace("μπ", "μ" if word.endswith("μπ") else "β")
        if HANGUL.search(word):
            word = unicodedata.normalize("NFD", word)
        sounds = "".join(map(_sound_of, word))
    return squeeze(VOWEL_INSIDE.sub("", sounds)).replace("mb", "nb")


@lru_cache(maxsize=4_000)
def _sound_of(char: str) -> str:
    """Return the sound of a letter by its name, which begins so: `DEVANAGARI LETTER KA`, `GREEK SMALL LETTER MU`."""
    alphabet, *about = unicodedata.name(char, "NONE").partition(" WITH ")[0].split()
    kinds = [NAMED.get(word) for word in about]
    if NAMED.get(alphabet) != ALPHABETS or (SILENT in kinds and NASAL not in kinds):
        return ""
    if NASAL in kinds:
        return "n"
    called = [word for word, kind in zip(about, kinds, strict=True) if kind != ASIDE]
    if not called:
        return ""
    spelt = called[-1 if alphabet == "SINHALA" else 0].removeprefix("SSANG").lower()
    if alphabet == "CYRILLIC" and len(spelt) == 2 and spelt[0] == "e":  # EL, EM, EN
        spelt = spelt[1]
    if alphabet != "GREEK":  # `CHI` is a K there
        spelt = "s" if spelt in {"ca", "cca"} else ONE_SOUND.sub("s", spelt)
    return SOUNDS.get(spelt[0], "") + ("s" if spelt in {"xi", "psi"} else "")
