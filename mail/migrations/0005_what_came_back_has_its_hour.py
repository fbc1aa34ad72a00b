from django.db import migrations, models

from mail.migrating import AddCheckWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("mail", "0004_texts_of_editors")]
    operations = [
        AddCheckWhilePeopleSign(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("came_back", ""), ("came_back_at__isnull", False), _connector="XOR"),
                name="message_came_back_at_set",
            ),
        ),
    ]
