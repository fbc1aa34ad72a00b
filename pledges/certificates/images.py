"""The same picture in another form: smaller, narrower, WebP or JPEG.

typst writes PNG fast and large (300 kB for a link picture); serve WebP where the reader takes it (a quarter of that).
"""

import io
from typing import Any

from PIL import Image

NIGHT = "#0A1220"


def to_png(image: bytes) -> bytes:
    """Return the same pixels as an optimised PNG without alpha, a little smaller than typst's."""
    return _written(_opened(image), "PNG", optimize=True)


def to_webp(image: bytes, *, quality: int = 86) -> bytes:
    """Return a WebP, about a quarter of typst's PNG."""
    return _written(_opened(image), "WEBP", quality=quality, method=4)


def to_jpeg(image: bytes, *, quality: int = 88) -> bytes:
    """Return a JPEG without chroma subsampling, which would smear the fine gold lines."""
    return _written(_opened(image), "JPEG", quality=quality, subsampling=0, optimize=True, progressive=True)


def thumbnail(image: bytes, width: int) -> bytes:
    """Return a PNG `width` pixels wide, never wider than the picture is."""
    picture = _opened(image)
    width = min(width, picture.width)
    height = max(1, round(picture.height * width / picture.width))
    return _written(picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3), "PNG", optimize=True)


def _opened(image: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(image)).convert("RGBA")
    whole = Image.new("RGB", picture.size, NIGHT)
    whole.paste(picture, mask=picture.getchannel("A"))
    return whole


def _written(picture: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()
