from django.db import migrations
from django.utils import timezone

from pledges.watching.lists import house_lines

BATCH = 1_000


def write(apps, schema_editor):
    WatchedName = apps.get_model("pledges", "WatchedName")
    now = timezone.now()
    rows = [
        WatchedName(
            spellings="\n".join(line.spellings),
            kind=line.kind,
            match=line.match,
            language="" if line.language == "mul" else line.language,
            is_house=True,
            added_at=now,
            changed_at=now,
        )
        for line in house_lines()
    ]
    WatchedName.objects.bulk_create(rows, batch_size=BATCH)


def remove(apps, schema_editor):
    apps.get_model("pledges", "WatchedName").objects.filter(is_house=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pledges", "0011_watch_list"),
    ]

    operations = [
        migrations.RunPython(write, remove),
    ]
