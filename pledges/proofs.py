"""The proof of work that a browser does before it signs (ALTCHA, protocol version 2)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from altcha_django import ErrorCode, LocalVerifier, build_challenge
from django.conf import settings

from pledges import errors, limits


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that is right. It is spent, once, in the transaction that it pays for."""

    key: str
    expires_at: datetime


# (challenges asked in ten minutes, how many times the usual work each asks from then on). Three hundred people behind one
# address, each of whom loads the page twice, see the third step; what comes from everywhere at once is a good day.
NETWORK_STEPS = ((0, 1), (20, 2), (100, 3), (300, 4), (1_000, 10), (2_000, 25), (4_000, 50))
TOTAL_STEPS = ((0, 1), (5_000, 2), (20_000, 4))
WINDOW = 10 * limits.MINUTE


def new_challenge(origin: limits.Origin) -> dict[str, Any]:
    """Return a signed challenge as the widget takes it; the more one network has asked for of late, the harder.

    Only the visitor's search grows: checking what was found costs us one step whatever the difficulty.
    """
    usual = int(str(settings.ALTCHA_CHALLENGE["max_number"]))
    return build_challenge(max_number=usual * _times(origin)).to_dict()


def _times(origin: limits.Origin) -> int:
    if origin.is_trusted:
        return 1
    asked = limits.counted(f"challenge.{origin.network}", seconds=WINDOW)
    if origin.wide:  # who owns a /48 has 65,536 of the networks we count
        asked = max(asked, limits.counted(f"challenge.{origin.wide}", seconds=WINDOW) // limits.WIDE_FACTOR)
    asked_by_all = limits.counted("challenge.all", seconds=WINDOW)
    return max(_step(NETWORK_STEPS, asked), _step(TOTAL_STEPS, asked_by_all))


def _step(steps: tuple[tuple[int, int], ...], asked: int) -> int:
    return max(times for after, times in steps if asked > after)


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
