"""The platform's operator inside a tenant: with a reason, for an hour, seen by the tenant."""

from datetime import timedelta

from guywire.kit import clock

from ..inputs import VisitInput
from ..models import OperatorVisit, Person

LONGEST_VISIT = timedelta(hours=1)


def enter(data: VisitInput, *, person: Person) -> OperatorVisit:
    """Open a visit of one hour in the active tenant; one that still runs ends."""
    now = clock.now()
    OperatorVisit.objects.filter(person=person, left_at=None).update(left_at=now)
    return OperatorVisit.objects.create(
        person=person, reason=data.reason, until=now + LONGEST_VISIT
    )


def leave(person_id: int) -> None:
    """End the operator's visits in the active tenant."""
    OperatorVisit.objects.filter(person_id=person_id, left_at=None).update(left_at=clock.now())
