"""Request > form > service > page."""

from pledges.views.confirming import confirm, not_me
from pledges.views.reporting import report
from pledges.views.rolls import roll
from pledges.views.showing import certificate_download, certificate_page, figure, share_picture, short_link
from pledges.views.signing import challenge, fate, resend, sent, sign
from pledges.views.verifying import verify

__all__ = [
    "certificate_download",
    "certificate_page",
    "challenge",
    "confirm",
    "fate",
    "figure",
    "not_me",
    "report",
    "resend",
    "roll",
    "sent",
    "share_picture",
    "short_link",
    "sign",
    "verify",
]
