"""Sectors: what radiates, where to, and how strongly."""

from django.db import models
from django.db.models import Q

from .antennas import AntennaPattern
from .base import NetworkObject
from .sites import Site


def full_name(site: str, sector: str) -> str:
    """The sector with its site in front, unless its name says the site already."""
    return sector if sector.startswith(site) else f"{site} {sector}"


class Sector(NetworkObject):
    """One cell or access point: an antenna at a height that looks one way."""

    class Technology(models.TextChoices):
        LTE = "lte", "LTE"
        NR = "nr", "5G NR"
        CBRS = "cbrs", "CBRS LTE"
        WIFI = "wifi", "Wi-Fi"
        FWA = "fwa", "Other fixed wireless"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        ON_AIR = "on-air", "On air"
        MAINTENANCE = "maintenance", "Maintenance"
        OFF_AIR = "off-air", "Off air"
        RETIRED = "retired", "Retired"

    site = models.ForeignKey(Site, models.PROTECT, related_name="sectors")
    name = models.CharField(max_length=80)
    technology = models.CharField(max_length=4, choices=Technology)
    status = models.CharField(max_length=11, choices=Status, default=Status.PLANNED)
    band = models.CharField(max_length=20, blank=True, default="")
    earfcn = models.PositiveIntegerField("EARFCN", null=True, blank=True)
    nr_arfcn = models.PositiveIntegerField("NR-ARFCN", null=True, blank=True)
    wifi_channel = models.PositiveSmallIntegerField("Wi-Fi channel", null=True, blank=True)
    center_frequency_mhz = models.FloatField()
    bandwidth_mhz = models.FloatField()
    azimuth_deg = models.FloatField()
    beamwidth_deg = models.FloatField()
    vertical_beamwidth_deg = models.FloatField(default=7.0)
    mechanical_tilt_deg = models.FloatField(default=0.0)
    electrical_tilt_deg = models.FloatField(default=0.0)
    height_m = models.FloatField()
    eirp_dbm = models.FloatField("EIRP")
    antenna_pattern = models.ForeignKey(
        AntennaPattern, models.PROTECT, related_name="sectors", null=True, blank=True
    )
    antenna_model = models.CharField(max_length=80, blank=True, default="")
    antenna_gain_dbi = models.FloatField(null=True, blank=True)
    front_to_back_db = models.FloatField(default=25.0)
    receiver_gain_dbi = models.FloatField(default=0.0)
    receive_threshold_dbm = models.FloatField(default=-90.0)
    max_range_m = models.FloatField(default=15000.0)
    pci = models.PositiveSmallIntegerField("PCI", null=True, blank=True)
    tac = models.PositiveIntegerField("TAC", null=True, blank=True)
    eci = models.BigIntegerField("Cell identity", null=True, blank=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "sector"
        verbose_name_plural = "sectors"
        ordering = ("site__name", "name")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "site", "name"], name="network_sector_name"),
            models.UniqueConstraint(
                fields=["tenant", "technology", "eci"],
                name="network_sector_eci",
                condition=Q(eci__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["tenant", "status", "name"], name="network_sector_status"),)

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        return full_name(self.site.name, self.name)

    @property
    def tilt_deg(self) -> float:
        """How far the beam looks down, both tilts together."""
        return self.mechanical_tilt_deg + self.electrical_tilt_deg
