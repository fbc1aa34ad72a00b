"""Does a name, or a line, hold something that the watch list knows? Look-ups in sets: no query, a tenth of a millisecond."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pledges.enums import WatchKind, WatchMatch
from pledges.watching.folding import fold, scripts_in, squeeze, unmasked, words_of
from pledges.watching.misspelling import as_heard_in_the_east, is_a_slip, sounds_of
from pledges.watching.titles import HAN_TITLES, TITLES

LONG_RUN = re.compile(r"(.)\1{2,}")
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
HAN_LONGEST = 8
BETWEEN_PARTS = re.compile(r"[,;|/،、，；]")
ALL_KINDS = frozenset(WatchKind)
LONG_ENOUGH_ALONE = 6  # letters of an insult that is written with a gap: `Hit ler`
LOOKS_LIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"))  # two Latin letters that the eye takes for one
LONG_ENOUGH_FOR_TYPOS = 9  # letters: of shorter names, true ones lie one letter away


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the watch list: spellings of one name, or words."""

    pk: int
    kind: WatchKind
    match: WatchMatch
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was found, and by which entry."""

    kind: WatchKind
    entry: int
    spelling: str


Found = tuple[Entry, str]
SHORT = 4  # letters: such a word is compared with its marks, for `Thế` is a name and `the` is none


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text, folded, and as they were written but for their case."""

    words: list[str]
    written: frozenset[str]


