import uuid

from django.db import migrations, models


def write(apps, schema_editor):
    apps.get_model("pledges", "WatchListMark").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("pledges", "0021_index_of_those_without_keys")]
    operations = [
        migrations.CreateModel(
            name="WatchListMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
