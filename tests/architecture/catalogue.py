"""What the database's own catalogue says of the rules that keep tenants apart."""

from typing import Any

import psycopg
from django.apps import apps

from guywire.kit.tenancy.models import TenantModel

APP = "guywire_app"

WITHOUT_TENANT = {
    "tenants_person": "a person belongs to tenants by memberships",
    "tenants_tenant": "the tenant itself; its policy compares the id",
    "shared_cache": "counters of rate limits, by address",
    "django_migrations": "the schema's history",
    "django_content_type": "names of models",
    "django_session": "signed-in browsers, of persons",
    "auth_group": "Django's, unused",
    "auth_group_permissions": "Django's, unused",
    "auth_permission": "Django's, unused",
}
FOREIGN_PREFIXES = ("account_", "mfa_", "socialaccount_", "usersessions_", "procrastinate_")
READ_ONLY = {"audit_change", "django_migrations"}

TABLES = """
select c.relname, c.relrowsecurity, pg_get_userbyid(c.relowner),
       exists (select 1 from pg_attribute a
                where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
 order by 1
"""
POLICIES = """
select polname, polcmd, polpermissive, coalesce(pg_get_expr(polqual, polrelid), ''),
       coalesce(pg_get_expr(polwithcheck, polrelid), '')
  from pg_policy where polrelid = %s::regclass
"""
REFERENCES = """
select conname, confrelid::regclass::text,
       array(select attname from pg_attribute a join unnest(conkey) with ordinality k(n, i)
                on a.attnum = k.n and a.attrelid = conrelid order by i)::text[]
  from pg_constraint where contype = 'f' and conrelid = %s::regclass
"""
TRIGGERS = """
select p.proname from pg_trigger t join pg_proc p on p.oid = t.tgfoid
 where t.tgrelid = %s::regclass and not t.tgisinternal and t.tgenabled <> 'D'
"""
UNIQUES = """
select i.indexrelid::regclass::text, a.attname
  from pg_index i left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
 where i.indrelid = %s::regclass and i.indisunique and not i.indisprimary
"""
ROLE = """
select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
       pg_has_role(oid, 'guywire_owner', 'member'),
       (select count(*) from pg_class where relowner = r.oid)
  from pg_roles r where rolname = %s
"""
DEFINERS = """
select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
   and not coalesce('search_path=pg_catalog, public, pg_temp' = any(p.proconfig), false)
 order by 1
"""


def faults(connection: psycopg.Connection[Any]) -> list[str]:
    """Each rule that a table, a policy, a reference, a trigger or the role breaks."""
    found: list[str] = []
    tables = connection.execute(TABLES).fetchall()
    owned_by_tenants = {name for name, *_, has_tenant in tables if has_tenant}
    for name, is_secured, owner, has_tenant in tables:
        if owner == APP:
            found.append(f"{name}: belongs to the application's role")
        found += _privileges(connection, name)
        if has_tenant or name == "tenants_tenant":
            found += [] if is_secured else [f"{name}: no row-level security"]
            found += _policies(connection, name)
        if has_tenant:
            found += _references(connection, name, owned_by_tenants)
            found += _audit(connection, name)
            found += _uniques(connection, name)
        elif name not in WITHOUT_TENANT and not name.startswith(FOREIGN_PREFIXES):
            found.append(f"{name}: neither a tenant's table nor known to have none")
    return found + _role(connection)


def _policies(connection: psycopg.Connection[Any], table: str) -> list[str]:
    policies = connection.execute(POLICIES, [table]).fetchall()
    if table == "audit_change":  # nobody may write it, so its policy needs no check
        policies = [(*row[:4], row[3]) for row in policies]
    whole = [row for row in policies if row[1] == "*" and row[2]]
    found = []
    if len(whole) != 1:
        found.append(f"{table}: {len(whole)} policies for ALL instead of one")
    for name, _, permissive, using, check in policies:
        if permissive and not ("guywire_tenant()" in using and "guywire_tenant()" in check):
            found.append(f"{table}: policy {name} does not ask for the tenant in both directions")
    return found


def _references(
    connection: psycopg.Connection[Any], table: str, owned_by_tenants: set[str]
) -> list[str]:
    held = connection.execute(REFERENCES, [table]).fetchall()
    found = [
        f"{table}: reference {name} may lead into another tenant"
        for name, target, columns in held
        if target in owned_by_tenants and "tenant_id" not in columns
    ]
    composite = {column for _, _, columns in held if "tenant_id" in columns for column in columns}
    for model in apps.get_models():
        if model._meta.db_table != table or not issubclass(model, TenantModel):
            continue
        for field in model._meta.local_fields:
            target = field.related_model
            is_tenants = isinstance(target, type) and issubclass(target, TenantModel)
            if is_tenants and field.column not in composite:
                found.append(f"{table}: {field.column} has no same-tenant reference")
    return found


def _audit(connection: psycopg.Connection[Any], table: str) -> list[str]:
    models = {model._meta.db_table: model for model in apps.get_models()}
    model = models.get(table)
    if table == "audit_change" or (
        model is not None and issubclass(model, TenantModel) and not model.audited
    ):
        return []
    functions = {row[0] for row in connection.execute(TRIGGERS, [table]).fetchall()}
    missing = {f"guywire_audit_{event}" for event in ("insert", "update", "delete")} - functions
    return [f"{table}: no audit of {name.rpartition('_')[2]}" for name in sorted(missing)]


def _uniques(connection: psycopg.Connection[Any], table: str) -> list[str]:
    return [
        f"{table}: unique index {name} tells of other tenants' rows"
        for name, first in connection.execute(UNIQUES, [table]).fetchall()
        if first != "tenant_id"
    ]


def _privileges(connection: psycopg.Connection[Any], table: str) -> list[str]:
    refused = ["TRUNCATE", "TRIGGER", "REFERENCES"]
    if table in READ_ONLY:
        refused += ["INSERT", "UPDATE", "DELETE"]
    return [
        f"{table}: the application may {privilege}"
        for privilege in refused
        if connection.execute(
            "select has_table_privilege(%s, %s::regclass, %s)", [APP, table, privilege]
        ).fetchone()
        == (True,)
    ]


def _role(connection: psycopg.Connection[Any]) -> list[str]:
    row = connection.execute(ROLE, [APP]).fetchone()
    assert row is not None
    *powers, owns = row
    names = ("superuser", "bypass row-level security", "create roles", "create databases",
             "act as the owner")  # fmt: skip
    found = [f"the application's role may {n}" for n, has in zip(names, powers, strict=True) if has]
    found += [f"the application's role owns {owns} relations"] if owns else []
    unsafe = [row[0] for row in connection.execute(DEFINERS).fetchall()]
    return found + [f"{name}: security definer whose search_path is not ours" for name in unsafe]
