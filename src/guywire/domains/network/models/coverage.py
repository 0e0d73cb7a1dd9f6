"""Coverage studies: what chosen sectors reach together, as they stood when the study was begun."""

from django.db import models
from django.db.models import F, Q

from guywire.kit.jobs.models import Run
from guywire.kit.tenancy.models import TenantModel

from .sectors import Sector


class CoverageStudy(Run):
    """One computation over some sectors, and how far it has come.

    ``grid`` is the lattice of pixels that all its rasters share.
    """

    job = "guywire.network.cover"
    noun = "study"
    audit_silent = (*Run.audit_silent, "disk_bytes")

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
    result = models.JSONField(default=dict)
    disk_bytes = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "coverage study"
        verbose_name_plural = "coverage studies"
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_count__lte=F("row_count")), name="network_study_counts"
            ),
        )
        indexes = (models.Index(fields=["tenant", "-created_at"], name="network_study_recent"),)

    def __str__(self) -> str:
        return self.name

    @property
    def cell_count(self) -> int:
        """How many sectors it is about."""
        return self.row_count

    @property
    def progress(self) -> float:
        """0 to 1: the sectors done, the one under way by its share, and the rasters at the end."""
        if self.is_finished:
            return 1.0
        return min((self.done_count + self.share) / (self.row_count + 1), 1.0)


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
