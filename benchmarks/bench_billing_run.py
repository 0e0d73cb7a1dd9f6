"""billing-run: a month of 100,000 services rated, taxed, invoiced and posted, against COPY.

The month before is billed already; 5 % of the services began in its middle. The floor copies the
rows that the run wrote, ready-made, into the same tables of a twin of the database, with the same
keys and triggers. Processor time is that of this process and of the database's backend. The
rehearsal of the same month and the run made again stand beside it.
Value: processor time of the run over that of the floor.
"""

import resource
import time
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from benchmarks.house import BUILD, backends, running, settle, spent_s, wisp
from benchmarks.measure import close, fail, row
from guywire.kit import clock
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import database

GOAL, AGAIN_S, MEMORY_MB = 1.6, 3.0, 100
SERVICES = 100_000
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
TABLES = (
    "billing_rehearsal", "billing_billingrun", "billing_party", "billing_invoice",
    "billing_invoiceline", "billing_invoicetax", "billing_journal", "billing_posting",
)  # fmt: skip
FILL = """
insert into customers_servicelocation (id, tenant_id, street, unit, city, region, postcode, country,
  directions, parking, gate_code, address, latitude, longitude, created_at, updated_at)
select gen_random_uuid(), guywire_tenant(), number, '', 'Town',
       case when n %% 2 = 0 then 'NH' else 'VT' end, '03580',
       'US', '', '', '', number, null, null, now(), now()
  from (select number, row_number() over (order by number) n from customers_customer) c;
create temporary table at_hand on commit drop as
  select row_number() over (order by c.number) n, c.id customer_id, l.id location_id,
         gen_random_uuid() service_id, c.number
    from customers_customer c join customers_servicelocation l on l.street = c.number;
insert into customers_service (id, tenant_id, number, state, reason, customer_id, location_id,
  plan_version_id, price, currency, charging_percent, access, contract_months, quoted_on,
  activated_on, notes, created_at, updated_at)
select service_id, guywire_tenant(), 'SVC-' || lpad(n::text, 6, '0'), 'active', '', customer_id,
       location_id,
       %(version)s, %(price)s, 'USD', 100, true, 0, %(first)s,
       case when n %% 20 = 0 then %(middle)s::date else %(first)s::date end, '', now(), now()
  from at_hand;
insert into customers_serviceperiod (id, tenant_id, service_id, state, reason, customer_id,
  location_id, plan_version_id, price, currency, charging_percent, access, from_on, to_on)
select gen_random_uuid(), guywire_tenant(), s.id, s.state, s.reason, s.customer_id, s.location_id,
       s.plan_version_id, s.price, s.currency, s.charging_percent, s.access, s.activated_on, null
  from customers_service s;
insert into customers_serviceaddon (id, tenant_id, service_id, version_id, quantity, price,
  currency, from_on, to_on)
select gen_random_uuid(), guywire_tenant(), service_id, %(add_on)s, 1, 7.50, 'USD', %(first)s, null
  from at_hand where n %% 12 < 7;
"""


JOURNAL = " (id, tenant_id, kind, source_id, posted_on, memo, created_at)"
"""A journal's transaction is that of whoever writes it: the twin gives it its own."""


def at(day: date) -> Any:
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def fill(tenant_id: Any) -> None:
    """A service for each customer, an add-on for 58 % of them, two taxes by place."""
    make = import_module("guywire.domains.customers.tests.make")
    money = import_module("guywire.domains.billing.tests.make")
    with in_tenant(tenant_id, actor="bench"), at(FEBRUARY):
        plan, add_on = make.plan(price="49.90"), make.add_on(price="7.50")
        given = {
            "version": plan.versions.get().pk, "price": "49.90",
            "add_on": add_on.versions.get().pk, "first": FEBRUARY, "middle": date(2026, 2, 15),
        }  # fmt: skip
        money.tax_rate(code="state", percent=6, region="NH")
        money.tax_rate(code="local", percent=1, region="NH")
        with connection.cursor() as cursor:
            cursor.execute(FILL, given)


def worked(tenant_id: Any, start: Any) -> Any:
    """Every slice of a run, each a transaction, as workers do them."""
    kit = import_module("guywire.kit.jobs.runs")
    with in_tenant(tenant_id, actor="bench"):
        run = start()
    if run is None:
        return None
    more = True
    while more:
        with in_tenant(tenant_id, actor="bench"):
            more = kit.work_on(type(run), run.pk)
    with in_tenant(tenant_id, actor="bench"):
        run.refresh_from_db()
        if run.left_out:
            fail(f"{run.left_out} customers were left out")
    return run


