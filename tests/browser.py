"""The browser of the journeys: found on the machine, missed loudly on a laptop, missed not at all in CI.

`python -m tests.browser` says which one it is, before the tests begin.
"""

import os
import shutil
import sys

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
MISSING = "No Chromium or Chrome was found: the browser journeys are NOT run. Debian: apt-get install chromium"


def executable() -> str | None:
    """Where the browser is, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_required() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def required_executable() -> str:
    """Where the browser is; without one the test is skipped, or fails where `CI=true`."""
    found = executable()
    if found is None and is_required():
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    return found


def main() -> int:
    found = executable()
    if found is None:
        sys.stderr.write(f"\n{'*' * len(MISSING)}\n{MISSING}\n{'*' * len(MISSING)}\n\n")
        return 1 if is_required() else 0
    sys.stdout.write(f"Browser journeys run in {found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
