from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pledges", "0029_help_for_the_reason_of_a_version")]
    operations = [
        migrations.AddField(
            model_name="pledge",
            name="message_read_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="pledge",
            name="is_message_shown",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
