"""Reading the JSON files beside this module."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    """Return one file's content, for example of `commitments.json`."""
    content: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return content


def read_pages(language: str) -> dict[str, dict[str, Any]]:
    """Return the pages of one language by their slug."""
    pages = [read(f"{language}/{path.name}") for path in sorted((HERE / language).glob("*.json"))]
    return {page["slug"]: page for page in pages}
