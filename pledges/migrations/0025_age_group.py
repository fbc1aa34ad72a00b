from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pledges", "0024_placeholders_on_the_watch_list"),
    ]

    operations = [
        migrations.AddField(
            model_name="pledge",
            name="age_group",
            field=models.CharField(
                blank=True,
                choices=[
                    ("over", "Of the age that is asked for, or older"),
                    ("under", "Younger than the age that is asked for"),
                ],
                db_default="",
                default="",
                max_length=5,
                verbose_name="age",
            ),
        ),
    ]
