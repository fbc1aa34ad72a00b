"""Certificates: facts in, bytes out. No row, no request, no clock, no network.

>>> pdf = render_pdf(facts)                   # A4, PDF/A-3a, the same bytes every time
>>> png = share_image(facts, "link")          # or "square", "story"
>>> undrawable("Nguyễn Thị Ánh")              # letters that no vendored font has: refuse them at signing
()
"""

from pledges.certificates import numbers
from pledges.certificates.facts import Facts, Words, clean
from pledges.certificates.images import thumbnail, to_jpeg, to_png, to_webp
from pledges.certificates.light import ALGORITHM, empty_ring_svg, light_svg, rim_svg
from pledges.certificates.qr import qr_svg
from pledges.certificates.render import (
    SIZES,
    TEMPLATE,
    Attachment,
    Undrawable,
    badge_image,
    render_pdf,
    share_image,
)
from pledges.certificates.typefaces import direction_of, undrawable

__all__ = [
    "ALGORITHM",
    "SIZES",
    "TEMPLATE",
    "Attachment",
    "Facts",
    "Undrawable",
    "Words",
    "badge_image",
    "clean",
    "direction_of",
    "empty_ring_svg",
    "light_svg",
    "numbers",
    "qr_svg",
    "render_pdf",
    "rim_svg",
    "share_image",
    "thumbnail",
    "to_jpeg",
    "to_png",
    "to_webp",
    "undrawable",
]
