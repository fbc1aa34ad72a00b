"""Which web fonts a page asks for at once: those of the script that its language is written in."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global

# Figures, spaces and Latin words stand on pages in every script: asked for late, they would move what is there.
CORE = ("fonts/eb-garamond-core.woff2", "fonts/source-sans-3-latin.woff2")
# Chinese itself and other scripts stand in the faces of the reader's system; see static/fonts/README.md.
PRELOADED = {
    "Latn": ("fonts/eb-garamond-latin.woff2", "fonts/source-sans-3-latin.woff2"),
    "Cyrl": ("fonts/eb-garamond-cyrillic.woff2", "fonts/source-sans-3-cyrillic.woff2", *CORE),
    "Arab": ("fonts/amiri-arabic.woff2", "fonts/amiri-latin.woff2"),
    "Hans": CORE,
    "Hant": CORE,
}


@lru_cache
def preloaded(language: str) -> tuple[str, ...]:
    """Return the paths below `static/` that a page in this language preloads.

    Args:
        language: a code as in `settings.LANGUAGES`, such as `zh-hans`.
    """
    return PRELOADED.get(script_of(language), ())


def script_of(language: str) -> str:
    """Return the ISO 15924 code of the script that a language is mostly written in, such as `Cyrl`. Source: CLDR."""
    locale = Locale.parse(language, sep="-")
    if locale.script is not None:
        return locale.script
    likely: str = get_global("likely_subtags").get(str(locale), "und_Latn_US")  # such as ru_Cyrl_RU
    return likely.split("_")[1]
