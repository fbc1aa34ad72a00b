"""What is different between two wordings, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# White space; one character of a script that writes no spaces; a word with its marks and joiners; punctuation.
TOKENS = re.compile(
    r"\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff.,;:!?…،؛؟。，；：]+|[.,;:!?…،؛؟。，；：]+"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed ("same"), came ("added") or went ("removed")."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return the way from one text to another as pieces in reading order: same and removed give `before`, same and
    added give `after`."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[old_from:old_to])))
            continue
        if old_from < old_to:
            pieces.append(Piece("removed", "".join(old[old_from:old_to])))
        if new_from < new_to:
            pieces.append(Piece("added", "".join(new[new_from:new_to])))
    return pieces
