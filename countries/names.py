"""The names of countries and areas in the reader's language, from the operator's table."""

import unicodedata

from django.conf import settings
from django.utils.translation import get_language

from content.caching import kept
from countries.models import Place, PlaceName


def names(language: str | None = None) -> dict[str, str]:
    """Return the name of every country and area by alpha-2 code; where a language has none, the default language's."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return kept(f"names.{language}", lambda: _names(language))


def _names(language: str) -> dict[str, str]:
    rows = PlaceName.objects.filter(place__alpha2__isnull=False, language__in={settings.LANGUAGE_CODE, language})
    by_language: dict[str, dict[str, str]] = {}
    for code, tongue, name in rows.values_list("place__alpha2", "language", "name"):
        by_language.setdefault(tongue, {})[str(code)] = name
    return by_language.get(settings.LANGUAGE_CODE, {}) | by_language.get(language, {})


def name_of(code: str, language: str | None = None) -> str:
    """Return one country's name; the code itself where the table has none."""
    return names(language).get(code, code)


def choices(language: str | None = None) -> list[tuple[str, str]]:
    """Return (alpha-2, name) of every place that forms offer, in the order of the alphabet without accents."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return kept(f"choices.{language}", lambda: _choices(language))


def _choices(language: str) -> list[tuple[str, str]]:
    offered = set(Place.objects.offered().values_list("alpha2", flat=True))
    return sorted(((c, n) for c, n in names(language).items() if c in offered), key=lambda pair: _sort_key(pair[1]))


def every(language: str | None = None) -> list[tuple[int, str]]:
    """Return (key, name) of every place, regions too, in the order of `choices`. For the staff: it is not cached."""
    language = language or get_language() or settings.LANGUAGE_CODE
    rows = PlaceName.objects.filter(language__in={settings.LANGUAGE_CODE, language}).values_list(
        "place", "language", "name"
    )
    called: dict[int, str] = {}
    for place, tongue, name in rows:
        if tongue == language or place not in called:
            called[place] = name
    return sorted(called.items(), key=lambda pair: _sort_key(pair[1]))


def _sort_key(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return bare.casefold().removeprefix("ال")  # Arabic lists sort without the article
