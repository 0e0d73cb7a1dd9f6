"""Bulk qualification: a file of places, and for each the best sector or why there is none."""

from django.db import models
from django.db.models import F, Q

from guywire.kit.jobs.models import Run
from guywire.kit.tenancy.models import TenantModel


class QualificationRun(Run):
    """One uploaded file and how far it has come."""

    job = "guywire.network.qualify"
    audit_silent = (*Run.audit_silent, "served_count", "bad_count", "unknown_count")

    name = models.CharField(max_length=200)
    receive_height_m = models.FloatField(default=5.0)
    patch_radius_m = models.FloatField(default=0.0)
    columns = models.JSONField(default=list)
    served_count = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    unknown_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "qualification"
        verbose_name_plural = "qualifications"
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_count__lte=F("row_count")), name="network_run_counts"
            ),
        )
        indexes = (models.Index(fields=["tenant", "-created_at"], name="network_run_recent"),)

    def __str__(self) -> str:
        return self.name


class QualificationPart(TenantModel):
    """Some lines of the file, and their answers once they are there, both as CSV.

    ``lines``: each line's number in the file and its cells. ``answers``: the cells with the answer
    behind them, as they are given back. ``row_count`` lines can be used, as far as was seen when
    the file came; ``bad_lines`` are the first others: number and reason.
    """

    audited = False

    run = models.ForeignKey(QualificationRun, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    lines = models.TextField()
    answers = models.TextField(blank=True, default="")
    bad_lines = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "run", "number"], name="network_qualification_part"
            ),
        )

    def __str__(self) -> str:
        return f"part {self.number}"
