"""`make run`: prepare everything, then become the server. A second time it finds all of it done, within seconds."""

import io
import os
import sys

import django
from django.core.management import call_command

from config import catalogues

SERVER = ("-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi")


def main() -> None:
    catalogues.compile()
    django.setup()  # after the catalogues: Django reads them once
    _say("Preparing the database ...")
    call_command("migrate", verbosity=0)
    _say("Loading the demo content, where it is missing ...")
    call_command("load_demo", stdout=io.StringIO())
    call_command("grant_roles", stdout=io.StringIO())
    call_command("load_watch_list", stdout=io.StringIO())
    os.execv(sys.executable, [sys.executable, *SERVER])  # noqa: S606  # the same process, so that signals reach it


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
