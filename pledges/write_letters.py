"""Write the order of letters that `pledges.collating` reads, from Unicode's `allkeys.txt`: once for each of its versions."""

import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from pledges.certificates import undrawable
from pledges.collating import FROM_BEFORE, LETTERS, is_han


def write_table(allkeys: Path) -> None:
    """Write `LETTERS` from the default table of the Unicode Collation Algorithm."""
    by_primary: dict[int, list[tuple[list[int], str]]] = defaultdict(list)
    expansions: list[tuple[str, list[int]]] = []
    version = ""
    for line in allkeys.read_text(encoding="utf-8").splitlines():
        if line.startswith("@version"):
            version = line.split()[1]
        left, semicolon, right = line.partition(";")
        if not semicolon or line.startswith(("#", "@")):
            continue
        item = "".join(chr(int(code, 16)) for code in left.split())
        primaries = [int(p, 16) for p in re.findall(r"\[\.([0-9A-F]{4})", right)]  # a star marks what does not count
        weights = [int(w, 16) for w in re.findall(r"[0-9A-F]{4}", right.partition("#")[0])]
        primaries = [p for p in primaries if p]
        plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", item).casefold())
        is_letter = unicodedata.category(item[0]) in {"Ll", "Lo", "Lm", "Lu", "Nd", "Mn", "Mc"}
        if not primaries or plain != item or len(item) > 2 or item[0] in FROM_BEFORE or is_han(item[0]):
            continue
        if not is_letter or "\uac00" <= item[0] <= "\ud7a3" or undrawable(item):
            continue
        if len(primaries) == 1:
            by_primary[primaries[0]].append((weights, item))
        else:
            expansions.append((item, primaries))
    lines = [f"# From the table of the Unicode Collation Algorithm {version}; see pledges/collating.py"]
    firsts = {}
    for primary in sorted(by_primary):
        items = [item for _, item in sorted(by_primary[primary])]
        firsts[primary] = items[0]
        lines.append(" ".join(items))
        if items[0] == "n":
            lines.append("n\u0303")  # a letter of its own wherever it is written: decision 0025
    for item, primaries in expansions:
        if all(primary in firsts for primary in primaries):
            lines.append(f"= {item} {''.join(firsts[primary] for primary in primaries)}")
    LETTERS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_table(Path(sys.argv[1]))
