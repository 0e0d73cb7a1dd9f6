"""Documents on their way to customers: by mail or on paper."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guywire.kit.jobs.models import Run

from .base import BulkModel
from .documents import Invoice


class PrintBatch(Run):
    """Documents to print, as one file. ``made_count`` of them are in it so far."""

    job = "guywire.billing.print"
    noun = "print_batch"
    audit_silent: ClassVar[tuple[str, ...]] = Run.audit_silent

    name = models.CharField(max_length=80, editable=False)
    started_by = models.CharField(max_length=160, editable=False)

    class Meta:
        verbose_name = "print batch"
        verbose_name_plural = "print batches"
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return self.name


class Sending(BulkModel):
    """One way that a document goes to its customer. ``turn`` counts how often it was asked for.

    A letter that was being handed over when its worker ended is doubtful: it may have gone, so it
    is not sent again by itself. ``paper`` is the digest (SHA-256) of the PDF that went.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"
        PRINT = "print", "on paper"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending", "being sent"
        SENT = "sent"
        REFUSED = "refused"
        BOUNCED = "bounced", "came back"
        DOUBTFUL = "doubtful"

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="sendings", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel)
    turn = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    address = models.CharField(max_length=254, blank=True, default="")
    paper = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    batch = models.ForeignKey(
        PrintBatch, models.SET_NULL, null=True, related_name="sendings", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "invoice", "channel", "turn"], name="sending_once"
            ),
            models.CheckConstraint(
                condition=~Q(channel="email") | ~Q(address=""), name="sending_has_address"
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "channel", "created_at"],
                condition=Q(state__in=("waiting", "sending")),
                name="sending_waiting",
            ),
            models.Index(fields=["tenant", "-created_at", "id"], name="sending_newest"),
            models.Index(
                fields=["tenant", "batch"],
                condition=Q(batch__isnull=False),
                name="sending_of_batch",
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice} {self.get_channel_display()}"
