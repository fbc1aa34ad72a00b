"""The one stylesheet a page links, put together from its parts.

``python -m content.stylesheet`` writes ``static/css/light-up.css``; with ``--check`` it only compares and says what to do.
The parts stay readable and small; the reader's browser makes one request. Nothing is renamed or rewritten: comments and
indentation go, the rest is the parts in the order of the cascade layers.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
TARGET = CSS / "light-up.css"
LAYERS = "@layer reset, tokens, base, layout, components;"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def parts() -> list[Path]:
    """Return the parts in their order: fonts, tokens, base, layout, then the components by name."""
    first = [CSS / f"{name}.css" for name in ("fonts", "tokens", "base", "layout")]
    return [*first, *sorted((CSS / "components").glob("*.css"))]


def build() -> str:
    """Return the text of the stylesheet."""
    lines = ["/* Built by `python -m content.stylesheet` from the files beside it: edit those. */", LAYERS]
    for part in parts():
        text = _COMMENT.sub("", part.read_text(encoding="utf-8"))
        lines += [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the stylesheet, or compare it with its parts (``--check``).

    Returns:
        0 when the file is (now) what its parts make, 1 when ``--check`` found it stale.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    wanted = build()
    if not parser.parse_args(argv).check:
        TARGET.write_text(wanted, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("static/css/light-up.css is not what its parts make: run python -m content.stylesheet\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
