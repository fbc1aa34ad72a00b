"""An unsafe production does not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running.installation import WEB
from tests.sink import free_port

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "pUo3wq1nXv0cJ7z5tEoB8yL2rH4kGmQa9dFs6WiTgNvXbCjRlD",
    "BASE_URL": "https://lightup.example",
    "DATABASE_URL": "postgres://light_up@127.0.0.1:5432/light_up",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://light_up:secret@mail.example:587",
    "MAIL_FROM": "Light Up <pledge@lightup.example>",
    "TRUSTED_PROXIES": "1",
}


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the web process with exactly this environment, and wait until it has given up."""
    system = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *WEB],
        cwd=ROOT,
        env={**system, "DATA_DIR": str(tmp_path), "PORT": str(free_port()), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("unsafe", "reason"),
    [
        ({"SECRET_KEY": "short"}, "light_up.E002"),
        ({"BASE_URL": "http://lightup.example"}, "light_up.E003"),
        ({"MAIL_FROM": "pledge@localhost"}, "light_up.E010"),
    ],
)
def test_an_unsafe_setting_stops_the_start_and_is_named(tmp_path, unsafe, reason):
    ended = start(tmp_path, **SAFE | unsafe)

    assert ended.returncode != 0
    assert reason in ended.stderr


@pytest.mark.parametrize("secret", ["SECRET_KEY", "EMAIL_URL"])
def test_a_secret_has_no_default(tmp_path, secret):
    ended = start(tmp_path, **{name: value for name, value in SAFE.items() if name != secret})

    assert ended.returncode != 0
    assert secret in ended.stderr


def test_without_a_word_the_settings_are_those_of_production(tmp_path):
    ended = start(tmp_path)

    assert ended.returncode != 0
    assert "SECRET_KEY" in ended.stderr
