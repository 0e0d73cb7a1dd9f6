"""Table rules that makemigrations carries: row-level security, same-tenant references, audit."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, ForeignKey, Model

Quote = Callable[[str], str]


class TableRule(BaseConstraint):
    """A rule written after its table exists and enforced by the database alone."""

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        """The SQL that sets the rule up and the SQL that takes it away."""
        raise NotImplementedError

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        return self.statements(model, schema_editor.quote_name)[0]

    def remove_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        return self.statements(model, schema_editor.quote_name)[1]

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database is the judge."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))


class TenantRows(TableRule):
    """Only the active tenant's rows can be read or written; without a tenant, an error."""

    def __init__(self, *, name: str, column: str = "tenant_id") -> None:
        super().__init__(name=name)
        self.column = column

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "column": self.column}

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table, name = quote(model._meta.db_table), quote(self.name)
        mine = f"{quote(self.column)} = (select guywire_tenant())"
        return (
            f"alter table {table} enable row level security;"
            f"create policy {name} on {table} using ({mine}) with check ({mine})",
            f"drop policy {name} on {table}",
        )


class SameTenant(TableRule):
    """A reference stays inside the tenant: foreign-key checks bypass row-level security."""

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        self.create_sql(model, schema_editor)
        return ""

    def create_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """Nothing now, but at the end of the migration: by then the other has its unique key."""
        assert schema_editor is not None
        schema_editor.deferred_sql.append(super().create_sql(model, schema_editor))
        return ""

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "field": self.field}

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        field = model._meta.get_field(self.field)
        assert isinstance(field, ForeignKey)
        target = field.related_model
        table, name = quote(model._meta.db_table), quote(self.name)
        to, column = quote(target._meta.db_table), quote(field.column)
        return (
            f"alter table {table} add constraint {name} foreign key (tenant_id, {column})"
            f" references {to} (tenant_id, id) deferrable initially deferred",
            f"alter table {table} drop constraint {name}",
        )


class AuditTrail(TableRule):
    """Every insert, update and delete leaves rows in the audit trail, a statement at a time.

    Statement triggers with transition tables cost about a quarter on bulk inserts, where row
    triggers cost two to four times.
    """

    def __init__(
        self, *, name: str, hidden: tuple[str, ...] = (), silent: tuple[str, ...] = ()
    ) -> None:
        super().__init__(name=name)
        self.hidden = tuple(hidden)
        self.silent = tuple(silent)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        silent = {"silent": self.silent} if self.silent else {}
        return path, (), {**kwargs, "hidden": self.hidden, **silent}

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table = quote(model._meta.db_table)
        hidden, silent = ("{" + ",".join(names) + "}" for names in (self.hidden, self.silent))
        events = {
            "insert": "referencing new table as new_rows",
            "update": "referencing old table as old_rows new table as new_rows",
            "delete": "referencing old table as old_rows",
        }
        create = ";".join(
            f"create trigger {quote(f'{self.name}_{event}')} after {event} on {table} {tables}"
            f" for each statement execute function guywire_audit_{event}('{hidden}', '{silent}')"
            for event, tables in events.items()
        )
        drop = ";".join(
            f"drop trigger {quote(f'{self.name}_{event}')} on {table}" for event in events
        )
        return create, drop


class AppendOnly(TableRule):
    """Rows are added and never changed or removed, whoever asks."""

    def statements(self, model: type[Model], quote: Quote) -> tuple[str, str]:
        table, name = quote(model._meta.db_table), quote(self.name)
        return (
            f"create trigger {name} before update or delete on {table}"
            " for each statement execute function guywire_refuse_change()",
            f"drop trigger {name} on {table}",
        )
