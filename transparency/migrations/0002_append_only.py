"""The database itself keeps the log append-only: an entry is never deleted, and only its index is ever set, once."""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION transparency_refuse_rewriting() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.index IS NOT NULL
           OR ROW(NEW.kind, NEW.subject, NEW.payload::text, NEW.at)
              IS DISTINCT FROM ROW(OLD.kind, OLD.subject, OLD.payload::text, OLD.at) THEN
            RAISE EXCEPTION 'entry_append_only: the log is never rewritten' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON transparency_entry
    FOR EACH ROW EXECUTE FUNCTION transparency_refuse_rewriting()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER entry_append_only ON transparency_entry",
    "DROP FUNCTION transparency_refuse_rewriting()",
]
SQLITE = [
    """
    CREATE TRIGGER entry_append_only_update BEFORE UPDATE ON transparency_entry
    WHEN OLD."index" IS NOT NULL OR (OLD.kind, OLD.subject, OLD.payload, OLD.at) IS NOT (NEW.kind, NEW.subject, NEW.payload, NEW.at)
    BEGIN SELECT RAISE(ABORT, 'entry_append_only: the log is never rewritten'); END
    """,
    """
    CREATE TRIGGER entry_append_only_delete BEFORE DELETE ON transparency_entry
    BEGIN SELECT RAISE(ABORT, 'entry_append_only: the log is never rewritten'); END
    """,
]
SQLITE_BACK = ["DROP TRIGGER entry_append_only_update", "DROP TRIGGER entry_append_only_delete"]


def run(statements):
    def forwards_or_back(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return forwards_or_back


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_initial")]
    operations = [
        migrations.RunPython(
            run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]
