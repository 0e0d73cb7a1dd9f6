"""The functions that run as the owner look in our schema, and last in the caller's temporary one."""

from django.db import migrations

FUNCTIONS = (
    "platform_tenant_by_slug(text)",
    "platform_tenants_in(text[])",
    "platform_memberships_of(bigint)",
    "platform_invitation_by_digest(text)",
    "platform_tenant_counts()",
    "platform_erase_tenant(uuid)",
    "platform_enter_by_key(text, text, text, text)",
)
SQL = "".join(
    f"alter function {name} set search_path = pg_catalog, public, pg_temp;" for name in FUNCTIONS
)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_who_deleted")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
