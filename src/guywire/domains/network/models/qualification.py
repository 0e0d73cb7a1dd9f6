"""Bulk qualification: a file of places, and for each the best sector or why there is none."""

from django.db import models
from django.db.models import F, Q

from guywire.kit.jobs.models import Run
from guywire.kit.tenancy.models import TenantModel

from .sectors import Sector


class QualificationRun(Run):
    """One uploaded file and how far it has come."""

    job = "guywire.network.qualify"
    audit_silent = (*Run.audit_silent, "served_count", "bad_count")

    name = models.CharField(max_length=200)
    receive_height_m = models.FloatField(default=5.0)
    patch_radius_m = models.FloatField(default=0.0)
    columns = models.JSONField(default=list)
    served_count = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)

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
    """Lines of the file that wait for their answer: ``lines`` holds pairs of number and cells."""

    audited = False

    run = models.ForeignKey(QualificationRun, models.CASCADE, related_name="parts")
    first_line = models.PositiveIntegerField()
    lines = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "run", "first_line"], name="network_qualification_part"
            ),
        )

    def __str__(self) -> str:
        return f"lines from {self.first_line}"


class QualificationRow(TenantModel):
    """One answered line of the file. ``given`` is the line as it came; the rest is the answer."""

    audited = False

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SERVED = "served", "Served"
        UNSERVED = "unserved", "Not served"
        UNKNOWN = "unknown", "No answer"
        BAD = "bad", "Unusable"

    run = models.ForeignKey(QualificationRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    given = models.JSONField(default=list)
    address = models.CharField(max_length=300, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    sector = models.ForeignKey(
        Sector, models.SET_NULL, null=True, related_name="qualification_rows"
    )
    sector_name = models.CharField(max_length=220, blank=True, default="")
    distance_m = models.FloatField(null=True)
    azimuth_deg = models.FloatField(null=True)
    signal_dbm = models.FloatField(null=True)
    margin_db = models.FloatField(null=True)
    corrected_dbm = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    has_line_of_sight = models.BooleanField(null=True)
    reason = models.TextField(blank=True, default="")
    next_sectors = models.TextField(blank=True, default="")
    spot_latitude = models.FloatField(null=True)
    spot_longitude = models.FloatField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "run", "line"], name="network_qualification_line"
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "run", "state", "line"], name="network_qualification_state"
            ),
        )

    def __str__(self) -> str:
        return f"line {self.line}"
