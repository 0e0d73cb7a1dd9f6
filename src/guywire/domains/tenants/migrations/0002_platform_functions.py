"""The few questions the platform asks across tenants (kit.tenancy.platform)."""

from django.db import migrations

SQL = """
create function platform_tenant_by_slug(wanted text)
returns table (id uuid, slug text, name text, state text, time_zone text)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.time_zone::text
    from tenants_tenant t where t.slug = wanted and t.state <> 'deleted'
$$;

create function platform_tenants_in(states text[])
returns table (id uuid, slug text, name text, state text, time_zone text)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.time_zone::text
    from tenants_tenant t where t.state = any(states) order by t.slug
$$;

create function platform_memberships_of(person bigint)
returns table (tenant_id uuid, slug text, tenant_name text, tenant_state text,
               membership_state text, role text)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, m.state::text, m.role::text
    from tenants_membership m join tenants_tenant t on t.id = m.tenant_id
   where m.person_id = person and m.state <> 'removed' order by t.name
$$;

create function platform_key_by_digest(wanted text)
returns table (tenant_id uuid, key_id uuid, slug text)
language sql stable security definer set search_path from current as $$
  select t.id, k.id, t.slug::text
    from tenants_apikey k join tenants_tenant t on t.id = k.tenant_id
   where k.digest = wanted and t.state <> 'deleted'
$$;

create function platform_invitation_by_digest(wanted text)
returns table (tenant_id uuid, invitation_id uuid)
language sql stable security definer set search_path from current as $$
  select i.tenant_id, i.id from tenants_invitation i
    join tenants_tenant t on t.id = i.tenant_id and t.state = 'active' where i.digest = wanted
$$;

create function platform_tenant_counts()
returns table (id uuid, slug text, name text, state text, state_reason text,
               created_at timestamptz, deleted_at timestamptz, limits jsonb,
               member_count bigint, last_seen_at timestamptz)
language sql stable security definer set search_path from current as $$
  select t.id, t.slug::text, t.name::text, t.state::text, t.state_reason::text, t.created_at,
         t.deleted_at, t.limits,
         (select count(*) from tenants_membership m
           where m.tenant_id = t.id and m.state <> 'removed'),
         (select max(m.last_seen_at) from tenants_membership m where m.tenant_id = t.id)
    from tenants_tenant t order by t.name
$$;

-- What the application may not do by itself: the last two tables of a tenant whose time is up.
create function platform_erase_tenant(wanted uuid) returns bigint
language plpgsql volatile security definer set search_path from current as $$
declare erased bigint;
begin
  if not guywire_may_erase(wanted) then
    raise exception 'tenant % is not deleted for 30 days', wanted
      using errcode = 'restrict_violation';
  end if;
  delete from procrastinate_jobs
   where args ->> 'tenant_id' = wanted::text and status <> 'doing';
  delete from tenants_tenant where id = wanted;
  delete from audit_change where tenant_id = wanted;
  get diagnostics erased = row_count;
  return erased;
end $$;

create index tenants_apikey_digest on tenants_apikey (digest);
create index tenants_invitation_digest on tenants_invitation (digest);
create index tenants_membership_person on tenants_membership (person_id);
"""

UNDO = """
drop index tenants_apikey_digest, tenants_invitation_digest, tenants_membership_person;
drop function platform_tenant_by_slug, platform_tenants_in, platform_memberships_of,
  platform_key_by_digest, platform_invitation_by_digest, platform_tenant_counts,
  platform_erase_tenant;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
