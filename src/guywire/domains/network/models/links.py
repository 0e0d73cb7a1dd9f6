"""Backhaul: what joins two sites."""

from django.db import models
from django.db.models import F, Q

from .base import NetworkObject
from .sites import Site


class BackhaulLink(NetworkObject):
    """A fiber or a radio path between two sites; upstream when it is our way to the internet."""

    class Kind(models.TextChoices):
        FIBER = "fiber", "Fiber"
        LICENSED = "licensed", "Licensed radio"
        UNLICENSED = "unlicensed", "Unlicensed radio"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        ACTIVE = "active", "Active"
        MAINTENANCE = "maintenance", "Maintenance"
        INACTIVE = "inactive", "Inactive"

    class Licence(models.TextChoices):
        PENDING = "pending", "Pending"
        ACTIVE = "active", "Active"
        EXPIRED = "expired", "Expired"
        SUSPENDED = "suspended", "Suspended"
        REVOKED = "revoked", "Revoked"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    site_a = models.ForeignKey(Site, models.PROTECT, related_name="links_a")
    site_b = models.ForeignKey(Site, models.PROTECT, related_name="links_b")
    a_height_m = models.FloatField("Height at A", null=True, blank=True)
    a_azimuth_deg = models.FloatField("Azimuth at A", null=True, blank=True)
    a_gain_dbi = models.FloatField("Antenna gain at A", null=True, blank=True)
    a_tx_power_dbm = models.FloatField("Transmit power at A", null=True, blank=True)
    b_height_m = models.FloatField("Height at B", null=True, blank=True)
    b_azimuth_deg = models.FloatField("Azimuth at B", null=True, blank=True)
    b_gain_dbi = models.FloatField("Antenna gain at B", null=True, blank=True)
    b_tx_power_dbm = models.FloatField("Transmit power at B", null=True, blank=True)
    frequency_mhz = models.FloatField(null=True, blank=True)
    bandwidth_mhz = models.FloatField(null=True, blank=True)
    capacity_mbps = models.FloatField(null=True, blank=True)
    is_upstream = models.BooleanField("Upstream", default=False)
    call_sign = models.CharField("FCC call sign", max_length=10, blank=True, default="")
    licence_holder = models.CharField(max_length=120, blank=True, default="")
    licence_status = models.CharField(max_length=9, choices=Licence, blank=True, default="")
    licence_expires_on = models.DateField(null=True, blank=True)
    licence_file_number = models.CharField(max_length=20, blank=True, default="")
    emission_designator = models.CharField(max_length=20, blank=True, default="")
    provider = models.CharField(max_length=120, blank=True, default="")
    circuit_id = models.CharField("Circuit id", max_length=80, blank=True, default="")
    handoff = models.CharField(max_length=80, blank=True, default="")
    connector = models.CharField(max_length=40, blank=True, default="")
    strand_count = models.PositiveSmallIntegerField(null=True, blank=True)
    demarcation = models.CharField(max_length=120, blank=True, default="")
    monthly_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    contract_ends_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "backhaul link"
        verbose_name_plural = "backhaul links"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "name"], name="network_link_name"),
            models.CheckConstraint(
                condition=~Q(site_a=F("site_b")), name="network_link_has_two_ends"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "status", "name"], name="network_link_status"),
            models.Index(
                fields=["tenant", "licence_expires_on"], name="network_link_licence_expiry"
            ),
        )

    def __str__(self) -> str:
        return self.name
