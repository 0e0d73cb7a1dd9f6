"""When periodic work last ran for a tenant, and why jobs failed."""

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


class JobFailure(TenantModel):
    """One attempt of a job that ended in an error: procrastinate keeps no reason."""

    audited = False

    job_id = models.BigIntegerField()
    task_name = models.TextField()
    attempt = models.IntegerField()
    error = models.TextField()
    failed_at = models.DateTimeField()

    class Meta:
        ordering = ("-failed_at",)
        indexes = (models.Index(fields=["tenant", "job_id"], name="job_failure_job"),)

    def __str__(self) -> str:
        return f"{self.task_name}, attempt {self.attempt}"
