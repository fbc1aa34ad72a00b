from django.db import migrations, models

from mail.migrating import AddCheckWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0030_messages_read")]
    operations = [
        AddCheckWhilePeopleSign(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_message_shown", False),
                    models.Q(("message_read_at__isnull", False), models.Q(("message", ""), _negated=True)),
                    _connector="OR",
                ),
                name="pledge_message_read_before_shown",
            ),
        ),
    ]
