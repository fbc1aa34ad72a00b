"""requirements/*.txt: what exactly is installed, and nothing about where from."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-zA-Z0-9_.-]+)==(\S+)", (REQUIREMENTS / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_a_lock_names_no_host_and_hashes_every_package(name):
    text = (REQUIREMENTS / name).read_text()

    assert "://" not in text
    assert "--index" not in text
    packages = re.split(r"\n(?=[a-zA-Z0-9])", text)
    assert all("--hash=sha256:" in package for package in packages if "==" in package)


def test_tests_run_on_what_the_site_runs_on():
    assert pins("base.txt").items() <= pins("dev.txt").items()
