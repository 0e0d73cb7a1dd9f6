"""What was published of a row."""

from uuid import UUID

from django.db.models import QuerySet

from .models import LoggedEvent


def events_about(row_id: UUID) -> QuerySet[LoggedEvent]:
    """The facts that name the row as one of their subjects, newest first."""
    about = LoggedEvent.objects.filter(subjects__row_id=row_id)
    return about.order_by("-subjects__happened_at", "-subjects__event_id")
