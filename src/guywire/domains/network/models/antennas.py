"""Antennas: what a sector's antenna radiates in every direction."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guywire.kit.tenancy.models import TenantModel

DEGREES = 360


class AntennaPattern(TenantModel):
    """Two cuts of 360 losses (dB below the beam), out of a maker's file or by the 3GPP formula.

    ``horizontal_db``: by degrees clockwise; ``vertical_db``: by degrees below the horizon.
    ``assumed``: what the file left open and how it was taken.
    """

    class Origin(models.TextChoices):
        FORMULA = "formula", "3GPP formula"
        FILE = "file", "File"

    class Combination(models.TextChoices):
        SUM = "sum", "Sum of both losses"
        CROSS_WEIGHTED = "cross-weighted", "Cross-weighted"

    name = models.CharField(max_length=120)
    manufacturer = models.CharField(max_length=80, blank=True, default="")
    model = models.CharField(max_length=80, blank=True, default="")
    gain_dbi = models.FloatField("Gain", null=True, blank=True)
    low_mhz = models.FloatField("Lowest frequency (MHz)", null=True, blank=True)
    high_mhz = models.FloatField("Highest frequency (MHz)", null=True, blank=True)
    polarization = models.CharField(max_length=20, blank=True, default="")
    horizontal_beamwidth_deg = models.FloatField("Horizontal beamwidth")
    vertical_beamwidth_deg = models.FloatField("Vertical beamwidth")
    front_to_back_db = models.FloatField("Front to back")
    side_lobe_db = models.FloatField("Side lobes (dB)", null=True, blank=True)
    electrical_tilt_deg = models.FloatField(default=0.0)
    combination = models.CharField(
        "Between the cuts", max_length=14, choices=Combination, default=Combination.SUM
    )
    notes = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=7, choices=Origin, default=Origin.FORMULA)
    source_name = models.CharField("File", max_length=200, blank=True, default="")
    assumed = ArrayField(models.TextField(), default=list, blank=True)
    horizontal_db = ArrayField(models.FloatField(), size=DEGREES)
    vertical_db = ArrayField(models.FloatField(), size=DEGREES)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "antenna pattern"
        verbose_name_plural = "antenna patterns"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "name"], name="network_antenna_name"),
            models.CheckConstraint(
                condition=Q(horizontal_db__len=DEGREES, vertical_db__len=DEGREES),
                name="network_antenna_cuts",
            ),
        )

    def __str__(self) -> str:
        return self.name
