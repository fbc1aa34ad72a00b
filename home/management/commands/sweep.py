"""`manage.py sweep`: finish now whatever is owed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.sweeping import sweep


class Command(BaseCommand):
    help = "Send the mails, render the certificates and fold the log entries that are owed; erase what is over."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for step in sweep():
            self.stdout.write(f"{step.name}: {step.error or step.count}")
            if step.error:
                failed.append(step.name)
        if failed:
            raise CommandError(f"Failed, see the application log: {', '.join(failed)}.")
