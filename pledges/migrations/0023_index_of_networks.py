from django.db import migrations, models

from mail.migrating import AddIndexWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0022_mark_of_the_watch_list")]
    operations = [
        AddIndexWhilePeopleSign(
            model_name="pledge",
            index=models.Index(
                condition=models.Q(("network", ""), _negated=True), fields=["created_at"], name="pledge_network_known"
            ),
        ),
    ]
