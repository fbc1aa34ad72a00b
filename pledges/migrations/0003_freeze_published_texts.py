"""The database itself refuses to change or delete the words of a published version."""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION pledges_refuse_frozen_text() RETURNS trigger AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM pledges_commitmentversion v WHERE v.id = OLD.version_id AND v.state = 'published')
           AND (TG_OP = 'DELETE' OR ROW(NEW.version_id, NEW.language, NEW.standing, NEW.title, NEW.text,
                                        NEW.certificate_line, NEW.sha256)
                IS DISTINCT FROM ROW(OLD.version_id, OLD.language, OLD.standing, OLD.title, OLD.text,
                                     OLD.certificate_line, OLD.sha256)) THEN
            RAISE EXCEPTION 'text_frozen: a published version never changes' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER text_frozen BEFORE UPDATE OR DELETE ON pledges_commitmenttext
    FOR EACH ROW EXECUTE FUNCTION pledges_refuse_frozen_text()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER text_frozen ON pledges_commitmenttext",
    "DROP FUNCTION pledges_refuse_frozen_text()",
]
FROZEN = "EXISTS (SELECT 1 FROM pledges_commitmentversion v WHERE v.id = OLD.version_id AND v.state = 'published')"
SQLITE = [
    f"""
    CREATE TRIGGER text_frozen_update BEFORE UPDATE OF version_id, language, standing, title, text, certificate_line,
        sha256 ON pledges_commitmenttext
    WHEN {FROZEN} AND (OLD.version_id, OLD.language, OLD.standing, OLD.title, OLD.text, OLD.certificate_line, OLD.sha256)
        IS NOT (NEW.version_id, NEW.language, NEW.standing, NEW.title, NEW.text, NEW.certificate_line, NEW.sha256)
    BEGIN SELECT RAISE(ABORT, 'text_frozen: a published version never changes'); END
    """,
    f"""
    CREATE TRIGGER text_frozen_delete BEFORE DELETE ON pledges_commitmenttext WHEN {FROZEN}
    BEGIN SELECT RAISE(ABORT, 'text_frozen: a published version never changes'); END
    """,
]
SQLITE_BACK = ["DROP TRIGGER text_frozen_update", "DROP TRIGGER text_frozen_delete"]


def run(statements):
    def forwards_or_back(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return forwards_or_back


class Migration(migrations.Migration):
    dependencies = [("pledges", "0002_relations_and_constraints")]
    operations = [
        migrations.RunPython(
            run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]
