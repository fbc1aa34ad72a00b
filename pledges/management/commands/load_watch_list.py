"""`manage.py load_watch_list`"""

from typing import Any

from django.core.management.base import BaseCommand

from pledges import services


class Command(BaseCommand):
    help = "Add the entries of the watch list that came with this release; what staff changed stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{services.add_house_entries()} entries added.")
