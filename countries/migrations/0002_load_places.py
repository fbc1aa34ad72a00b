"""Fill the operator's table of places with its first values. What is there already is left alone."""

import json
from pathlib import Path

from django.db import migrations

SOURCE = Path(__file__).resolve().parents[1] / "data" / "places.json"


def load(apps, schema_editor):
    Place, PlaceName = apps.get_model("countries", "Place"), apps.get_model("countries", "PlaceName")
    rows = json.loads(SOURCE.read_text(encoding="utf-8"))["places"]
    by_m49 = {}
    uninhabited = {"AQ", "BV", "HM"}
    for row in rows:  # groups come before what lies in them, but for parents, which are set below
        place, _ = Place.objects.get_or_create(
            m49=row["m49"],
            alpha2=row["alpha2"],
            defaults={"level": row["level"], "is_offered": row["alpha2"] not in uninhabited},
        )
        by_m49[row["m49"]] = row["place"] = place
    for row in rows:
        parent = by_m49[row["parent"]] if row["parent"] else None  # two places have no M49 code: not their child
        if parent is not None and row["place"].parent_id is None:
            row["place"].parent = parent
    Place.objects.bulk_update([row["place"] for row in rows], ["parent"], batch_size=200)
    names = [
        PlaceName(place=row["place"], language=language, name=name)
        for row in rows
        for language, name in row["names"].items()
    ]
    PlaceName.objects.bulk_create(names, batch_size=400, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("countries", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
