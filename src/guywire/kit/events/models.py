"""The event log and the receipts that make a delivery count once."""

from django.db import models

from ..tenancy.models import TenantModel


class LoggedEvent(TenantModel):
    """One published fact. The source of timelines, outgoing webhooks and analytics."""

    audited = False

    name = models.TextField()
    payload = models.JSONField()
    actor = models.TextField()
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ("-happened_at", "-id")
        indexes = (models.Index(fields=["tenant", "-happened_at"], name="event_log_recent"),)

    def __str__(self) -> str:
        return f"{self.name} at {self.happened_at:%Y-%m-%d %H:%M}"


class Subject(TenantModel):
    """A row that an event is about; its timeline reads the newest of them through the index.

    A table of plain ids: the operators of arrays and of jsonb are not leak-proof, so that
    row-level security keeps them from using an index. ``happened_at`` is the event's.
    """

    audited = False

    event = models.ForeignKey(LoggedEvent, models.CASCADE, related_name="subjects")
    row_id = models.UUIDField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=["tenant", "row_id", "-happened_at", "-event"], name="event_subject_recent"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "event", "row_id"], name="event_subject_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.row_id} in {self.event_id}"


class Receipt(TenantModel):
    """A handler has run for an event; written in the transaction of its effects."""

    audited = False

    event = models.ForeignKey(LoggedEvent, models.CASCADE, related_name="receipts")
    handler = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "event", "handler"], name="event_receipt_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id}"
