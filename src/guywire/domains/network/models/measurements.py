"""Measured signals of installed receivers, and calibrations of the prediction by them."""

from django.db import models
from django.db.models import F, Q

from guywire.kit import clock
from guywire.kit.jobs.models import Run
from guywire.kit.tenancy.models import TenantModel

from .sectors import Sector


class SignalMeasurement(TenantModel):
    """What an installed receiver gets from its sector: the newest reading of each install.

    ``reference`` is the customer's or the install's mark in words: the network knows no customers.
    """

    class Source(models.TextChoices):
        INSTALL = "install", "At the install"
        SURVEY = "survey", "Survey"
        MONITORING = "monitoring", "Monitoring"

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="measurements")
    reference = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    height_m = models.FloatField(default=5.0)
    measured_dbm = models.FloatField("Measured")
    measured_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=10, choices=Source, default=Source.INSTALL)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "measured signal"
        verbose_name_plural = "measured signals"
        ordering = ("reference", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "sector", "reference"], name="network_measurement_install"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "reference"], name="network_measurement_reference"),
            models.Index(fields=["tenant", "-measured_at"], name="network_measurement_newest"),
        )

    def __str__(self) -> str:
        return self.reference


class Calibration(Run):
    """One comparison of all measured signals with their predictions, and what it found.

    ``result`` is the engine's fit, its sectors by id. At most one calibration is in use.
    ``counts_clutter``: whether the predictions that it was learned from had the loss in clutter.
    """

    job = "guywire.network.calibrate"
    noun = "calibration"
    audit_silent = (*Run.audit_silent, "skipped_count")

    name = models.CharField(max_length=120)
    in_use = models.BooleanField(default=False)
    counts_clutter = models.BooleanField(default=False)
    skipped_count = models.PositiveIntegerField(default=0)
    misaligned_count = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = "calibration"
        verbose_name_plural = "calibrations"
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(in_use=True), name="network_calibration_in_use"
            ),
            models.CheckConstraint(
                condition=Q(in_use=False) | Q(state="finished"), name="network_calibration_usable"
            ),
            models.CheckConstraint(
                condition=Q(skipped_count__lte=F("done_count")), name="network_calibration_counts"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "-created_at"], name="network_calibration_recent"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        return self.state == self.State.FINISHED and bool(self.result)

    @property
    def used_count(self) -> int:
        """Installs that the fit rests on."""
        return self.done_count - self.skipped_count


class CalibrationPoint(TenantModel):
    """One install of a calibration, as it was: what was measured, predicted and found.

    ``problem`` says why nothing could be predicted. ``short_db`` and what follows are of badly
    aimed installs only.
    """

    audited = False

    calibration = models.ForeignKey(Calibration, models.CASCADE, related_name="points")
    number = models.PositiveIntegerField()
    sector = models.ForeignKey(
        Sector, models.SET_NULL, null=True, related_name="calibration_points"
    )
    sector_name = models.CharField(max_length=220)
    reference = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    height_m = models.FloatField()
    measured_dbm = models.FloatField()
    predicted_dbm = models.FloatField(null=True)
    clutter_class = models.CharField(max_length=40, blank=True, default="")
    azimuth_deg = models.FloatField(null=True)
    expected_dbm = models.FloatField(null=True)
    short_db = models.FloatField(null=True)
    sigmas = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    problem = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "calibration", "number"], name="network_calibration_number"
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "calibration", "-probability"],
                condition=Q(probability__isnull=False),
                name="network_calibration_misaligned",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def sure_percent(self) -> float | None:
        """How surely it is badly aimed, never told as certain."""
        return None if self.probability is None else min(100.0 * self.probability, 99.0)
