"""What the triggers of billing's tables call."""

from django.db import migrations

SQL = """
create function billing_refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if coalesce(current_setting('guywire.tenant', true), '') <> ''
       and guywire_may_erase(guywire_tenant()) then
      return old;
    end if;
    raise exception '% of % was issued and stays', tg_table_name, old.id
      using errcode = 'restrict_violation';
  end if;
  if to_jsonb(new) - tg_argv[0]::text[] is distinct from to_jsonb(old) - tg_argv[0]::text[] then
    raise exception 'what % says of % was issued and stays', tg_table_name, old.id
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create function billing_refuse_issued() returns trigger language plpgsql as $$
declare
  doc_state text;
begin
  select state into doc_state from billing_invoice where id = old.invoice_id;
  if doc_state = 'draft' or (doc_state is null and tg_op = 'DELETE') then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' and coalesce(current_setting('guywire.tenant', true), '') <> ''
     and guywire_may_erase(guywire_tenant()) then
    return old;
  end if;
  raise exception '% belongs to a document that was issued', tg_table_name
    using errcode = 'restrict_violation';
end $$;

-- As the owner: at the end of a transaction its tenant need not be the journal's any more.
create function billing_check_balance() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  legs bigint;
  off record;
begin
  select count(*) into legs from billing_posting where journal_id = new.id;
  if legs < 2 then
    raise exception 'journal % has % postings', new.id, legs using errcode = 'check_violation';
  end if;
  for off in select currency, sum(amount_minor) as total from billing_posting
              where journal_id = new.id group by currency having sum(amount_minor) <> 0 loop
    raise exception 'journal % is off by % % (minor units)', new.id, off.total, off.currency
      using errcode = 'check_violation';
  end loop;
  return null;
end $$;

create function billing_check_period() returns trigger language plpgsql as $$
declare
  closed date;
  late date;
begin
  perform pg_advisory_xact_lock_shared(hashtext('billing.books'), hashtext(guywire_tenant()::text));
  select max(to_on) into closed from billing_ledgerperiod where state = 'closed';
  if closed is null then
    return null;
  end if;
  select min(posted_on) into late from new_rows where posted_on < closed;
  if late is not null then
    raise exception 'the books are closed before %: nothing is posted on %', closed, late
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

create function billing_check_late() returns trigger language plpgsql as $$
begin
  if exists (select 1 from new_rows n join billing_journal j on j.id = n.journal_id
              where j.tx <> txid_current()) then
    raise exception 'postings are written with their journal, not later'
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
"""

UNDO = """
drop function billing_refuse_change;
drop function billing_refuse_issued;
drop function billing_check_balance;
drop function billing_check_period;
drop function billing_check_late;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_own_search_path")]
    operations = [migrations.RunSQL(SQL, UNDO)]
