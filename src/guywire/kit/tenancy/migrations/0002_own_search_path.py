"""The functions that run as the owner look in our schema, and last in the caller's temporary one.

The path they had came from whoever migrated, and left out the temporary schema, which is then
searched first: the caller's own table there could have stood in for ours.
"""

from django.db import migrations

FUNCTIONS = (
    "guywire_may_erase(uuid)",
    "guywire_audit_insert()",
    "guywire_audit_update()",
    "guywire_audit_delete()",
)
SQL = "".join(
    f"alter function {name} set search_path = pg_catalog, public, pg_temp;" for name in FUNCTIONS
)


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
