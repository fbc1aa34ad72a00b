"""The languages of the site: English, which the sources are written in, and each that has a catalogue in `locale/`.

Nothing here names a language, so that one is added by its files alone (docs/languages.md).
"""

from collections.abc import Collection
from pathlib import Path

from babel import Locale
from django.conf.locale import LANG_INFO
from django.utils.translation import to_language

SOURCE = "en"
_SHADDA = "\N{ARABIC SHADDA}"


def offered(folder: Path, *, only: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return code and own name of every language, the sources' first, as Django's `LANGUAGES` wants them.

    Args:
        folder: holds a folder `<locale>/LC_MESSAGES` for each language but the sources', such as `zh_Hans`.
        only: the codes to offer; empty for all. The sources' language is always among them.

    Raises:
        ValueError: `only` names a language that has no catalogue.
    """
    codes = {SOURCE, *(to_language(path.parent.parent.name) for path in folder.glob("*/LC_MESSAGES/django.po"))}
    if unknown := set(only) - codes:
        raise ValueError(f"No catalogue for {', '.join(sorted(unknown))}; there is one for {', '.join(sorted(codes))}.")
    chosen = codes & {SOURCE, *only} if only else codes
    return [(code, _own_name(code)) for code in sorted(chosen, key=lambda code: (code != SOURCE, code))]


def _own_name(code: str) -> str:
    known = LANG_INFO.get(code)
    if known is None or "name_local" not in known:
        known = LANG_INFO[code] = _described(code)  # Django knows a hundred languages, CLDR six hundred
    name = str(known["name_local"]).replace(_SHADDA, "")  # as our texts, CLDR and most readers write it
    return name[0].upper() + name[1:]  # in a list, as at the beginning of a sentence


def _described(code: str) -> dict[str, object]:
    locale = Locale.parse(code, sep="-")
    return {
        "code": code,
        "name": locale.english_name,
        "name_local": locale.display_name,
        "bidi": locale.text_direction == "rtl",
    }
