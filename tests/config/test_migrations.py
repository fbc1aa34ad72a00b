"""Migrations of tables that grow with the signatures: nobody waits while a release reads millions of rows.

What the first release came with runs on an empty database; all that came since runs on one where people sign.
"""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import NotSupportedError

from mail.migrating import AddCheckWhilePeopleSign, AddIndexWhilePeopleSign

FIRST_RELEASE = {
    "campaign": "0001",
    "content": "0001",
    "countries": "0002",
    "home": "0001",
    "mail": "0001",
    "pledges": "0006",
    "transparency": "0002",
    "users": "0001",
}
RECORDS = {  # about as many rows as pledges, or more
    ("mail", "message"),
    ("pledges", "certificate"),
    ("pledges", "certificatefile"),
    ("pledges", "consent"),
    ("pledges", "entryreport"),
    ("pledges", "pledge"),
    ("pledges", "signatory"),
    ("transparency", "entry"),
}
PATIENT = (AddIndexWhilePeopleSign, AddCheckWhilePeopleSign)


def later_migrations() -> list[migrations.Migration]:
    return [
        import_module(f"{app}.migrations.{path.stem}").Migration(path.stem, app)
        for app, last in FIRST_RELEASE.items()
        for path in sorted((Path(apps.get_app_config(app).path) / "migrations").glob("[0-9]*.py"))
        if path.stem[:4] > last
    ]


def faults_of(migration: migrations.Migration) -> list[str]:
    """Say what of a migration holds people up."""
    return [fault for operation in migration.operations if (fault := _fault(migration, operation))]


def _model_of(operation) -> str:
    return getattr(operation, "model_name", "").lower()


def _fault(migration: migrations.Migration, operation) -> str | None:
    is_record = (migration.app_label, _model_of(operation)) in RECORDS
    if isinstance(operation, PATIENT):
        return "locks in a transaction" if migration.atomic else None
    if is_record and isinstance(operation, migrations.AddIndex | migrations.AddConstraint):
        return f"{type(operation).__name__} reads {_model_of(operation)} under a lock"
    if is_record and isinstance(operation, migrations.AddField):
        field = operation.field
        if not field.null and not field.has_db_default() and not field.many_to_many:
            return f"{_model_of(operation)}.{operation.name}: processes of before cannot write a row"
        if field.db_index or field.unique or field.is_relation:
            return f"{_model_of(operation)}.{operation.name}: an index is built under a lock"
    if is_record and isinstance(operation, migrations.AlterField) and not _is_harmless(operation.field):
        return f"{_model_of(operation)}.{operation.name}: an index is built under a lock"
    if isinstance(operation, migrations.RunPython) and _names_records(operation.code):
        source = inspect.getsource(import_module(operation.code.__module__))
        if migration.atomic or "BATCH" not in source:
            return f"{operation.code.__name__} writes all rows in one transaction"
    return None


def _is_harmless(field: models.Field) -> bool:
    return not (field.db_index or field.unique)


def _names_records(code) -> bool:
    """Whether a function asks for the model of a record."""
    wanted = {(app, apps.get_model(app, model).__name__) for app, model in RECORDS}
    words = {
        node.value for node in ast.walk(ast.parse(dedent(inspect.getsource(code)))) if isinstance(node, ast.Constant)
    }
    return any(app in words and model in words for app, model in wanted)


@pytest.mark.parametrize("migration", later_migrations(), ids=str)
def test_no_migration_holds_people_up(migration):
    assert faults_of(migration) == []


def one(*operations, app: str = "mail", atomic: bool = True) -> migrations.Migration:
    migration = migrations.Migration("0099_one", app)
    migration.operations, migration.atomic = list(operations), atomic
    return migration


INDEX = models.Index(fields=["kind"], name="message_kind")
CHECK = models.CheckConstraint(condition=~models.Q(kind=""), name="message_has_a_kind")


def rewrite(apps, schema_editor):
    apps.get_model("mail", "Message").objects.update(kind="")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("message", INDEX),
        migrations.AddConstraint("message", CHECK),
        migrations.AddField("message", "size", models.IntegerField(default=0)),
        migrations.AddField("message", "size", models.IntegerField(null=True, db_index=True)),
        migrations.AlterField("message", "kind", models.CharField(max_length=60, db_index=True)),
        migrations.RunPython(rewrite),
        AddIndexWhilePeopleSign("message", INDEX),  # in a transaction, that is
    ],
)
def test_what_would_hold_them_up_is_found(operation):
    assert len(faults_of(one(operation))) == 1


@pytest.mark.parametrize(
    "migration",
    [
        one(AddIndexWhilePeopleSign("message", INDEX), atomic=False),
        one(AddCheckWhilePeopleSign("message", CHECK), atomic=False),
        one(migrations.AddField("message", "size", models.IntegerField(default=0, db_default=0))),
        one(migrations.AddIndex("mailtext", INDEX)),
    ],
)
def test_what_holds_nobody_up_passes(migration):
    assert faults_of(migration) == []


def test_only_migrations_of_the_house_are_read_and_none_imports_our_models():
    for migration in later_migrations():
        source = Path(inspect.getfile(type(migration))).read_text(encoding="utf-8")
        assert not re.search(r"^from (?!pledges\.models\.commitment)\w+\.models", source, re.MULTILINE), migration


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    "operation", [AddIndexWhilePeopleSign("message", INDEX), AddCheckWhilePeopleSign("message", CHECK)]
)
def test_in_a_transaction_they_refuse(operation):
    state = MigrationExecutor(connection).loader.project_state()
    after = state.clone()
    operation.state_forwards("mail", after)

    with pytest.raises(NotSupportedError), connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("mail", editor, state, after)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("operation", "left_over"),
    [
        (AddIndexWhilePeopleSign("message", INDEX), "CREATE INDEX message_kind ON mail_message (id)"),
        (
            AddCheckWhilePeopleSign("message", CHECK),
            "ALTER TABLE mail_message ADD CONSTRAINT message_has_a_kind CHECK (kind <> '') NOT VALID",
        ),
    ],
)
def test_a_run_that_stopped_goes_on(committed, operation, left_over):
    state = MigrationExecutor(connection).loader.project_state()
    after = state.clone()
    operation.state_forwards("mail", after)
    with connection.cursor() as cursor:
        cursor.execute(left_over)

    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("mail", editor, state, after)
    try:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "mail_message")
            cursor.execute(
                "SELECT 1 FROM pg_constraint WHERE NOT convalidated UNION SELECT 1 FROM pg_index WHERE NOT indisvalid"
            )
            assert cursor.fetchall() == []
    finally:
        with connection.schema_editor(atomic=False) as editor:
            operation.database_backwards("mail", editor, after, state)
    assert found[{"AddIndexWhilePeopleSign": "message_kind"}.get(type(operation).__name__, "message_has_a_kind")][
        "columns"
    ] == ["kind"]
