from django.db import migrations, models

from mail.migrating import AddCheckWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0025_age_group")]
    operations = [
        AddCheckWhilePeopleSign(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("age_group", "under"), _negated=True) | models.Q(("display", "hidden")),
                name="pledge_of_the_young_unnamed",
            ),
        ),
    ]
