"""An unsafe production does not start: the check names each fault, and is silent when there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.checks import production_is_safe

ROOT = Path(__file__).resolve().parents[2]
KEY = "7Vb!q2Zk-9sLr_Xw4Ey6Tn8Um1Pj3Hd5Gf0CaRoIeQuYtWzAxSvDB"

SAFE = {
    "DEVELOPMENT": False,
    "DEBUG": False,
    "SECRET_KEY": KEY,
    "SECRET_KEY_FALLBACKS": [],
    "MAIL_DIGEST_KEY": "",
    "BASE_URL": "https://lightup.example",
    "DATABASES": {"default": {"ENGINE": "config.postgresql"}},
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_BACKEND": "mail.backends.smtp.EmailBackend",
    "ALLOWED_HOSTS": ["lightup.example"],
    "SECOND_FACTOR_REQUIRED": True,
    "DEFAULT_FROM_EMAIL": "Light Up <pledge@lightup.example>",
    "MAIL_WEBHOOK_SECRET": "",
    "MAIL_BOUNCES_TO": "returned@lightup.example",
    "TRUSTED_PROXIES": 1,
}


class Settings:
    """Stands in for Django's settings: only what a production would set."""

    def __init__(self, **changes: object) -> None:
        self.__dict__.update(SAFE | changes)


def found(monkeypatch, **changes: object) -> list[str]:
    monkeypatch.setattr("config.checks.settings", Settings(**changes))
    return [str(message.id) for message in production_is_safe()]


def test_a_safe_production_is_met_with_silence(monkeypatch):
    assert found(monkeypatch) == []


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"DEBUG": True}, "light_up.E001"),
        ({"SECRET_KEY": ""}, "light_up.E002"),
        ({"SECRET_KEY": KEY[:49]}, "light_up.E002"),
        ({"SECRET_KEY": "abc" * 20}, "light_up.E002"),
        ({"SECRET_KEY": "development only: sessions and tokens of a demo site are no secret"}, "light_up.E002"),
        ({"BASE_URL": "http://lightup.example"}, "light_up.E003"),
        ({"BASE_URL": "https://localhost:8000"}, "light_up.E003"),
        ({"BASE_URL": "https://127.0.0.1"}, "light_up.E003"),
        ({"BASE_URL": ""}, "light_up.E003"),
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "light_up.E004"),
        ({"CELERY_BROKER_URL": "memory://localhost/"}, "light_up.E005"),
        ({"REDIS_URL": ""}, "light_up.E006"),
        ({"EMAIL_BACKEND": "mail.backends.file.EmailBackend"}, "light_up.E007"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "light_up.E007"),
        ({"ALLOWED_HOSTS": ["*"]}, "light_up.E008"),
        ({"ALLOWED_HOSTS": ["lightup.example", "*"]}, "light_up.E008"),
        ({"SECOND_FACTOR_REQUIRED": False}, "light_up.E009"),
        ({"DEFAULT_FROM_EMAIL": "Light Up <pledge@localhost>"}, "light_up.E010"),
        ({"MAIL_WEBHOOK_SECRET": "no colon but quite long"}, "light_up.E011"),
        ({"MAIL_WEBHOOK_SECRET": "name:short"}, "light_up.E011"),
        ({"TRUSTED_PROXIES": 0}, "light_up.W001"),
        ({"SECRET_KEY_FALLBACKS": [KEY[::-1]]}, "light_up.W002"),
        ({"MAIL_BOUNCES_TO": ""}, "light_up.W003"),
    ],
)
def test_each_unsafe_value_is_named(monkeypatch, changes, number):
    assert found(monkeypatch, **changes) == [number]


def test_a_provider_that_tells_what_came_back_is_enough(monkeypatch):
    assert found(monkeypatch, MAIL_BOUNCES_TO="", MAIL_WEBHOOK_SECRET="name:sixteen letters or more") == []


def test_mail_through_a_provider_is_safe(monkeypatch):
    assert found(monkeypatch, EMAIL_BACKEND="anymail.backends.mailjet.EmailBackend") == []


def test_all_faults_are_named_at_once(monkeypatch):
    assert len(found(monkeypatch, DEBUG=True, SECRET_KEY="short", REDIS_URL="", ALLOWED_HOSTS=["*"])) == 4


def test_a_development_site_is_left_in_peace(monkeypatch):
    assert found(monkeypatch, DEVELOPMENT=True, DEBUG=True, SECRET_KEY="x", ALLOWED_HOSTS=["*"]) == []


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": KEY,
    "BASE_URL": "https://lightup.example",
    "DATABASE_URL": "postgres://light_up@127.0.0.1:1/light_up",  # nothing listens there: a check asks no server
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:password@smtp.lightup.example:587",
    "MAIL_FROM": "Light Up <pledge@lightup.example>",
    "MAIL_BOUNCES_TO": "bounces@lightup.example",
    "TRUSTED_PROXIES": "1",
}


def check_deploy(tmp_path: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run the shipped command with nothing of this machine's environment but where programs are."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | PRODUCTION | changes
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_shipped_production_settings_pass_every_check_of_django(tmp_path):
    result = check_deploy(tmp_path)

    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_an_unsafe_production_does_not_pass(tmp_path):
    result = check_deploy(tmp_path, BASE_URL="http://lightup.example", TRUSTED_PROXIES="0", SECRET_KEY="short")

    assert result.returncode == 1
    for number in ("light_up.E002", "light_up.E003", "light_up.W001"):
        assert number in result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "EMAIL_URL"])
def test_production_does_not_start_without_what_has_no_default(tmp_path, name):
    result = check_deploy(tmp_path, **{name: None})

    assert result.returncode != 0
    assert name in result.stderr
