"""The WSGI entry point that gunicorn serves."""

import logging
import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

_django = get_wsgi_application()
_logger = logging.getLogger(__name__)
UNREADABLE = b"This request cannot be read.\n"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer what no middleware sees: a request of which Django can make none, or that says where this site is mounted.

    That is never a stranger's to say: every link of a page begins with it, and pages are kept for others.
    """
    if environ.get("SCRIPT_NAME"):
        return _unreadable(start_response)
    try:
        answer = _django(environ, start_response)
    except ValueError as error:  # Django's own handler answers whatever is raised once there is a request
        _logger.warning("request.unreadable", extra={"error": type(error).__name__})
        return _unreadable(start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return answer
    answer.close()  # Django leaves it to the server to send no content, and gunicorn complains of it
    return []


def _unreadable(start_response: Any) -> Iterable[bytes]:
    start_response(
        "400 Bad Request",
        [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(UNREADABLE)))],
    )
    return [UNREADABLE]
