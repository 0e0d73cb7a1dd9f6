"""What is on its way to customers, and what is printed."""

from uuid import UUID

from django.db.models import QuerySet

from guywire.kit.errors import NotFound

from ..models import PrintBatch, Sending


def sendings() -> QuerySet[Sending]:
    return Sending.objects.select_related("invoice__customer", "batch")


def newest_batches(limit: int) -> list[PrintBatch]:
    return list(PrintBatch.objects.all()[:limit])


def batch_named(pk: UUID) -> PrintBatch:
    """Raises NotFound."""
    found = PrintBatch.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such print batch.")
    return found


def waiting_to_print() -> int:
    """How many documents wait to be printed."""
    return Sending.objects.filter(
        channel=Sending.Channel.PRINT, state=Sending.State.WAITING, batch=None
    ).count()
