from django.db import migrations, models

from mail.migrating import AddIndexWhilePeopleSign


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0027_reports_hold_at")]
    operations = [
        AddIndexWhilePeopleSign(
            model_name="entryreport",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True), ("hold_at__isnull", False)),
                fields=["hold_at"],
                name="report_to_hold",
            ),
        ),
    ]
