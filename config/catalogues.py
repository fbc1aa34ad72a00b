"""Catalogues of translations without a system gettext: `python -m config.catalogues extract|compile|check`.

Sentences are found in Python and in Django's templates (through Django's own `templatize`), merged into
`locale/<language>/LC_MESSAGES/django.po` and compiled beside it.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from config import numbers_and_dates

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
TEMPLATE_ENDINGS = (".html", ".txt")
HEADER = "# Translations of Light Up. English, the language of the sources, has no catalogue.\n#"
UNWANTED_HEADERS = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "Language-Team",
)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    name: spec
    for names, spec in (
        (("gettext", "gettext_lazy", "gettext_noop", "_"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}


def sentences() -> Catalog:
    """Every sentence that the sources mark for translation, with the files that it stands in."""
    found = Catalog(charset="utf-8")
    for path in _sources():
        source = path.read_text("utf-8")
        if path.suffix in TEMPLATE_ENDINGS:
            # It leaves calls of gettext and X for all else; the indentation of HTML would be an error in Python.
            source = re.sub(r"(?m)^[ \t]+", "", templatize(source, origin=str(path)))
        # The file without the line: a sentence that moves by a line is no change to the catalogue.
        where = [(path.relative_to(ROOT).as_posix(), 0)]
        marked = babel_extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",))
        for _line, sentence, comments, context in marked:
            found.add(sentence, locations=where, auto_comments=comments, context=context)
    return found


def extract() -> None:
    """Bring every catalogue in step with the sources: new languages, new sentences empty, gone ones removed."""
    found = sentences()
    for code, _name in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE:
            (LOCALE / to_locale(code)).mkdir(parents=True, exist_ok=True)
    for name, path in catalogues().items():
        catalogue = _merged(_read(path, name), found)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(catalogue))
    numbers_and_dates.write()


def compile() -> list[Path]:  # the verb that everybody knows
    """Compile what has changed since it was compiled last; return the files written."""
    written = []
    for name, source in catalogues().items():
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        buffer = io.BytesIO()
        write_mo(buffer, _read(source, name))
        part = target.with_suffix(".part")
        part.write_bytes(buffer.getvalue())
        part.replace(target)
        written.append(target)
    return written


def check() -> list[str]:
    """What is wrong with the catalogues, a line each; nothing when all sentences are translated."""
    found = sentences()
    complaints = numbers_and_dates.check()
    for name, path in catalogues().items():
        where = path.relative_to(ROOT)
        if not path.exists():
            complaints.append(f"{where}: missing; `make messages` makes it")
            continue
        catalogue = _read(path, name)
        if _written(_merged(catalogue, found)) != path.read_bytes():
            complaints.append(f"{where}: not in step with the sources; `make messages` mends it")
        for message in catalogue:
            if message.id:
                complaints += [f"{where}: {message.id!r}: {fault}" for fault in _faults(message, catalogue)]
    return complaints


def catalogues() -> dict[str, Path]:
    """Where the catalogue of each language lies, by its folder's name (`ar`, `zh_Hans`)."""
    return {folder.name: folder / "LC_MESSAGES" / "django.po" for folder in sorted(LOCALE.glob("*/"))}


def _sources() -> Iterator[Path]:
    apps = sorted({path.parent for path in ROOT.glob("*/apps.py")} | {ROOT / "config"})
    for app in apps:
        yield from (path for path in sorted(app.rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((ROOT / "templates").rglob("*")) if path.suffix in TEMPLATE_ENDINGS)


def _read(path: Path, name: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=name, domain="django", charset="utf-8", header_comment=HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=name, domain="django", charset="utf-8")


def _merged(catalogue: Catalog, found: Catalog) -> Catalog:
    """The sentences of the sources with the translations of the catalogue; nothing is guessed from similar ones."""
    merged = Catalog(locale=catalogue.locale, domain="django", charset="utf-8", header_comment=HEADER, fuzzy=False)
    for message in sorted(found, key=lambda message: (str(message.id), message.context or "")):
        if not message.id:
            continue
        known = catalogue.get(message.id, context=message.context)
        merged.add(
            message.id,
            known.string if known else None,
            locations=sorted(set(message.locations)),
            flags=(known.flags if known else set()) | message.flags,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return merged


def _written(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=False, include_lineno=False)
    # Dates and versions in the header would make two runs differ; the rest of these are blanks to fill in.
    unwanted = tuple(f'"{name}'.encode() for name in UNWANTED_HEADERS)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(unwanted))


def _faults(message: Message, catalogue: Catalog) -> Iterator[str]:
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    if not all(strings):
        yield "not translated"
    if message.fuzzy:
        yield "fuzzy"
    for error in message.check(catalogue):
        yield str(error)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.catalogues", description=__doc__)
    parser.add_argument("act", choices=["extract", "compile", "check"])
    act = parser.parse_args(arguments).act
    if act == "extract":
        extract()
    elif act == "compile":
        compile()
    else:
        complaints = check()
        sys.stderr.writelines(f"{complaint}\n" for complaint in complaints)
        return 1 if complaints else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
