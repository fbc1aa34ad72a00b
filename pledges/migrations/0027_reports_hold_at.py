from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pledges", "0026_the_young_are_named_nowhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="entryreport",
            name="hold_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="doubt",
            name="ground",
            field=models.CharField(
                choices=[
                    ("famous", "The name of a well-known person"),
                    ("fictional", "The name of somebody who does not exist, or a joke"),
                    ("placeholder", "A word for nobody, or a character whose name true people have too"),
                    ("offensive", "An insult"),
                    ("advertising", "Advertising or a slogan"),
                    ("odd", "It does not look like a name"),
                    ("link", "A web address, an e-mail address or a telephone number"),
                    ("robot", "A field that nobody sees was filled in"),
                    ("claims", "Several people say that it is their name and that they did not sign"),
                    ("reported", "Somebody reported it, and nobody has answered for a day"),
                ],
                max_length=11,
                verbose_name="ground",
            ),
        ),
    ]
