from django.db import migrations, models

from mail.migrating import AddIndexWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0020_index_of_reminders")]
    operations = [
        AddIndexWhilePeopleSign(
            model_name="pledge",
            index=models.Index(
                condition=models.Q(("sort_key", b""), ("state", "confirmed"), ("display__in", ["name", "initials"])),
                fields=["sort_key", "id"],
                name="pledge_without_keys",
            ),
        ),
    ]
