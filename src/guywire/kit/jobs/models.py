"""When periodic work last ran for a tenant, and how far long work has come."""

from django.db import models

from ..tenancy.models import TenantModel


class PeriodicRun(TenantModel):
    """A slot of a periodic job, taken once; unique per tenant, job and due moment."""

    audited = False

    class State(models.TextChoices):
        QUEUED = "queued"
        DONE = "done"
        FAILED = "failed"

    name = models.TextField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        ordering = ("-due_at",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "name", "due_at"], name="periodic_run_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} due {self.due_at:%Y-%m-%d %H:%M}"
