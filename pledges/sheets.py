"""Tables for spreadsheets, as CSV: no cell is ever a formula, and each is read back byte for byte.

A spreadsheet runs what begins with `=`, `+`, `-` or `@` (and their wide forms), also after a tab or a line end. Before such
signs an apostrophe is written, which says "text" to a spreadsheet; where apostrophes stand there already, one more, so that
taking one off always gives back what was there.

That goes for the inside of a cell too: where the comma parts decimals (French, Russian, Spanish), a spreadsheet cuts our
lines at each semicolon, whatever the quotation marks say, and what follows one begins a cell.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

# Where a cell begins, or could for a reader that parts them by other signs: then quotes, then what runs.
_BEGINS, _RUNS = r"(?:^|(?<=[;|\t\r\n]))", r"(['\"]*[=+\-@\t\r\n＝＋－＠])"
RUN = re.compile(_BEGINS + _RUNS)
DISARMED = re.compile(f"{_BEGINS}'{_RUNS}")
BOM = "\ufeff"  # without it, Excel takes UTF-8 for the encoding of its country


def as_text(value: str) -> str:
    """Return a cell as it is written: with an apostrophe more wherever a spreadsheet would run it."""
    return RUN.sub(r"'\1", value)


def as_typed(cell: str) -> str:
    """Return what a cell held before `as_text`."""
    return DISARMED.sub(r"\1", cell)


END = "end of table"  # the first column is ours, a number or a key: no row can pose as the end


class TableCut(ValueError):
    """The last line, which says how many rows came before it, is missing or says another number."""


class _Line:
    """What the csv module writes to: it hands each line on at once."""

    def write(self, line: str) -> str:
        return line


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a CSV file line by line: UTF-8 with a mark, commas, CRLF (RFC 4180), however many rows there are.

    The last line says how many they were.
    """
    writer = csv.writer(_Line(), lineterminator="\r\n")
    count = 0
    yield (BOM + str(writer.writerow(header))).encode()
    for row in rows:
        yield str(writer.writerow([as_text(cell) for cell in row])).encode()
        count += 1
    yield str(writer.writerow([END, str(count)])).encode()  # a transfer that broke off looks whole without it


def read_csv(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of a file that `write_csv` wrote, by column, each cell as it was typed.

    Args:
        lines: text opened with `encoding="utf-8-sig"` and `newline=""`.

    Raises:
        TableCut: rows are missing; it comes after those that are there.
    """
    reader = csv.reader(lines, strict=True)
    header = next(reader, [])
    last: list[str] = []
    count = -1  # the last line is none of the rows
    for count, cells in enumerate(reader):
        if count:
            yield dict(zip(header, map(as_typed, last), strict=True))
        last = cells
    if last != [END, str(count)]:
        raise TableCut
