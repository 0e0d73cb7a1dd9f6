"""The few questions the platform asks across tenants (kit.tenancy.platform)."""

from django.db import migrations

SQL = """
create function platform_tenant_by_slug(wanted text)
returns table (id uuid, slug text, name text, state text, time_zone text)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.time_zone::text
    from tenants_tenant t where t.slug = wanted and t.state <> 'deleted'
$$;

create function platform_active_tenants()
returns table (id uuid, slug text, name text, state text, time_zone text)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.time_zone::text
    from tenants_tenant t where t.state = 'active' order by t.slug
$$;

create function platform_memberships_of(person bigint)
returns table (tenant_id uuid, slug text, tenant_name text, tenant_state text, membership_state text)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, m.state::text
    from tenants_membership m join tenants_tenant t on t.id = m.tenant_id
   where m.person_id = person and t.state <> 'deleted' order by t.name
$$;

create function platform_key_by_digest(wanted text)
returns table (tenant_id uuid, key_id uuid, slug text)
language sql stable security definer set search_path from current as $$
  select t.id, k.id, t.slug::text
    from tenants_apikey k join tenants_tenant t on t.id = k.tenant_id where k.digest = wanted
$$;

create function platform_invitation_by_digest(wanted text)
returns table (tenant_id uuid, invitation_id uuid)
language sql stable security definer set search_path from current as $$
  select i.tenant_id, i.id from tenants_invitation i where i.digest = wanted
$$;

create function platform_tenant_counts()
returns table (id uuid, slug text, name text, state text, created_at timestamptz,
               deleted_at timestamptz, member_count bigint)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.created_at, t.deleted_at,
         (select count(*) from tenants_membership m where m.tenant_id = t.id)
    from tenants_tenant t order by t.name
$$;

create index tenants_apikey_digest on tenants_apikey (digest);
create index tenants_invitation_digest on tenants_invitation (digest);
create index tenants_membership_person on tenants_membership (person_id);
"""

UNDO = """
drop index tenants_apikey_digest, tenants_invitation_digest, tenants_membership_person;
drop function platform_tenant_by_slug, platform_active_tenants, platform_memberships_of,
  platform_key_by_digest, platform_invitation_by_digest, platform_tenant_counts;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
