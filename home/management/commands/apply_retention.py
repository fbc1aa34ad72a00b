"""`manage.py apply_retention [--dry-run]`: erase what is over, or say what would go."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from home import retention


class Command(BaseCommand):
    help = "Erase the data whose time is over, as the settings named *_RETENTION say. Safe to stop and to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        self.stdout.write(f"{'would go' if dry_run else 'went':>10}  {'kept for':<12}  what")
        for rule, count in retention.due() if dry_run else retention.apply():
            span = rule.span()
            kept = (
                "its own end" if span is None else f"{span.days} days" if span.days else f"{span.seconds // 3600} hours"
            )
            self.stdout.write(f"{count:>10}  {kept:<12}  {rule.what}")
