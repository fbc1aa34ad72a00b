"""Indexes for the roll by name and for its search, built on PostgreSQL while people sign.

The search needs `pg_trgm`, which comes with PostgreSQL and which the owner of a database may create. SQLite has no such
index: there the search reads one campaign's pledges, as many as a small site has.
"""

from django.db import migrations, models

from mail.migrating import AddIndexWhilePeopleSign

SHOWN = models.Q(("is_held", False), ("is_hidden", False), ("state", "confirmed"))
SEARCH = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "DROP INDEX CONCURRENTLY IF EXISTS pledge_search",  # of a run that stopped: such an index is not valid
    (
        "CREATE INDEX CONCURRENTLY pledge_search ON pledges_pledge USING gin (search_text gin_trgm_ops) "
        "WHERE display = 'name' AND state = 'confirmed' AND NOT is_held AND NOT is_hidden"
    ),
]
SEARCH_BACK = ["DROP INDEX CONCURRENTLY IF EXISTS pledge_search"]


def run(statements):
    def forwards_or_back(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return forwards_or_back


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("pledges", "0014_fill_sort_and_search")]
    operations = [
        AddIndexWhilePeopleSign(
            model_name="pledge",
            index=models.Index(
                fields=["campaign", "sort_key", "id"],
                condition=SHOWN & models.Q(("display__in", ["name", "initials"])),
                name="pledge_roll_by_name",
            ),
        ),
        migrations.RunPython(run(SEARCH), run(SEARCH_BACK)),
    ]
