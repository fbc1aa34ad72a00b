"""What happens when the database is down."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from home.views import unavailable

logger = logging.getLogger(__name__)


class DatabaseDownMiddleware:
    """Answer 503 with a page that keeps what was typed, instead of a 500 that loses it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        logger.error(
            "database.unavailable", extra={"incident": getattr(request, "incident", "")}, exc_info=exception
        )
        return unavailable(request)