@dataclass(slots=True)
class WatchList:
    """The entries, folded once."""

    _names: dict[str, Found] = field(default_factory=dict)
    _inside: dict[str, Found] = field(default_factory=dict)
    _phrases: dict[str, Found] = field(default_factory=dict)
    _typos: dict[str, Found] = field(default_factory=dict)
    _beside: dict[str, list[tuple[str, Found]]] = field(default_factory=dict)
    _sounds: dict[str, Found] = field(default_factory=dict)
    _eastern_sounds: dict[str, Found] = field(default_factory=dict)
    _words: dict[str, Found] = field(default_factory=dict)
    _letters: dict[str, Found] = field(default_factory=dict)
    _han: dict[str, Found] = field(default_factory=dict)
    _true: set[str] = field(default_factory=set)
    _longest_phrase: int = 1
    _anywhere: re.Pattern[str] | None = None

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "WatchList":
        made = cls()
        for entry in entries:
            for spelling in entry.spellings:
                made._add(entry, spelling)
        if made._letters:
            longest_first = sorted(made._letters, key=len, reverse=True)
            made._anywhere = re.compile("|".join(map(re.escape, longest_first)))
        return made

    def _add(self, entry: Entry, spelling: str) -> None:
        words = words_of(fold(spelling))
        if not words:
            return
        found = (entry, spelling)
        if entry.kind == WatchKind.TRUE_NAME:
            self._true.add(_any_order(words))
        elif entry.match == WatchMatch.WORD and len(words) == 1:
            self._words.setdefault(words[0], found)
        elif entry.match == WatchMatch.LETTERS:
            self._letters.setdefault("".join(words), found)
        else:
            self._add_name(entry, words, found)

    def _add_name(self, entry: Entry, words: list[str], found: Found) -> None:
        joined = "".join(words)
        if entry.match != WatchMatch.WORD:
            for key in {_any_order(words), *_run_together(words)}:
                self._names.setdefault(key, found)
        if entry.kind == WatchKind.FAMOUS and len(words) > 1:
            self._add_misspellings(words, joined, found)
            if _is_known_by_one_word(entry, words):
                self._inside.setdefault(" ".join(map(squeeze, words)), found)
        if entry.match == WatchMatch.NAME:
            return
        if HAN.fullmatch(joined):
            if len(joined) > 2 or entry.kind == WatchKind.ADVERTISING:  # two signs are a piece of many a name
                self._han.setdefault(joined, found)
            return
        self._phrases.setdefault(" ".join(map(squeeze, words)), found)
        self._longest_phrase = max(self._longest_phrase, len(words))
        if entry.match == WatchMatch.WORD or len(words) < 2:
            return
        if len(joined) >= LONG_ENOUGH_FOR_TYPOS and joined.isascii():
            for key in _one_letter_less(squeeze(joined)):
                self._typos.setdefault(key, found)

    def _add_misspellings(self, words: list[str], joined: str, found: Found) -> None:
        if joined.isascii() and not "".join(found[0].spellings).isascii() and (sounds := sounds_of(words)):
            self._sounds.setdefault(sounds, found)
            self._eastern_sounds.setdefault(as_heard_in_the_east(sounds), found)
        if len(joined) >= LONG_ENOUGH_FOR_TYPOS and not HAN.search(joined):
            for word, rest in _halves(words):
                self._beside.setdefault(word, []).append((rest, found))

    def in_name(self, name: str) -> Sighting | None:
        """Return what a name is taken for: as a whole in any order, or a word in it; None for a name that is free."""
        readings = _readings(name)
        if _any_order(readings[0].words) in self._true:
            return None
        for reading in readings:
            for look_up in (self._as_name, self._as_phrase, self._as_words, self._as_one_word, self._as_name_inside):
                if found := look_up(reading):
                    return _sighting(found)
        return None

    def in_whole_line(self, text: str) -> Sighting | None:
        """Return whose name a line, or a part of it between commas, is: not a university that is called after somebody."""
        for part in (text, *BETWEEN_PARTS.split(text)):
            for reading in _readings(part):
                words = _without_titles(reading.words)[
                    1
                ]  # one that stays, as of Queen Mary, University of London, is none
                found = self._names.get(_any_order(words)) if len(words) > 1 else None
                if found and found[0].kind == WatchKind.FAMOUS:
                    return _sighting(found)
        return None

    def in_initials(self, shown: str) -> Sighting | None:
        """Return the insult that initials spell, from four letters on: three are many a person's."""
        letters = "".join(words_of(fold(shown)))
        return self.in_line(letters, kinds=frozenset({WatchKind.OFFENSIVE})) if len(letters) > 3 else None

    def is_true_name(self, name: str) -> bool:
        """Whether somebody said that this is what a person is called."""
        return _any_order(_readings(name)[0].words) in self._true

    def in_line(self, text: str, *, kinds: frozenset[WatchKind]) -> Sighting | None:
        """Return the first word or phrase of these kinds in a longer text, such as an affiliation."""
        for reading in _readings(text):
            for look_up in (self._as_words, self._as_phrase):
                if found := look_up(reading, kinds):
                    return _sighting(found)
        return None

    def _as_name(self, reading: Reading) -> Found | None:
        words = reading.words
        for some in _parts(words):
            if found := self._names.get(_any_order(some)) or self._names.get(squeeze("".join(some))):
                return found
        if found := self._as_misspelt(words):
            return found
        joined = squeeze("".join(words))
        if self._typos and len(joined) >= LONG_ENOUGH_FOR_TYPOS - 1 and joined.isascii():
            return self._first_of(self._typos, _one_letter_less(joined), ALL_KINDS)
        return None

    def _as_one_word(self, reading: Reading) -> Found | None:
        """Return an insult that is written with a gap in it, over the whole name."""
        joined = "".join(reading.words)
        if len(reading.words) < 2 or not (len(joined) >= LONG_ENOUGH_ALONE or _has_a_mute_word(reading.words)):
            return None
        found = self._letters.get(joined) or self._words.get(joined)
        return found if found and found[0].kind == WatchKind.OFFENSIVE else None

    def _as_name_inside(self, reading: Reading) -> Found | None:
        """Return a well-known person whose names stand in a row in a longer name, or are written to look like it."""
        squeezed = list(map(squeeze, reading.words))
        for size in range(2, min(4, len(squeezed) - 1) + 1):
            for start in range(len(squeezed) - size + 1):
                if found := self._inside.get(" ".join(squeezed[start : start + size])):
                    return found
        for pair, letter in LOOKS_LIKE:
            if any(pair in word for word in reading.words):
                meant = self._names.get(_any_order([word.replace(pair, letter) for word in reading.words]))
                if meant and meant[0].kind == WatchKind.FAMOUS:
                    return meant
        return None

    def _as_misspelt(self, words: list[str]) -> Found | None:
        """Return a well-known person whose name is there but for one letter, or by its sound in another alphabet."""
        for some in _parts(words):
            for word, rest in _halves(some):
                for meant, found in self._beside.get(word, ()):
                    if is_a_slip(rest, meant):
                        return found
            if not some or some[0].isascii():
                continue
            sounds = sounds_of(some)
            heard = self._eastern_sounds.get(as_heard_in_the_east(sounds)) if HAN.search(some[0]) else None
            if heard := heard or self._sounds.get(sounds):
                return heard
        return None

    def _as_phrase(self, reading: Reading, kinds: frozenset[WatchKind] = ALL_KINDS) -> Found | None:
        squeezed = [squeeze(word) for word in reading.words]
        for size in range(min(self._longest_phrase, len(squeezed)), 0, -1):
            for start in range(len(squeezed) - size + 1):
                found = self._phrases.get(" ".join(squeezed[start : start + size]))
                if found and found[0].kind in kinds:
                    return found
        return self._first_of(self._han, _han_pieces("".join(reading.words)), kinds)

    def _as_words(self, reading: Reading, kinds: frozenset[WatchKind] = ALL_KINDS) -> Found | None:
        for word in reading.words:
            spellings = [word] if len(word) > SHORT or word in reading.written else []
            if LONG_RUN.search(word):
                spellings += [squeeze(word), LONG_RUN.sub(r"\1\1", word)]
            if found := self._first_of(self._words, spellings, kinds):
                return found
        joined = "".join(reading.words)
        return self._first_of(self._words, _han_pieces(joined), kinds) or self._anywhere_in(reading.words, kinds)

    def _anywhere_in(self, words: list[str], kinds: frozenset[WatchKind]) -> Found | None:
        if self._anywhere is None:
            return None
        spelt_out = "".join(words) if all(len(word) == 1 for word in words) else ""
        for text in (*words, spelt_out):
            hit = self._anywhere.search(text) or (LONG_RUN.search(text) and self._anywhere.search(squeeze(text)))
            if hit and self._letters[hit[0]][0].kind in kinds:
                return self._letters[hit[0]]
        return None

    @staticmethod
    def _first_of(table: dict[str, Found], keys: Iterable[str], kinds: frozenset[WatchKind]) -> Found | None:
        return next((found for key in keys if (found := table.get(key)) and found[0].kind in kinds), None)


