"""What is answered before Django has a request, and what the server's own log says of it."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from config.gunicorn import forwarder_headers, names_nobody
from config.wsgi import application
from tests.factories.pages import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_connection() -> Iterator[None]:
    """A request would close the connection that holds the test's own transaction, as Django's test client knows too."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def answer(path: str, **environ: str) -> tuple[str, bytes]:
    asked = RequestFactory().get(path).environ | {"HTTP_HOST": settings.BASE_URL.partition("//")[2]} | environ
    statuses: list[str] = []
    body = b"".join(application(asked, lambda status, headers, error=None: statuses.append(status)))
    return statuses[0], body


def test_a_page_is_answered():
    a_site()

    status, body = answer("/en/")

    assert status == "200 OK"
    assert body


def test_who_asks_for_the_head_gets_no_body():
    a_site()

    assert answer("/en/", REQUEST_METHOD="HEAD") == ("200 OK", b"")


def test_no_stranger_says_where_the_site_is_mounted():
    status, body = answer("/en/", SCRIPT_NAME="//evil.example")

    assert status == "400 Bad Request"
    assert b"evil" not in body
    assert forwarder_headers == ""  # gunicorn reads SCRIPT_NAME from a header of a proxy beside it


@pytest.mark.parametrize("kind", ["text/html; charset*=bogus'en'%ff", "text/html; a*=x'y'z"])
def test_a_request_that_django_cannot_read_is_answered_and_its_address_not_logged(caplog, kind):
    status, _body = answer("/en/campaigns/x/?q=Wangari+Otieno", CONTENT_TYPE=kind)

    assert status.startswith(("400", "404"))
    assert "Wangari" not in caplog.text


def test_the_servers_log_names_no_address_of_a_request_that_failed():
    out = io.StringIO()
    logger, handler = logging.getLogger("tests.gunicorn"), logging.StreamHandler(out)
    logger.addHandler(handler)
    logger.addFilter(names_nobody)
    try:
        logger.error("Error handling request %s %s", "GET", "/en/confirm/a-secret/?q=Wangari")
        logger.warning("Invalid request from ip=%s", "203.0.113.7")
    finally:
        logger.removeHandler(handler)
        logger.removeFilter(names_nobody)

    assert out.getvalue() == "request.failed\n"
