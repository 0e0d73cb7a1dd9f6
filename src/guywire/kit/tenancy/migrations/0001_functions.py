"""The functions that policies and audit triggers call, and the audit trail itself."""

from django.db import migrations

SQL = """
create function guywire_tenant() returns uuid language plpgsql stable parallel safe as $$
begin
  if coalesce(current_setting('guywire.tenant', true), '') = '' then
    raise exception 'no tenant is active' using hint = 'open the transaction with in_tenant(...)';
  end if;
  return current_setting('guywire.tenant')::uuid;
end $$;

create function guywire_may_erase(wanted uuid) returns boolean language plpgsql stable
security definer set search_path from current as $$
begin
  return exists (select 1 from tenants_tenant t where t.id = wanted and t.state = 'deleted'
                    and t.deleted_at <= now() - interval '30 days');
end $$;

create function guywire_refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and coalesce(current_setting('guywire.tenant', true), '') <> ''
     and guywire_may_erase(guywire_tenant()) then
    return null;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create table audit_change (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  table_name text not null,
  row_id uuid not null,
  operation char(1) not null,
  changed jsonb not null,
  actor text not null,
  request_id text not null,
  door text not null,
  changed_at timestamptz not null default now()
);
create index audit_change_row on audit_change (tenant_id, row_id, id desc);
create index audit_change_recent on audit_change (tenant_id, id desc);
alter table audit_change enable row level security;
create policy audit_change_tenant_rows on audit_change
  using (tenant_id = (select guywire_tenant()));

create function guywire_audit_diff(was jsonb, now_ jsonb, hidden text[], silent text[]) returns jsonb
language sql immutable parallel safe as $$
  select jsonb_object_agg(
           key,
           case when key = any(hidden) then
             jsonb_build_array(case when was -> key is null or was -> key = 'null' then null else '***' end,
                               case when now_ -> key is null or now_ -> key = 'null' then null else '***' end)
           else jsonb_build_array(was -> key, now_ -> key) end)
    from (select jsonb_object_keys(was || now_) as key) keys
   where coalesce(was -> key, 'null') is distinct from coalesce(now_ -> key, 'null')
     and key <> 'tenant_id' and key <> all(silent)
$$;

create function guywire_audit_write(name text, operation char, was jsonb, now_ jsonb, args text[])
returns void language sql as $$
  insert into audit_change (tenant_id, table_name, row_id, operation, changed, actor, request_id, door)
  select coalesce(row_ ->> 'tenant_id', row_ ->> 'id')::uuid, name, (row_ ->> 'id')::uuid, operation, diff,
         coalesce(current_setting('guywire.actor', true), ''),
         coalesce(current_setting('guywire.request', true), ''),
         coalesce(current_setting('guywire.door', true), '')
    from (select coalesce(nullif(now_, '{}'), was) as row_, guywire_audit_diff(was, now_, args[1]::text[], coalesce(args[2], '{}')::text[]) as diff) d
   where diff is not null
$$;

create function guywire_audit_insert() returns trigger language plpgsql security definer
set search_path from current as $$
begin
  perform guywire_audit_write(tg_table_name, 'I', '{}', to_jsonb(n), array[tg_argv[0], tg_argv[1]]) from new_rows n;
  return null;
end $$;

create function guywire_audit_update() returns trigger language plpgsql security definer
set search_path from current as $$
begin
  perform guywire_audit_write(tg_table_name, 'U', to_jsonb(o), to_jsonb(n), array[tg_argv[0], tg_argv[1]])
     from old_rows o join new_rows n using (id);
  return null;
end $$;

create function guywire_audit_delete() returns trigger language plpgsql security definer
set search_path from current as $$
begin
  perform guywire_audit_write(tg_table_name, 'D', to_jsonb(o), '{}', array[tg_argv[0], tg_argv[1]]) from old_rows o;
  return null;
end $$;

revoke execute on function guywire_audit_write(text, char, jsonb, jsonb, text[]) from public;
"""

UNDO = """
drop function guywire_audit_insert, guywire_audit_update, guywire_audit_delete;
drop function guywire_audit_write, guywire_audit_diff;
drop table audit_change;
drop function guywire_refuse_change;
drop function guywire_may_erase;
drop function guywire_tenant;
"""


class Migration(migrations.Migration):
    operations = [migrations.RunSQL(SQL, UNDO)]
