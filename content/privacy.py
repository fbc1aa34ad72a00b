"""What the privacy notice states of the code's own facts. The apps above say them; the block that shows them asks here."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data, and how long it is kept, both in words."""

    what: str
    how_long: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One consent: what for, and the words that stand beside the choice."""

    purpose: str
    words: str


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """All that the notice states, in the active language."""

    kept: list[Kept] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    wording: str = ""  # the version of the words of all consents
    erased: int = 0  # unconfirmed pledges so far


_sources: list[Callable[[], PrivacyFacts]] = []


def register(source: Callable[[], PrivacyFacts]) -> None:
    """Say who knows the facts: one source, from the app that sees all others."""
    _sources[:] = [source]


def privacy_facts() -> PrivacyFacts:
    """Return the facts as the settings of this server make them now."""
    return _sources[0]() if _sources else PrivacyFacts()
