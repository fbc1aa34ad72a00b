"""Steps of migrations that change a table of millions of rows while people sign: no lock is held while rows are read.

Each stands in a migration of its own with `atomic = False`, and clears away first what a run that stopped has left. SQLite
locks for a moment, as always.
"""

from typing import Any

from django.contrib.postgres.operations import NotInTransactionMixin
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AddIndexWhilePeopleSign(NotInTransactionMixin, migrations.AddIndex):
    """Build an index concurrently, where the database can."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        self._clear_away(schema_editor)
        if _is_postgresql(schema_editor):
            schema_editor.add_index(model, self.index, concurrently=True)  # type: ignore[call-arg]
        else:
            schema_editor.add_index(model, self.index)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            self._clear_away(schema_editor)

    def _clear_away(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """An index whose building stopped is not valid: it is kept up and never read, and its name is taken."""
        name = schema_editor.quote_name(self.index.name)
        if _is_postgresql(schema_editor):
            self._ensure_not_in_transaction(schema_editor)
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        else:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class AddCheckWhilePeopleSign(NotInTransactionMixin, migrations.AddConstraint):
    """Hold new rows to a check at once, and then read the old ones, while others write."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if not _is_postgresql(schema_editor):
            with transaction.atomic(using=schema_editor.connection.alias):  # SQLite writes the table anew
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        self._ensure_not_in_transaction(schema_editor)
        table, name = map(schema_editor.quote_name, (model._meta.db_table, self.constraint.name))
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        statement = self.constraint.create_sql(model, schema_editor)
        schema_editor.execute(f"{statement} NOT VALID", params=None)
        schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        with transaction.atomic(using=schema_editor.connection.alias):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def _is_postgresql(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"
