from django.db import migrations, models

from mail.migrating import AddIndexWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("mail", "0005_what_came_back_has_its_hour"),
    ]

    operations = [
        AddIndexWhilePeopleSign(
            model_name="message",
            index=models.Index(
                condition=models.Q(("last_error", "cap")), fields=["created_at"], name="message_over_the_cap"
            ),
        ),
    ]
