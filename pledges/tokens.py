"""The secrets of a pledge: link, code and handle. None is stored in clear.

Link and code derive from a random nonce in the row and the site's secret key, so that a message which is sent twice
says the same both times, and a copy of the database alone confirms nothing.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

TOKEN_LENGTH = 43  # 32 bytes as URL-safe base64 without padding
CODE_DIGITS = 6


def digest(secret: str) -> str:
    """Return what is stored of a secret: 64 hexadecimal digits. The secrets have 128 bits or more, so no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_nonce() -> str:
    """Return 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def new_handle() -> str:
    """Return the opaque name of the page that waits for the code: 22 URL-safe characters, 128 bits."""
    return secrets.token_urlsafe(16)


def token_of(nonce: str, token_digest: str = "") -> str:
    """Return the token of the mailed link, 43 URL-safe characters, 256 bits.

    Args:
        nonce: from the row.
        token_digest: from the row; where the secret key was rotated since, the older key that made it is used.
    """
    for key in _keys():
        token = base64.urlsafe_b64encode(_derive(key, "link", nonce)).rstrip(b"=").decode()
        if not token_digest or hmac.compare_digest(digest(token), token_digest):
            return token
    return base64.urlsafe_b64encode(_derive(settings.SECRET_KEY, "link", nonce)).rstrip(b"=").decode()


def code_of(nonce: str, token_digest: str = "") -> str:
    """Return the six digits from the mail. Five tries, bound to the handle of the open page."""
    for key in _keys():
        token = base64.urlsafe_b64encode(_derive(key, "link", nonce)).rstrip(b"=").decode()
        if not token_digest or hmac.compare_digest(digest(token), token_digest):
            return _code(key, nonce)
    return _code(settings.SECRET_KEY, nonce)


def holder_key(nonce: str) -> str:
    """Return the key that opens the holder's own files (the PDF with a name that is not shown in public)."""
    return base64.urlsafe_b64encode(_derive(settings.SECRET_KEY, "holder", nonce)).rstrip(b"=").decode()


def is_holder_key(key: str, nonce: str) -> bool:
    """Whether a key opens the holder's own files, also one that was mailed before the secret key was rotated."""
    derived = [base64.urlsafe_b64encode(_derive(secret, "holder", nonce)).rstrip(b"=") for secret in _keys()]
    return any(hmac.compare_digest(key.encode(), right) for right in derived)


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def _derive(key: str, purpose: str, nonce: str) -> bytes:
    return hmac.new(key.encode(), f"pledge.{purpose}:{nonce}".encode(), hashlib.sha256).digest()


def _code(key: str, nonce: str) -> str:
    return f"{int.from_bytes(_derive(key, 'code', nonce)[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"
