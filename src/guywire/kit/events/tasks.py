"""The job that runs one handler of one event, once."""

from uuid import UUID

from django.db import connection
from django.utils.module_loading import import_string

from .. import clock
from ..jobs import background
from ..tenancy import in_tenant
from .log import DELIVER, revive
from .models import LoggedEvent, Receipt


@background(DELIVER, queue="events", attempts=8)
def deliver(tenant_id: UUID, *, event_id: str, handler: str) -> None:
    """Run a handler: its receipt and its effects commit together, or not at all."""
    with in_tenant(tenant_id, actor=f"event:{handler}", request_id=event_id, door="event"):
        receipt = Receipt(event_id=UUID(event_id), handler=handler, received_at=clock.now())
        created = Receipt.objects.bulk_create([receipt], ignore_conflicts=True)
        if not _inserted(created[0]):
            return
        logged = LoggedEvent.objects.get(pk=event_id)
        import_string(handler)(revive(logged.name, logged.payload))


def _inserted(receipt: Receipt) -> bool:
    """Whether our row is the one that stands: a conflicting insert leaves the earlier one."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from events_receipt where id = %s", [receipt.pk])
        return cursor.fetchone() is not None
