"""A certificate says when its files are tried again; pictures are kept as WebP too."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pledges", "0004_indexes_for_the_desk")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="due_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="due"),
        ),
        migrations.RemoveIndex(model_name="certificate", name="certificate_owed"),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("rendered_at__isnull", True)),
                fields=["attempts", "due_at"],
                name="certificate_owed",
            ),
        ),
        migrations.AlterField(
            model_name="certificatefile",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pdf", "certificate"),
                    ("badge", "badge"),
                    ("link", "picture for links"),
                    ("square", "square picture"),
                    ("story", "tall picture"),
                    ("link_webp", "picture for links"),
                    ("square_webp", "square picture"),
                    ("story_webp", "tall picture"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
