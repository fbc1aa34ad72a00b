"""What machines ask: alive, ready, what may be crawled, whom to tell about a weakness."""

from datetime import datetime, timedelta

import pytest
from django.core.files.storage import storages
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from home import readiness
from mail.services import owe
from transparency.log import append


def test_alive_asks_nothing_of_the_database(client):
    response = client.get("/healthz")  # the test has no access to one

    assert response.json() == {"alive": True}
    assert "no-store" in response.headers["Cache-Control"]


def test_ready_when_each_part_works(db, client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "parts": {"database": True, "cache": True, "storage": True, "queues": True},
    }


def test_the_probe_leaves_no_file_behind(db, client):
    client.get("/readyz")

    assert storages["certificates"].listdir("readiness")[1] == []


@pytest.mark.parametrize("part", ["database", "cache", "storage", "queues"])
def test_not_ready_names_the_part_and_still_asks_the_others(db, client, monkeypatch, part):
    def fails():
        raise OperationalError("down")

    monkeypatch.setitem(readiness.CHECKS, part, fails)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert [name for name, works in response.json()["parts"].items() if not works] == [part]


@pytest.mark.parametrize(("minutes", "status"), [(5, 200), (15, 503)])
def test_mail_that_nobody_sends_is_lag(db, client, minutes, status):
    due_at = timezone.now() - timedelta(minutes=minutes)
    owe(kind="pledges/confirm", subject="pledge:1", occasion="sign", to="a@example.org", language="en", due_at=due_at)

    assert client.get("/readyz").status_code == status


@pytest.mark.parametrize(("minutes", "status"), [(5, 200), (15, 503)])
def test_a_log_that_nobody_folds_is_lag(db, client, minutes, status):
    append("commitment.published", subject="x:1", payload={}, at=timezone.now() - timedelta(minutes=minutes))

    assert client.get("/readyz").status_code == status


def test_robots_stay_out_of_the_cms(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /cms/" in lines
    assert "Disallow: /accounts/" in lines


def test_a_weakness_can_be_told_and_the_note_has_not_expired(client, settings):
    text = client.get("/.well-known/security.txt").content.decode()

    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == f"mailto:{settings.CONTACT_EMAIL}"
    assert timezone.now() < datetime.fromisoformat(fields["Expires"]) < timezone.now() + timedelta(days=365)
    assert fields["Canonical"] == f"{settings.BASE_URL}/.well-known/security.txt"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/robots.txt", "/.well-known/security.txt"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/robots.txt",
        "/altcha/challenge/",
        "/en/verify/",
        "/c/7K3M-9QXW-2B4F",
        "/c/7K3M-9QXW-2B4F.pdf",
        "/en/certificates/7K3M-9QXW-2B4F/",
        "/map/light-up.svg",
        "/media/images/none.png",
    ],
)
def test_what_is_only_read_takes_nothing_else_whatever_else_is_missing(path, method):
    strict = Client(enforce_csrf_checks=True)

    assert getattr(strict, method)(path).status_code == 405
