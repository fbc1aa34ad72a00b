"""How each language writes numbers and dates: CLDR's patterns, through Babel, turned into Django's.

`make messages` writes `config/formats/<locale>/formats.py`; `make check` says when one is missing or stale.
Source: Unicode CLDR as shipped with Babel; the letters of a pattern are those of UTS #35, part 4, of a format those of
Django's `date` filter. Hours are always 24, digits always European: the numbers of certificates have them too.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel import Locale, localedata
from django.conf import settings
from django.utils.translation import to_locale

FORMATS = Path(__file__).parent / "formats"
INTERNATIONAL = {"en": "en_001"}  # English of no country: the day before the month, as on the certificate
DIGITS = "latn"
WIDTH = 3  # digits in a group, in every language that we know

_PIECE = re.compile(
    r"'(?P<quoted>[^']*)'|(?P<era>\s?G+)|(?P<letters>(?P<letter>[a-zA-Z])(?P=letter)*)|(?P<other>.)", re.DOTALL
)
_LETTERS = {
    "y": "Y", "yyyy": "Y", "M": "n", "MM": "m", "MMM": "M", "LLL": "M", "LLLL": "F", "d": "j", "dd": "d",
    "H": "G", "HH": "H", "mm": "i",
}  # fmt: skip


def modules() -> dict[Path, str]:
    """Return what the file of each language has to hold."""
    written = {}
    for code, _name in settings.LANGUAGES:
        name = to_locale(code)
        written[FORMATS / name / "__init__.py"] = ""
        with _read_afresh():
            written[FORMATS / name / "formats.py"] = _module(Locale.parse(INTERNATIONAL.get(code, name)))
    return written


@contextmanager
def _read_afresh() -> Iterator[None]:
    """Babel resolves what points elsewhere inside dictionaries that languages share: one that is read after Chinese
    would have the months of Chinese standing alone.
    """
    localedata._cache.clear()
    yield
    localedata._cache.clear()


def write() -> None:
    """Write the files that are missing or stale."""
    for path, text in modules().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


def check() -> list[str]:
    """Say which files are missing or stale, a line each."""
    return [
        f"{path.relative_to(FORMATS.parent.parent)}: missing or stale; `make messages` writes it"
        for path, text in modules().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]


def _module(locale: Locale) -> str:
    skeletons, symbols = locale.datetime_skeletons, locale.number_symbols[DIGITS]
    # es writes 9:05, most 09:05: one form everywhere, so that columns of times stand in line
    time = to_django(skeletons["Hm"].pattern.replace("HH", "H").replace("H", "HH"), locale)
    both = locale.datetime_formats["medium"]
    date, short = (to_django(p, locale) for p in (locale.date_formats["long"].pattern, skeletons["yMMMd"].pattern))
    values = {
        "DATE_FORMAT": date,
        "SHORT_DATE_FORMAT": short,
        "TIME_FORMAT": time,
        "DATETIME_FORMAT": both.replace("{1}", date).replace("{0}", time),
        "SHORT_DATETIME_FORMAT": both.replace("{1}", short).replace("{0}", time),
        "MONTH_DAY_FORMAT": to_django(skeletons["MMMMd"].pattern, locale),
        "YEAR_MONTH_FORMAT": to_django(skeletons["yMMMM"].pattern, locale),
        "DECIMAL_SEPARATOR": symbols["decimal"],
        "THOUSAND_SEPARATOR": symbols["group"],
        "NUMBER_GROUPING": WIDTH,
    }
    head = f'"""Numbers and dates of {locale}, from CLDR: written by `make messages`."""\n\n'
    return head + "".join(f"{name} = {_literal(value)}\n" for name, value in values.items())


def to_django(pattern: str, locale: Locale) -> str:
    """Return a pattern of CLDR as a format of Django's. Eras are left out: all our dates are of this one.

    Raises:
        KeyError: it has a letter that no date of ours needs.
    """
    return "".join(_pieces(pattern, locale)).strip()


def _pieces(pattern: str, locale: Locale) -> Iterator[str]:
    inflected = locale.months["format"]["wide"] != locale.months["stand-alone"]["wide"]
    for piece in _PIECE.finditer(pattern):
        if piece["era"]:
            continue
        if piece["letters"]:
            # Where a month beside a day has another ending, Django's `E` has it: "24 ноября", but "ноябрь".
            yield ("E" if inflected else "F") if piece["letters"] == "MMMM" else _LETTERS[piece["letters"]]
        elif piece["quoted"] is not None:
            yield "".join(f"\\{sign}" if sign.isalpha() else sign for sign in piece["quoted"] or "'")
        else:
            yield piece["other"]


def _literal(value: str | int) -> str:
    """Write a value as the formatter would: double quotes, and spaces that one cannot tell apart by their names."""
    if isinstance(value, int):
        return str(value)
    text = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\N{NO-BREAK SPACE}", "\\xa0").replace("\N{NARROW NO-BREAK SPACE}", "\\u202f") + '"'
