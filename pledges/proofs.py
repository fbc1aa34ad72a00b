"""The proof of work that a browser does before it signs (ALTCHA, protocol version 2)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from altcha_django import ErrorCode, LocalVerifier, build_challenge

from pledges import errors


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that is right. It is spent, once, in the transaction that it pays for."""

    key: str
    expires_at: datetime


def new_challenge() -> dict[str, Any]:
    """Return a signed challenge as the widget takes it."""
    return build_challenge().to_dict()


def checked(payload: str) -> Proof | None:
    """Return the proof in a payload; None where there is none (no JavaScript, no secure context, a blocked worker).

    Raises:
        ProofRefused: it is wrong, forged or expired.
    """
    if not payload.strip():
        return None
    if len(payload) > 8_000:
        raise errors.ProofRefused
    try:
        result = LocalVerifier().verify(payload)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise errors.ProofRefused from error  # the library reads a stranger's JSON before it knows the signature
    if not result.verified or result.replay_id is None or result.expires_at is None:
        raise errors.ProofRefused from (ValueError(result.code) if result.code != ErrorCode.REQUIRED else None)
    return Proof(key=result.replay_id, expires_at=datetime.fromtimestamp(result.expires_at, UTC))
