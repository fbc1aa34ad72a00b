"""docs/settings.md and what the settings read from the environment are the same list."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READS = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z][A-Z0-9_]*)\"")
ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]*)` \|", re.MULTILINE)


def documented(page: str, heading: str) -> set[str]:
    section = page.partition(f"(`{heading}.py`)")[2].partition("\n## ")[0]
    return set(ROW.findall(section))


def test_each_settings_file_reads_what_its_section_says():
    page = (ROOT / "docs" / "settings.md").read_text()

    for name in ("base", "dev", "production"):
        source = (ROOT / "config" / "settings" / f"{name}.py").read_text()
        assert documented(page, name) == set(READS.findall(source)), f"{name}.py and its section differ"


def test_the_tests_read_nothing_of_their_own():
    assert READS.findall((ROOT / "config" / "settings" / "test.py").read_text()) == []


def test_nothing_else_reads_the_environment():
    apps = [path.parent for path in ROOT.glob("*/apps.py")]
    readers = {
        path.relative_to(ROOT).as_posix()
        for app in apps
        for path in app.rglob("*.py")
        if re.search(r"os\.environ|os\.getenv", path.read_text())
    }

    # Django's entry points name the settings; they read nothing.
    assert readers - {"config/celery.py", "config/wsgi.py"} == set()
