"""The event log and the receipts that make a delivery count once."""

from django.db import models

from ..tenancy.models import TenantModel


class LoggedEvent(TenantModel):
    """One published fact. The source of timelines, outgoing webhooks and analytics."""

    audited = False

    name = models.TextField()
    payload = models.JSONField()
    subjects = models.JSONField(default=list)
    actor = models.TextField()
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ("-happened_at", "-id")
        indexes = (models.Index(fields=["tenant", "-happened_at"], name="event_log_recent"),)

    def __str__(self) -> str:
        return f"{self.name} at {self.happened_at:%Y-%m-%d %H:%M}"


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
