"""Names that look like none: hammered keys, signs, letters of two scripts in one word. A look by a person costs little;
a true odd name is told nothing but that, and passes."""

import re
import unicodedata
from itertools import pairwise

from pledges.enums import Oddity
from pledges.watching.folding import FOLDER, JAPANESE_AND_KOREAN, fold, script_of, scripts_in, words_of

LONGEST = 150  # letters: the longest names of the world, titles included, are shorter
# A number of its own beside words: what tells two people of one name apart in a list that somebody kept
NUMBER = re.compile(r"(?<!\S)\d{1,6}\.?(?!\S)")
ORDINAL = re.compile(r"\b\d{1,2}(?:st|nd|rd|th|º|ª|er|e)\b", re.IGNORECASE)
# What stands in names beside letters: hyphens, dots, commas, quotes around a nickname, brackets around a former name.
PLAIN_SIGNS = frozenset(
    " -‐‑‒–—.,'’‘ʼ`´\"“”„«»‹›()（）[]·・•‧‿᠂،，、。．\u00a0\u3000\u200c\u200d\u200e\u200f\u061c=＝゠־׳״՚՛՝፡་།၊။"
)
# `a/l`, `s/o`: son of, daughter of; `W/Mariam`: Wolde-Mariam; a click before a letter: `!Gaeb`
SIGNS_WITH_A_PLACE = re.compile(r"(?<!\w)\w{1,2}/(?=\w)|(?<!\S)[!|‖ǂ](?=\w)", re.IGNORECASE)
RUN = re.compile(r"(\w)\1{3,}")
ONE_LETTER = re.compile(r"(\w)\1{2,}")
ROMAN = frozenset({"iii", "xxx", "ooo"})
KEYS_IN_A_ROW = """
    asdf sdfg dfgh fghj ghjk hjkl qwer qwert werty ertyu rtyui tyuio yuiop zxcv xcvb cvbn vbnm azert qsdf wxcv
    poiuy oiuyt iuytr lkjh kjhg jhgf hgfd gfds fdsa mnbv nbvc bvcx vcxz qaz wsx edcrfv rfvtgb abcde abcd efgh ijkl
    фыва ывап вапр апрол пролд йцук цукен ячсм чсми смить джэ фыв шыбс ضصثق شسيب منتال
"""
KEY_RUNS = re.compile("|".join(KEYS_IN_A_ROW.split()))
VOWELS = frozenset("aeiouyáéíóúàèìòùäëïöüâêîôûãõåæœøıαεηιουωаеёиоуыэюяіїє")
CONSONANTS_ONLY = 5  # letters: `Ng`, `Q`, `Vlk Grb` are names
COMMON_PAIRS = {
    row[0]: frozenset(row[2:].strip())
    for row in (FOLDER / "letter_pairs.txt").read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
}


def oddity_of(name: str) -> Oddity | None:
    """Return what makes a name look like none, or nothing. Shorter than a bad name's list: see the watch list for those."""
    if len(name) > LONGEST:
        return Oddity.TOO_LONG
    rest = NUMBER.sub("", ORDINAL.sub("", SIGNS_WITH_A_PLACE.sub("", name)))
    if any(char.isdigit() for char in rest):
        return Oddity.DIGITS
    if any(_is_sign(char) for char in rest):
        return Oddity.SIGNS
    words = words_of(fold(rest))
    if any(_is_of_two_scripts(word) for word in words):
        return Oddity.TWO_SCRIPTS
    if _repeats(words):
        return Oddity.REPEATED
    if _is_hammered(words):
        return Oddity.HAMMERED
    return None


def _is_sign(char: str) -> bool:
    return char not in PLAIN_SIGNS and unicodedata.category(char)[0] not in "LM"


def _is_of_two_scripts(word: str) -> bool:
    if word.isascii():
        return False
    found = scripts_in(word.replace("ε", ""))  # Ghana writes a Greek one where it lacks ɛ
    return len(found) > 1 and not found <= JAPANESE_AND_KOREAN | {"Latn"}


def _repeats(words: list[str]) -> bool:
    for word in words:
        if RUN.search(word) or (ONE_LETTER.fullmatch(word) and word not in ROMAN and _has_case(word)):
            return True
        if _is_a_piece_again(word):
            return True
    return len(words) > 2 and len(set(words)) == 1


def _is_a_piece_again(word: str) -> bool:
    """`xyxyxy`, `abcabcabc`: one piece three times or more."""
    return any(
        len(word) % size == 0 and len(word) // size > 2 and word[:size] * (len(word) // size) == word
        for size in range(2, len(word) // 3 + 1)
    ) and _has_case(word)


def _is_hammered(words: list[str]) -> bool:
    latin = [word for word in words if word.isascii() and word.isalpha()]
    if any(KEY_RUNS.search(word) for word in words):
        return True
    if not latin or len(latin) < len(words):
        return False
    together = "".join(latin)
    if len(together) >= CONSONANTS_ONLY and not VOWELS & set(together):
        return True
    return any(_is_unspeakable(word) for word in latin)


def _is_unspeakable(word: str) -> bool:
    """Whether letters follow each other in a word as they do in no name we know: twice, and in a third of it."""
    rare = sum(second not in COMMON_PAIRS.get(first, VOWELS) for first, second in pairwise(word))
    return rare > 1 and rare * 3 >= len(word) - 1


def _has_case(word: str) -> bool:
    return script_of(word[0]) in {"Latn", "Cyrl", "Grek", "Armn"}
