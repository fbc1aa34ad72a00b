"""`manage.py grant_roles [--dry-run]`: the rights that came with a release, for the roles of a site from before."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from home.demo import roles


class Command(BaseCommand):
    help = "Give the roles the rights that they have in this release and lack here. Nothing is taken away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what is missing, and give nothing.")

    @transaction.atomic
    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        granted = roles.grant_missing(dry_run=dry_run)
        for name, rights in granted.items():
            self.stdout.write(f"{name}: {', '.join(rights)}")
        if not granted:
            self.stdout.write("Each role has its rights.")
