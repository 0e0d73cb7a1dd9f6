"""What the application's role may do, applied by the owner after every migration.

The application reads and writes rows; it owns nothing, cannot TRUNCATE (row-level security does
not cover it), and cannot write the audit trail or the history of migrations.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

READ_ONLY = ("audit_change", "django_migrations")
BORN_WITH = (
    "alter default privileges grant select, insert, update, delete on tables to {role}",
    "alter default privileges grant usage, select on sequences to {role}",
    "alter default privileges grant execute on functions to {role}",
)
AS_OF_NOW = (
    "grant select, insert, update, delete on all tables in schema public to {role}",
    "grant usage, select on all sequences in schema public to {role}",
)


def _run(connection: BaseDatabaseWrapper, role: str, *statements: str, table: str = "") -> None:
    names = {"role": sql.Identifier(role), "table": sql.Identifier(table)}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**names))


def before_migration(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Tables that migrations create are born with the application's privileges."""
    _run(connection, app_role, "grant usage on schema public to {role}", *BORN_WITH)


def after_migration(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Say again what the application may do, so that older tables follow too. Idempotent."""
    _run(connection, app_role, *AS_OF_NOW)
    for table in READ_ONLY:
        statement = "revoke insert, update, delete, truncate on {table} from {role}"
        _run(connection, app_role, statement, table=table)
