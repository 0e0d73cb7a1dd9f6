"""api-list: 100 customers from the API, against the bare SQL plus JSON of the same rows.

The floor is what nobody could do without: a transaction on an open connection that names the
tenant, the query of the same columns of the same rows, and json.dumps of the same body, with
psycopg alone and its statements prepared. The API does what it does for any program: finds the
key, its tenant and what its maker may do now, reads the address, and says where the list goes
on. A row without a goal asks the web process itself, over a connection that stays open.
Value: median wall time of the API's request over that of the floor.
"""

import json
import os
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from benchmarks.house import (
    Door,
    Wire,
    Wisp,
    backends,
    cpu_seconds_each,
    medians,
    running,
    serving,
    settle,
    wisp,
)
from benchmarks.measure import close, fail, row

GOAL = 3.0
CUSTOMERS, ROUNDS = 100_000, 101
LIST = "/api/v1/customers/customers?limit=100"
ONE = "/api/v1/customers/customers?limit=1"
SCOPE = (
    "select set_config('guywire.tenant', %s, true), set_config('guywire.actor', %s, true),"
    " set_config('guywire.request', %s, true), set_config('guywire.door', %s, true)"
)
ROWS = """
select id, number, kind, first_name, last_name, company_name, name, state, email, phone, language,
       tags, source, campaign, referred_by_id, merged_into_id,
       coalesce((select count(*) from customers_service s where s.customer_id = c.id), 0)
         as service_count, created_at, updated_at
  from customers_customer c order by name, id limit 100
"""


def written(value: Any) -> str:
    """An id or a time as the API writes it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def floor(connection: psycopg.Connection[Any], who: Wisp, after: str) -> bytes:
    """The body of the list by SQL and JSON alone."""
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(SCOPE, (who.tenant_id, "bench", "", "api"))
        items = cursor.execute(ROWS).fetchall()
    return json.dumps({"items": items, "next": after}, default=written).encode()


def main() -> None:
    """Measure and print."""
    with running() as owner_url:
        who = wisp("many", CUSTOMERS)
        settle(owner_url)
        door, key = Door(), {"Authorization": f"Bearer {who.token}"}
        answer = json.loads(door.get(LIST, key))
        with psycopg.connect(os.environ["GUYWIRE_DATABASE_URL"], autocommit=True) as bare:
            bare.execute("set time zone 'UTC'")
            if json.loads(floor(bare, who, answer["next"])) != answer:
                fail("the floor's rows differ from the API's")
            with serving() as port:
                wire = Wire(port)
                whole, over_wire, one, least = medians(
                    ROUNDS,
                    lambda: door.get(LIST, key),
                    lambda: wire.get(LIST, key),
                    lambda: door.get(ONE, key),
                    lambda: floor(bare, who, answer["next"]),
                )
                cpu_whole, cpu_least = cpu_seconds_each(
                    ROUNDS,
                    backends(owner_url),
                    lambda: door.get(LIST, key),
                    lambda: floor(bare, who, answer["next"]),
                )
        row("", "ms", "times the floor")
        for what, seconds in (
            ("floor: bare SQL and json.dumps", least),
            ("guywire: GET …?limit=100", whole),
            ("  of it the other 99 rows", whole - one),
            ("  of it the door and one row: GET …?limit=1", one),
            ("the same from the web process, over the wire", over_wire),
        ):
            row(what, f"{seconds * 1e3:.2f}", f"{seconds / least:.2f}")
        row("processor time, the floor", f"{cpu_least * 1e3:.2f}", "1.00")
        row("processor time, guywire: GET …?limit=100", f"{cpu_whole * 1e3:.2f}",
            f"{cpu_whole / cpu_least:.2f}")  # fmt: skip
    close("api-list", whole / least, "<=", GOAL)


if __name__ == "__main__":
    main()
