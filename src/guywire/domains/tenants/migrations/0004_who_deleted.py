"""A deleted tenant knows who deleted it and what it was before, so that it comes back as it was."""

from django.db import migrations, models

# Of those that are deleted already, the audit trail knows; without a line there, it was done past
# the application, which is the operator's doing.
FILL = """
update tenants_tenant t
   set deleted_by = case when told.actor is null or told.actor like 'operator:%'
                    then 'operator' else 'organization' end,
       state_before = coalesce(told.changed -> 'state' ->> 0, 'active'),
       reason_before = case when told.changed -> 'state' ->> 0 = 'suspended'
                       then coalesce(told.changed -> 'state_reason' ->> 0, t.state_reason)
                       else '' end
  from tenants_tenant d left join lateral (
       select c.actor, c.changed from audit_change c
        where c.tenant_id = d.id and c.row_id = d.id and c.table_name = 'tenants_tenant'
          and c.changed -> 'state' ->> 1 = 'deleted'
        order by c.id desc limit 1) told on true
 where t.id = d.id and t.state = 'deleted';
"""

FUNCTIONS = """
drop function platform_memberships_of, platform_tenant_counts;

create function platform_memberships_of(person bigint)
returns table (tenant_id uuid, slug text, tenant_name text, tenant_state text, tenant_deleted_by text,
               membership_state text, role text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.deleted_by::text, m.state::text, m.role::text
    from tenants_membership m join tenants_tenant t on t.id = m.tenant_id
   where m.person_id = person and m.state <> 'removed' order by t.name
$$;

create function platform_tenant_counts()
returns table (id uuid, slug text, name text, state text, state_reason text,
               created_at timestamptz, deleted_at timestamptz, deleted_by text, state_before text, limits jsonb,
               member_count bigint, last_seen_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.state_reason::text, t.created_at,
         t.deleted_at, t.deleted_by::text, t.state_before::text, t.limits,
         (select count(*) from tenants_membership m
           where m.tenant_id = t.id and m.state <> 'removed'),
         (select max(m.last_seen_at) from tenants_membership m where m.tenant_id = t.id)
    from tenants_tenant t order by t.name
$$;
"""

FUNCTIONS_BEFORE = """
drop function platform_memberships_of, platform_tenant_counts;

create function platform_memberships_of(person bigint)
returns table (tenant_id uuid, slug text, tenant_name text, tenant_state text,
               membership_state text, role text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select t.id, t.slug::text, t.name::text, t.state::text, m.state::text, m.role::text
    from tenants_membership m join tenants_tenant t on t.id = m.tenant_id
   where m.person_id = person and m.state <> 'removed' order by t.name
$$;

create function platform_tenant_counts()
returns table (id uuid, slug text, name text, state text, state_reason text,
               created_at timestamptz, deleted_at timestamptz, limits jsonb,
               member_count bigint, last_seen_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.state_reason::text, t.created_at,
         t.deleted_at, t.limits,
         (select count(*) from tenants_membership m
           where m.tenant_id = t.id and m.state <> 'removed'),
         (select max(m.last_seen_at) from tenants_membership m where m.tenant_id = t.id)
    from tenants_tenant t order by t.name
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0003_enter_by_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="deleted_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("organization", "the organization itself"),
                    ("operator", "the platform's operator"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="reason_before",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="tenant",
            name="state_before",
            field=models.CharField(
                blank=True,
                choices=[("active", "Active"), ("suspended", "Suspended"), ("deleted", "Deleted")],
                default="",
                max_length=9,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("deleted_at__isnull", False),
                        ("deleted_by__in", ("organization", "operator")),
                        ("state", "deleted"),
                        ("state_before__in", ("active", "suspended")),
                    ),
                    models.Q(
                        models.Q(("state__in", ("active", "suspended"))),
                        ("deleted_at__isnull", True),
                        ("deleted_by", ""),
                        ("reason_before", ""),
                        ("state_before", ""),
                    ),
                    _connector="OR",
                ),
                name="tenants_tenant_deleted_is_whole",
            ),
        ),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BEFORE),
    ]
