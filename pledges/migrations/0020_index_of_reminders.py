from django.db import migrations, models

from mail.migrating import AddIndexWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0019_odd_names_held_from_lists_only")]
    operations = [
        AddIndexWhilePeopleSign(
            model_name="pledge",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False), ("state", "pending")),
                fields=["remind_at"],
                name="pledge_to_remind",
            ),
        ),
    ]
