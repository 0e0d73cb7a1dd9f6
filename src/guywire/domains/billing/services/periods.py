"""Closing the books of a period (B-DOC-8)."""

from datetime import date, timedelta

from django.db import connection

from guywire.domains.customers.queries import today
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.tenancy import current

from ..events import PeriodClosed, PeriodReopened
from ..models import Journal, LedgerPeriod
from ..queries.laws import broken_laws
from ..queries.periods import closed_before


class PeriodRefused(DomainError):
    """These books cannot be closed."""

    code = "period_refused"


class NotNewest(Conflict):
    """Only the newest closed period can be opened again."""

    code = "not_newest"


def close_period(last_day: date) -> LedgerPeriod:
    """Close the books up to and with a day. PeriodRefused: it is not over, closed, or unsound."""
    _lock_books()
    if last_day >= today():
        raise PeriodRefused(f"{last_day} is not over yet.", field="last_day")
    closed = closed_before()
    if closed is not None and last_day < closed:
        raise PeriodRefused(f"The books are closed before {closed} already.", field="last_day")
    faults = broken_laws()
    if faults:
        raise PeriodRefused("The books are not sound: " + " ".join(faults))
    begins = closed or _first_day() or last_day
    ends = last_day + timedelta(days=1)
    LedgerPeriod.objects.filter(state=LedgerPeriod.State.OPEN, from_on__lt=ends).delete()
    period = LedgerPeriod.objects.create(
        from_on=begins,
        to_on=ends,
        state=LedgerPeriod.State.CLOSED,
        closed_at=clock.now(),
        closed_by=current().actor,
    )
    publish(PeriodClosed(period_id=period.pk, to_on=period.to_on))
    return period


def reopen_period(period: LedgerPeriod, *, reason: str) -> LedgerPeriod:
    """Open the newest closed period again."""
    _lock_books()
    period = LedgerPeriod.objects.select_for_update().get(pk=period.pk)
    if period.state != LedgerPeriod.State.CLOSED or period.to_on != closed_before():
        raise NotNewest("Only the newest closed period can be opened again.")
    period.state, period.closed_at, period.closed_by = LedgerPeriod.State.OPEN, None, ""
    period.save(update_fields=["state", "closed_at", "closed_by"])
    publish(PeriodReopened(period_id=period.pk, reason=reason))
    return period


def _first_day() -> date | None:
    found: date | None = (
        Journal.objects.order_by("posted_on").values_list("posted_on", flat=True).first()
    )
    return found


def _lock_books() -> None:
    """Nobody posts while the books are closed or opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('billing.books'), hashtext(%s))",
            [str(current().tenant_id)],
        )
