"""`manage.py read_bounces PLACE`: learn from the mails that came back."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mail.notices import MAX_BYTES, read_notices
from mail.suppressing import take_notice


class Command(BaseCommand):
    help = (
        "Read what came back: a file with one mail, a Maildir whose new mails become read ones, or - for the mail on "
        "standard input, as a mail server pipes it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="FILE, MAILDIR or -")

    def handle(self, *args: Any, **options: Any) -> None:
        place = options["place"]
        path = Path(place)
        if place == "-":
            mails: Iterator[bytes] = iter([sys.stdin.buffer.read(MAX_BYTES)])
        elif (path / "new").is_dir():
            mails = _new_in(path)
        elif path.is_file():
            mails = iter([_beginning(path)])
        else:
            raise CommandError(f"{place} is neither a file nor a Maildir.")
        read = notices = new = 0
        for raw in mails:
            found = read_notices(raw)
            read, notices = read + 1, notices + len(found)
            new += sum(take_notice(notice, source="dsn") for notice in found)
        self.stdout.write(f"mails read: {read}, notices in them: {notices}, new: {new}")


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)


def _new_in(place: Path) -> Iterator[bytes]:
    """Each new mail of a Maildir, marked as read once it was taken: who is stopped in between reads it again."""
    for path in sorted((place / "new").iterdir()):
        if not path.is_file() or path.is_symlink():
            continue
        yield _beginning(path)
        with suppress(FileNotFoundError):  # another run took it, too; a message comes back only once
            path.rename(place / "cur" / f"{path.name.partition(':')[0]}:2,S")