def copied(owner_url: str, name: str, tenant_id: Any, run_id: Any) -> tuple[float, float, int]:
    """The rows of a run, copied into a twin without them: processor and wall seconds, rows."""
    with psycopg.connect(owner_url) as source:
        blocks = {table: _rows(source, table, run_id) for table in TABLES}
    rows = sum(block.count(b"\n") for block in blocks.values())
    server = database.start(BUILD / "test")
    with psycopg.connect(server.url(database.OWNER, name)) as target:
        target.execute("select set_config('guywire.tenant', %s, true)", [str(tenant_id)])
        pid = target.info.backend_pid
        began, spent = time.perf_counter(), spent_s([pid])
        for table, block in blocks.items():
            words = sql.SQL("copy {}{} from stdin").format(
                sql.Identifier(table), sql.SQL(JOURNAL if table == "billing_journal" else "")
            )
            with target.cursor().copy(words) as copy:
                copy.write(block)
        target.commit()
        return spent_s([pid]) - spent, time.perf_counter() - began, rows


def _rows(source: Any, table: str, run_id: Any) -> bytes:
    of_run = sql.SQL("select id from billing_invoice where run_id = {}").format(sql.Literal(run_id))
    where = {
        "billing_rehearsal": "id = (select rehearsal_id from billing_billingrun where id = {run})",
        "billing_billingrun": "id = {run}",
        "billing_party": "id in (select payer_party_id from billing_invoice where id in ({}) except"
        " select payer_party_id from billing_invoice where run_id <> {run})",
        "billing_invoice": "id in ({})",
        "billing_invoiceline": "invoice_id in ({})",
        "billing_invoicetax": "invoice_id in ({})",
        "billing_journal": "source_id in ({})",
        "billing_posting": "journal_id in (select id from billing_journal where source_id in ({}))",
    }[table]
    given = JOURNAL.strip("( )") if table == "billing_journal" else "*"
    query = sql.SQL("copy (select {} from {} where {}) to stdout").format(
        sql.SQL(given),
        sql.Identifier(table),
        sql.SQL(where).format(of_run, run=sql.Literal(run_id)),
    )
    with source.cursor().copy(query) as copy:
        return b"".join(bytes(part) for part in copy)


def main() -> None:
    """Measure and print."""
    with running() as owner_url:
        runs = import_module("guywire.domains.billing.services.runs")
        who = wisp("many", SERVICES)
        fill(who.tenant_id)
        with at(FEBRUARY):
            first = worked(who.tenant_id, runs.bill_now)
        tables = ("customers_service", "customers_serviceperiod", "billing_ratedservice", *TABLES)
        settle(owner_url, "customers_customer", *tables)
        name = f"{psycopg.conninfo.conninfo_to_dict(owner_url)['dbname']}_twin"
        server = database.start(BUILD / "test")
        connection.close()
        connection.close_pool()
        here = str(psycopg.conninfo.conninfo_to_dict(owner_url)["dbname"])
        server.run("create database {} template {} owner {}", name, here, database.OWNER)
        try:
            report(owner_url, name, who.tenant_id, runs, first)
        finally:
            database.drop(server, name)


def report(owner_url: str, name: str, tenant_id: Any, runs: Any, first: Any) -> None:
    """Run, copy, print."""
    with in_tenant(tenant_id, actor="bench"), connection.cursor() as cursor:
        cursor.execute("select 1")
    pids = backends(owner_url)
    with at(MARCH):
        spent, began = spent_s(pids), time.perf_counter()
        rehearsal = worked(tenant_id, runs.rehearse)
        rehearsed, rehearsed_wall = spent_s(pids) - spent, time.perf_counter() - began
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        spent, began = spent_s(pids), time.perf_counter()
        run = worked(tenant_id, lambda: runs.commit(rehearsal))
        taken, wall = spent_s(pids) - spent, time.perf_counter() - began
        after_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        again = worked(tenant_id, runs.bill_now)
        again_wall = time.perf_counter() - began
    if run.digest != rehearsal.digest or again is not None:
        fail("what was committed is not what was rehearsed, or the month was billed twice")
    floor, floor_wall, rows = copied(owner_url, name, tenant_id, run.pk)
    print(f"{first.invoices:,} invoices in February, {run.invoices:,} in March: {rows:,} rows")
    row("", "processor", "wall")
    row("rehearsal", f"{rehearsed:.1f} s", f"{rehearsed_wall:.1f} s")
    row("run: rating, documents, taxes, ledger", f"{taken:.1f} s", f"{wall:.1f} s")
    row("floor: COPY of the same rows", f"{floor:.1f} s", f"{floor_wall:.1f} s")
    row("the finished month again", "", f"{again_wall:.2f} s")
    print(f"memory: {after_kb / 1024:.0f} MB at most, {(after_kb - before_kb) / 1024:.0f} MB more")
    if again_wall > AGAIN_S:
        print(f"the finished month takes more than {AGAIN_S} s")
    close("billing-run", taken / floor, "<=", GOAL)


if __name__ == "__main__":
    main()
