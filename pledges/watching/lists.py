"""The watch list that the site comes with: text files, read by a migration and by `load_watch_list`."""

from collections.abc import Iterator
from dataclasses import dataclass

from pledges.watching.folding import FOLDER

FILES = FOLDER / "watch_list"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a file."""

    kind: str
    match: str
    language: str
    spellings: tuple[str, ...]


def house_lines() -> Iterator[Line]:
    """Return the entries of all files, in their order. A file's head says what they are."""
    for path in sorted(FILES.glob("*.txt")):
        head: dict[str, str] = {}
        for row in path.read_text(encoding="utf-8").splitlines():
            if row.startswith("#"):
                name, colon, value = row[1:].partition(":")
                if colon and name.strip() in {"kind", "match", "language"}:
                    head[name.strip()] = value.strip()
            elif row.strip():
                spellings = tuple(part for part in map(str.strip, row.split(" | ")) if part)
                yield Line(spellings=spellings, kind=head["kind"], match=head["match"], language=head["language"])