def _is_known_by_one_word(entry: Entry, words: list[str]) -> bool:
    """Whether the entry knows its bearer by the last word alone, as `Musk`: such a name is hardly a stranger's."""
    return (
        len(words[-1]) > 3
        and words[-1].isascii()
        and any(words_of(fold(one)) == [words[-1]] for one in entry.spellings)
    )


def _has_a_mute_word(words: list[str]) -> bool:
    return any(word.isascii() and word.isalpha() and not set(word) & set("aeiouy") for word in words)


def _readings(text: str) -> list[Reading]:
    """Return the words as they are written and, where letters of other scripts pose as Latin, as they are meant."""
    plain = words_of(fold(text))
    if text.isascii():
        return [Reading(plain, frozenset(plain))]
    cased = words_of(unicodedata.normalize("NFKC", text).casefold())
    written = frozenset(word if "Latn" in scripts_in(word) else fold(word) for word in cased)
    found = [Reading(plain, written)]
    meant = words_of(fold(unmasked(text)))
    return found if meant == plain else [*found, Reading(meant, frozenset(meant))]


def _parts(words: list[str]) -> Iterator[list[str]]:
    """Return the name as it stands, and what is left without titles, initials, numbers, or one name too many."""
    yield words
    if len(set(words)) < len(words) == words.count(words[0]):
        yield words[:1]
    after, bare = _without_titles(words)
    if after and after != words:
        yield after
    if bare and bare != after:
        yield bare
    full = [word for word in bare if not word.isdigit() and (len(word) > 1 or scripts_in(word) == {"Hani"})]
    if full and full != bare:
        yield full
    if len(full) > 2:
        yield [full[0], full[-1]]
        yield full[:-1]
        yield full[1:]


def _without_titles(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the words without titles at their end, and without those at either end."""
    start, end = 0, len(words)
    while end > start and words[end - 1] in TITLES:
        end -= 1
    while start < end and words[start] in TITLES:
        start += 1
    after, bare = words[:end], words[start:end]
    if any(HAN.search(word) for word in bare):
        bare = list(filter(None, (HAN_TITLES.sub("", word) for word in bare)))
    return after, bare


def _any_order(words: list[str]) -> str:
    return " ".join(sorted(map(squeeze, words)))


def _halves(words: list[str]) -> Iterator[tuple[str, str]]:
    """Return a name as one word that stays and the others that may hold a slip."""
    if len(words) < 2:
        return
    squeezed = list(map(squeeze, words))
    yield squeezed[0], "".join(squeezed[1:])
    yield squeezed[-1], "".join(squeezed[:-1])


def _run_together(words: list[str]) -> set[str]:
    """Return the letters without gaps, first word first and last word first: `mickeymouse`, `mousemickey`."""
    return {squeeze("".join(words)), squeeze("".join([words[-1], *words[:-1]]))}


def _one_letter_less(text: str) -> Iterator[str]:
    yield text
    for place in range(1, len(text)):  # the first letter of a name is hardly ever the wrong one
        yield text[:place] + text[place + 1 :]


def _han_pieces(text: str) -> Iterator[str]:
    for run in HAN.findall(text):
        for size in range(min(HAN_LONGEST, len(run)), 1, -1):
            for start in range(len(run) - size + 1):
                yield run[start : start + size]


def _sighting(found: Found) -> Sighting:
    entry, spelling = found
    return Sighting(kind=entry.kind, entry=entry.pk, spelling=spelling)
