"""timeline: the newest 50 events of a row in a log of 1,000,000, against a log of 1,000.

Both logs are tenants of one database with row-level security; the row asked for has about 60
events in each, spread over the whole log. The peer is the question without the table of
subjects: the same events found by their payload, which no index can serve under row-level
security.
Value: median wall time of the timeline in the log of 1,000,000 over that of 1,000.
"""

from importlib import import_module
from uuid import UUID

from django.db import connection

from benchmarks.house import Wisp, medians, running, settle, wisp
from benchmarks.measure import close, fail, row
from guywire.kit.tenancy import in_tenant

GOAL = 1.5
FEW, MANY, OWN, SHOWN, ROUNDS, PEER_ROUNDS = 1_000, 1_000_000, 60, 50, 101, 3
ROW = UUID("5e7f0000-0000-4000-8000-000000000001")
EVENTS = """
insert into events_loggedevent (id, tenant_id, name, payload, actor, happened_at)
select gen_random_uuid(), %(tenant)s, 'customers.customer_changed',
       jsonb_build_object('customer_id', case when n %% %(every)s = 0 then %(row)s
                                              else gen_random_uuid()::text end),
       'person:ada@example.com', now() - n * interval '1 second'
  from generate_series(1, %(count)s) n
"""
SUBJECTS = """
insert into events_subject (id, tenant_id, event_id, row_id, happened_at)
select gen_random_uuid(), tenant_id, id, (payload ->> 'customer_id')::uuid, happened_at
  from events_loggedevent
"""


def log_of(slug: str, count: int) -> Wisp:
    """A tenant with so many events, of which every so many-th is the row's."""
    who = wisp(slug, 0)
    numbers = {"tenant": who.tenant_id, "count": count, "every": count // OWN, "row": str(ROW)}
    with in_tenant(UUID(who.tenant_id), actor="bench"), connection.cursor() as cursor:
        cursor.execute("delete from events_subject")
        cursor.execute("delete from events_loggedevent")
        cursor.execute(EVENTS, numbers)
        cursor.execute(SUBJECTS)
    return who


def main() -> None:
    """Measure and print."""
    with running() as owner_url:
        few, many = log_of("few", FEW), log_of("many", MANY)
        settle(owner_url, "events_loggedevent", "events_subject")
        events_about = import_module("guywire.kit.events.queries").events_about
        logged = import_module("guywire.kit.events.models").LoggedEvent

        def timeline(who: Wisp) -> int:
            with in_tenant(UUID(who.tenant_id), actor="bench"):
                return len(events_about(ROW)[:SHOWN])

        def by_payload(who: Wisp) -> int:
            with in_tenant(UUID(who.tenant_id), actor="bench"):
                return len(logged.objects.filter(payload__customer_id=str(ROW))[:SHOWN])

        if {timeline(few), timeline(many), by_payload(many)} != {SHOWN}:
            fail(f"a timeline does not show {SHOWN} events")
        small, large = medians(ROUNDS, lambda: timeline(few), lambda: timeline(many))
        (peer,) = medians(PEER_ROUNDS, lambda: by_payload(many))
        row("", f"{FEW:,} events", f"{MANY:,} events", "ratio")
        row("guywire: timeline of a row", f"{small * 1e3:.2f} ms", f"{large * 1e3:.2f} ms",
            f"{large / small:.2f}")  # fmt: skip
        row("by the payload, no index", "", f"{peer * 1e3:.0f} ms", f"{peer / small:.0f}")
    close("timeline", large / small, "<=", GOAL)


if __name__ == "__main__":
    main()
