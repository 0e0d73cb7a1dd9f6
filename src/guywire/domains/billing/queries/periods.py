"""Which books are closed."""

from datetime import date

from django.db.models import Max

from ..models import LedgerPeriod


def closed_before() -> date | None:
    """The first day that still takes postings; None: no books were closed yet."""
    found: date | None = LedgerPeriod.objects.filter(state=LedgerPeriod.State.CLOSED).aggregate(
        last=Max("to_on")
    )["last"]
    return found
