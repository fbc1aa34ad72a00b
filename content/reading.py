"""Addresses that are only read."""

from collections.abc import Callable
from typing import TypeVar

from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def read_only(view: View) -> View:
    """Answer GET and HEAD, and 405 to all else: what writes nothing asks nobody for a CSRF token before it says so."""
    return csrf_exempt(require_safe(view))
