from django.db import migrations, models

from mail.migrating import AddIndexWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0031_messages_are_read_before_shown")]
    operations = [
        AddIndexWhilePeopleSign(
            model_name="pledge",
            index=models.Index(
                condition=models.Q(
                    ("message_read_at__isnull", True), ("state", "confirmed"), models.Q(("message", ""), _negated=True)
                ),
                fields=["created_at"],
                name="pledge_message_unread",
            ),
        ),
    ]
