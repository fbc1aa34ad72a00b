"""`manage.py load_demo [--samples]`: roles, commitments, campaigns and pages, where they are missing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from content.caching import forget
from content.models import SiteSettings
from home.demo import accounts, pages, records, roles
from home.sweeping import sequence_all


class Command(BaseCommand):
    help = "Load the demo content once. A second run changes nothing; what editors changed stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--samples",
            action="store_true",
            help="Also sign in the name of invented people, marked as sample data. In development only.",
        )

    @transaction.atomic
    def handle(self, *args: Any, samples: bool, **options: Any) -> None:
        if samples and not settings.DEVELOPMENT:  # a log that only grows would keep invented people for ever
            raise CommandError(
                "Samples are for development: they would count in the public log and tallies of this site."
            )
        created_roles = roles.create_roles()
        created_accounts = accounts.create_accounts() if settings.DEVELOPMENT else []
        by = accounts.loader()
        self._say("roles", int(created_roles))
        self._say("accounts", len(created_accounts))
        self._say("commitments", records.create_commitments(by))
        self._say("pages", pages.create_pages(by))
        if samples:
            self._say("sample pledges", records.create_samples())
            SiteSettings.objects.update(has_samples=True)
            forget()
        self._say("log entries folded", sequence_all())

    def _say(self, what: str, count: int) -> None:
        self.stdout.write(f"{what}: {count}")
