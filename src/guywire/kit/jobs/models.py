"""When periodic work last ran for a tenant, why jobs failed, and what every long run has."""

from typing import ClassVar

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


class Run(TenantModel):
    """Long work as a row: how far it is and how it ended. ``runs.py`` moves it, nothing else.

    ``lanes`` go on beside each other, each a slice at a time. A lane's ``turn`` counts its slices:
    a job that comes with another turn is late and does nothing. ``after`` is where it goes on,
    ``share`` how much of the next row is done, ``error`` what broke off its last attempt.

    A kind of run is a subclass with ``job``, the name of its job; ``noun`` begins the codes of its
    refusals. ``done_count`` of ``row_count`` rows are done.
    """

    audit_silent: ClassVar[tuple[str, ...]] = ("done_count", "lanes")
    job: ClassVar[str]
    noun: ClassVar[str] = "run"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    row_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    lanes = models.JSONField(default=list)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.FINISHED, self.State.CANCELLED, self.State.FAILED}

    @property
    def is_finished(self) -> bool:
        return self.state == self.State.FINISHED

    @property
    def can_go_on(self) -> bool:
        return self.state in {self.State.CANCELLED, self.State.FAILED}

    @property
    def share(self) -> float:
        """Of the rows under way, as parts of one."""
        return float(sum(lane.get("share", 0.0) for lane in self.lanes))

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        if self.is_finished:
            return 1.0
        return min((self.done_count + self.share) / max(self.row_count, 1), 1.0)

    @property
    def percent(self) -> int:
        return int(100.0 * self.progress)
