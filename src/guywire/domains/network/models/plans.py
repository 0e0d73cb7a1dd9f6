"""What the engineering of a backhaul path needs: radios, the weather of places, a plan a link."""

from django.db import models
from django.db.models import Q

from guywire.kit.tenancy.models import TenantModel

from .antennas import AntennaPattern
from .links import BackhaulLink


class RadioModel(TenantModel):
    """A radio and its adaptive modulation: a line each, ``name, dBm, Mbit/s, back-off dB``."""

    name = models.CharField(max_length=120)
    manufacturer = models.CharField(max_length=80, blank=True, default="")
    low_mhz = models.FloatField("Lowest frequency (MHz)", null=True, blank=True)
    high_mhz = models.FloatField("Highest frequency (MHz)", null=True, blank=True)
    bandwidth_mhz = models.FloatField("Bandwidth", null=True, blank=True)
    modulations = models.TextField()
    signature_width_mhz = models.FloatField("Signature width (MHz)", null=True, blank=True)
    signature_depth_db = models.FloatField("Signature depth (dB)", null=True, blank=True)
    notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "radio model"
        verbose_name_plural = "radio models"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "name"], name="network_radio_name"),
        )

    def __str__(self) -> str:
        return self.name


class ClimatePoint(TenantModel):
    """Rain and refractivity of a place, out of a map that the tenant may use."""

    latitude = models.FloatField()
    longitude = models.FloatField()
    rain_001_mm_h = models.FloatField("Rain rate (mm/h)", null=True, blank=True)
    dn1_n_km = models.FloatField("Gradient dN1 (N/km)", null=True, blank=True)

    class Meta:
        verbose_name = "climate point"
        verbose_name_plural = "climate points"
        ordering = ("latitude", "longitude")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "latitude", "longitude"], name="network_climate_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.latitude:g}, {self.longitude:g}"


class LinkPlan(TenantModel):
    """The assumptions under which a radio link is engineered; one for each link."""

    class Polarization(models.TextChoices):
        VERTICAL = "vertical", "Vertical"
        HORIZONTAL = "horizontal", "Horizontal"

    class Climate(models.TextChoices):
        TEMPERATE = "temperate", "Temperate"
        TROPICAL = "tropical", "Tropical"

    class RainZone(models.TextChoices):
        A = "A", "A: 8 mm/h"
        B = "B", "B: 12 mm/h"
        C = "C", "C: 15 mm/h"
        D = "D", "D: 19 mm/h"
        E = "E", "E: 22 mm/h"
        F = "F", "F: 28 mm/h"
        G = "G", "G: 30 mm/h"
        H = "H", "H: 32 mm/h"
        J = "J", "J: 35 mm/h"
        K = "K", "K: 42 mm/h"
        L = "L", "L: 60 mm/h"
        M = "M", "M: 63 mm/h"
        N = "N", "N: 95 mm/h"
        P = "P", "P: 145 mm/h"
        Q = "Q", "Q: 115 mm/h"

    link = models.ForeignKey(BackhaulLink, models.CASCADE, related_name="plans")
    radio = models.ForeignKey(
        RadioModel, models.PROTECT, related_name="plans", null=True, blank=True
    )
    polarization = models.CharField(
        max_length=10, choices=Polarization, default=Polarization.VERTICAL
    )
    return_frequency_mhz = models.FloatField("Frequency from B to A (MHz)", null=True, blank=True)
    a_antenna_pattern = models.ForeignKey(
        AntennaPattern, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="Antenna at A",
    )  # fmt: skip
    b_antenna_pattern = models.ForeignKey(
        AntennaPattern, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="Antenna at B",
    )  # fmt: skip
    a_line_loss_db = models.FloatField("Line loss at A (dB)", default=0.0)
    b_line_loss_db = models.FloatField("Line loss at B (dB)", default=0.0)
    other_loss_db = models.FloatField("Other loss", default=0.0)
    rain_001_mm_h = models.FloatField("Rain rate (mm/h)", null=True, blank=True)
    rain_zone = models.CharField(max_length=1, choices=RainZone, blank=True, default="")
    dn1_n_km = models.FloatField("Gradient dN1 (N/km)", null=True, blank=True)
    roughness_m = models.FloatField("Roughness of the terrain (m)", null=True, blank=True)
    temperature_c = models.FloatField("Air temperature (°C)", default=15.0)
    vapour_g_m3 = models.FloatField("Water vapour (g/m³)", default=7.5)
    climate = models.CharField(max_length=9, choices=Climate, default=Climate.TEMPERATE)
    is_obstruction_extended = models.BooleanField("Extended obstruction", default=True)
    median_k = models.FloatField("Median k", default=1.3333)
    space_diversity_m = models.FloatField("Space diversity", null=True, blank=True)
    frequency_diversity_mhz = models.FloatField("Frequency diversity", null=True, blank=True)
    required_mbps = models.FloatField("Required capacity (Mbit/s)", null=True, blank=True)
    required_availability_percent = models.FloatField("Required availability", default=99.99)
    notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "link plan"
        verbose_name_plural = "link plans"
        ordering = ("link__name",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "link"], name="network_plan_link"),
            models.CheckConstraint(
                condition=Q(required_availability_percent__lt=100), name="network_plan_availability"
            ),
        )

    def __str__(self) -> str:
        return str(self.link)
