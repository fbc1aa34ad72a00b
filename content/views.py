"""Pictures that editors uploaded, as visitors see them."""

import mimetypes
import posixpath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from content.reading import read_only

YEAR_SECONDS = 31_536_000


@read_only
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out one rendition, wherever it is stored: from our own host, since pages load from no other.

    Names of renditions hold a digest of the picture and the filter, so they may be kept for ever. Originals and
    documents are not reached from here.
    """
    path = f"images/{name}"
    if posixpath.normpath(path) != path or "\\" in path:  # the originals lie one folder beside, with all that they tell
        raise Http404
    kind, _encoding = mimetypes.guess_type(path)
    try:
        if kind is None or not kind.startswith("image/") or kind == "image/svg+xml" or not default_storage.exists(path):
            raise Http404
        response = FileResponse(default_storage.open(path), content_type=kind)
    except SuspiciousFileOperation as error:
        raise Http404 from error
    patch_cache_control(response, public=True, max_age=YEAR_SECONDS, immutable=True)
    return response
