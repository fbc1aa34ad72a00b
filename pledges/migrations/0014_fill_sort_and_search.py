"""What rolls sort and search by, for the pledges that are on record already. In batches; a run that stopped goes on.

What processes of before confirm from here on until they are replaced gets its keys by the sweep (`pledges.owed.write_keys`).
"""

from django.db import migrations, transaction

from pledges.collating import sort_key
from pledges.names import initials
from pledges.searching import search_text

BATCH = 2000


def fill(apps, schema_editor):
    Pledge = apps.get_model("pledges", "Pledge")
    alias = schema_editor.connection.alias
    empty = Pledge.objects.using(alias).filter(state="confirmed", display__in=["name", "initials"], sort_key=b"")
    empty = empty.only("pk", "display", "full_name", "sort_as", "affiliation")
    last = 0
    while batch := list(empty.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for pledge in batch:
            if pledge.display == "name":
                pledge.sort_key = sort_key(pledge.sort_as or pledge.full_name)
                pledge.search_text = search_text(pledge.full_name, pledge.affiliation)
            else:
                pledge.sort_key = sort_key(initials(pledge.full_name))
        with transaction.atomic(using=alias):
            Pledge.objects.using(alias).bulk_update(batch, ["sort_key", "search_text"], batch_size=200)
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0013_sort_and_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
