from django.db import migrations, models

import pledges.models.commitment


class Migration(migrations.Migration):
    dependencies = [
        ("pledges", "0008_export_permission"),
    ]

    operations = [
        migrations.AlterField(
            model_name="commitmenttext",
            name="language",
            field=models.CharField(
                choices=pledges.models.commitment.offered_languages, max_length=12, verbose_name="language"
            ),
        ),
    ]
