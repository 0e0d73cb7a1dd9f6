"""A program comes in by one statement: its key is found and its tenant named to the database.

A function in PL/pgSQL keeps its plans for as long as the connection lives, where the same
question in the open is parsed and planned again at every request.
"""

from django.db import migrations

OLD = """
create function platform_key_by_digest(wanted text)
returns table (tenant_id uuid, key_id uuid, slug text)
language sql stable security definer set search_path from current as $$
  select t.id, k.id, t.slug::text
    from tenants_apikey k join tenants_tenant t on t.id = k.tenant_id
   where k.digest = wanted and t.state <> 'deleted'
$$;
"""

NEW = """
create function platform_enter_by_key(wanted text, actor text, request text, door text)
returns table (key_id uuid, name text, prefix text, codes jsonb, expires_at timestamptz,
               revoked_at timestamptz, last_used_at timestamptz, maker_id uuid,
               maker_state text, role text, given jsonb, taken jsonb, tenant tenants_tenant)
language plpgsql security definer set search_path from current as $$
declare holder uuid := (
  select k.tenant_id from tenants_apikey k join tenants_tenant t on t.id = k.tenant_id
   where k.digest = wanted and t.state <> 'deleted');
begin
  if holder is null then
    return;
  end if;
  perform set_config('guywire.tenant', holder::text, true),
          set_config('guywire.actor', actor, true),
          set_config('guywire.request', request, true),
          set_config('guywire.door', door, true);
  return query
  select k.id, k.name::text, k.prefix::text, k.codes, k.expires_at, k.revoked_at,
         k.last_used_at, m.id, m.state::text, m.role::text, r.given, r.taken, t
    from tenants_apikey k
    join tenants_tenant t on t.id = k.tenant_id
    left join tenants_membership m on m.id = k.made_by_id
    left join tenants_rolecodes r on r.tenant_id = k.tenant_id and r.role = m.role
   where k.digest = wanted;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_platform_functions")]
    operations = [
        migrations.RunSQL(NEW, "drop function platform_enter_by_key"),
        migrations.RunSQL("drop function platform_key_by_digest", OLD),
    ]
