"""What a language is called inside a sentence."""

from babel import Locale
from django.utils.translation import get_language, get_language_info, to_locale


def name_here(code: str) -> str:
    """Return a language's name as a sentence in the active language has it: “английский”, “anglais”, “الإنجليزية”."""
    here = Locale.parse(to_locale(get_language() or "en"))
    return str(here.languages.get(to_locale(code)) or get_language_info(code)["name_translated"])
