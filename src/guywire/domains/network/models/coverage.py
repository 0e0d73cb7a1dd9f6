"""Coverage studies: what chosen sectors reach together, as they stood when the study was begun."""

from django.db import models
from django.db.models import F, Q

from guywire.kit.tenancy.models import TenantModel

from .sectors import Sector


class CoverageStudy(TenantModel):
    """One computation over some sectors, and how far it has come.

    ``turn`` counts the pieces of work: a job that comes with another number than the row's is
    late and does nothing. ``grid`` is the lattice of pixels that all its rasters share.
    """

    audit_silent = ("share", "turn", "disk_bytes")

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    class PropagationModel(models.TextChoices):
        ITM = "itm", "ITM (Longley-Rice)"
        ITM_EXACT = "itm-exact", "ITM, every path by itself"
        P1812 = "p1812", "ITU-R P.1812"
        HATA = "hata", "Extended Hata"
        URBAN_MICRO = "umi", "3GPP UMi street canyon"
        URBAN_MACRO = "uma", "3GPP UMa"
        RURAL_MACRO = "rma", "3GPP RMa"
        FREE_SPACE = "free-space", "Free space"
        LINE_OF_SIGHT = "line-of-sight", "Line of sight"

    class Environment(models.TextChoices):
        """Surroundings of extended Hata, where not the land cover tells them."""

        URBAN = "urban", "Urban"
        SUBURBAN = "suburban", "Suburban"
        OPEN = "open", "Open"

    name = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    model = models.CharField(max_length=13, choices=PropagationModel, default=PropagationModel.ITM)
    environment = models.CharField(
        max_length=8, choices=Environment, blank=True, default=""
    )  # fmt: skip
    receiver_height_m = models.FloatField(default=5.0)
    radius_m = models.FloatField()
    resolution_m = models.FloatField()
    reliability_percent = models.FloatField(default=50.0)
    confidence_percent = models.FloatField(default=50.0)
    use_clutter = models.BooleanField(default=False)
    thresholds_dbm = models.JSONField(default=list)
    grid = models.JSONField(default=dict)
    cell_count = models.PositiveIntegerField()
    done_count = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0.0)
    turn = models.PositiveIntegerField(default=1)
    result = models.JSONField(default=dict)
    disk_bytes = models.BigIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "coverage study"
        verbose_name_plural = "coverage studies"
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_count__lte=F("cell_count")), name="network_study_counts"
            ),
        )
        indexes = (models.Index(fields=["tenant", "-created_at"], name="network_study_recent"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.FINISHED, self.State.CANCELLED, self.State.FAILED}

    @property
    def can_go_on(self) -> bool:
        return self.state in {self.State.CANCELLED, self.State.FAILED}

    @property
    def is_finished(self) -> bool:
        return self.state == self.State.FINISHED

    @property
    def progress(self) -> float:
        """0 to 1: the sectors done, the one under way by its share, and the rasters at the end."""
        if self.is_finished:
            return 1.0
        return min((self.done_count + self.share) / (self.cell_count + 1), 1.0)

    @property
    def percent(self) -> int:
        return int(100.0 * self.progress)


class CoverageCell(TenantModel):
    """One sector of a study: ``parameters`` hold it as it was, so that a study never changes.

    ``number`` stands for it in the rasters of servers.
    """

    audited = False

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    study = models.ForeignKey(CoverageStudy, models.CASCADE, related_name="cells")
    sector = models.ForeignKey(Sector, models.SET_NULL, null=True, related_name="coverage_cells")
    number = models.PositiveIntegerField()
    sector_name = models.CharField(max_length=220)
    parameters = models.JSONField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reached = models.JSONField(default=list)
    served_km2 = models.FloatField(null=True)
    gaps = models.JSONField(default=list)
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("study", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "study", "number"], name="network_coverage_cell"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "study", "state", "number"], name="network_cell_state"),
        )

    def __str__(self) -> str:
        return self.sector_name
