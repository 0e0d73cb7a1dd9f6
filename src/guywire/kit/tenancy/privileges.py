"""What the application's role may do, applied by the owner after every migration.

The application reads and writes rows; it owns nothing, cannot TRUNCATE (row-level security does
not cover it), and cannot write the audit trail or the history of migrations.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

READ_ONLY = ("audit_change", "django_migrations")


def before_migration(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Tables that migrations create are born with the application's privileges."""
    role = connection.ops.quote_name(app_role)
    with connection.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {role}")  # noqa: S608
        for privileges, kind in (
            ("select, insert, update, delete", "tables"),
            ("usage, select", "sequences"),
            ("execute", "functions"),
        ):
            cursor.execute(f"alter default privileges grant {privileges} on {kind} to {role}")


def after_migration(connection: BaseDatabaseWrapper, app_role: str) -> None:
    """Say again what the application may do, so that older tables follow too. Idempotent."""
    role = connection.ops.quote_name(app_role)
    with connection.cursor() as cursor:
        cursor.execute(
            f"grant select, insert, update, delete on all tables in schema public to {role}"  # noqa: S608
        )
        cursor.execute(f"grant usage, select on all sequences in schema public to {role}")
        for table in READ_ONLY:
            name = connection.ops.quote_name(table)
            cursor.execute(f"revoke insert, update, delete, truncate on {name} from {role}")
