"""Equipment that stands at a site."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guywire.kit.secrets.fields import SecretField

from .base import NetworkObject
from .sectors import Sector
from .sites import Site


class Equipment(NetworkObject):
    """A box or an antenna at a site; what lies in stock belongs to the inventory."""

    class Type(models.TextChoices):
        ROUTER = "router", "Router"
        SWITCH = "switch", "Switch"
        RADIO = "radio", "Radio"
        ANTENNA = "antenna", "Antenna"
        BACKHAUL = "backhaul", "Backhaul radio"
        POWER = "power", "Power supply"
        UPS = "ups", "UPS"
        GENERATOR = "generator", "Generator"
        BATTERY = "battery", "Battery"
        SERVER = "server", "Server"
        CORE = "core", "Core node (EPC)"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        DEPLOYED = "deployed", "Deployed"
        MAINTENANCE = "maintenance", "Maintenance"
        FAILED = "failed", "Failed"
        REMOVED = "removed", "Removed"

    audit_hidden: ClassVar[tuple[str, ...]] = ("management_password",)
    unversioned: ClassVar[tuple[str, ...]] = ("management_password",)

    site = models.ForeignKey(Site, models.PROTECT, related_name="equipment")
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="equipment"
    )
    name = models.CharField(max_length=80)
    type = models.CharField(max_length=10, choices=Type)
    status = models.CharField(max_length=12, choices=Status, default=Status.DEPLOYED)
    manufacturer = models.CharField(max_length=80, blank=True, default="")
    model = models.CharField(max_length=80, blank=True, default="")
    serial_number = models.CharField(max_length=80, blank=True, default="")
    ip_address = models.GenericIPAddressField("IP address", null=True, blank=True)
    mac_address = models.CharField("MAC address", max_length=17, blank=True, default="")
    management_username = models.CharField(max_length=80, blank=True, default="")
    management_password = SecretField()
    firmware = models.CharField(max_length=80, blank=True, default="")
    installed_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "equipment"
        verbose_name_plural = "equipment"
        ordering = ("site__name", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "site", "name"], name="network_equipment_name"
            ),
            models.UniqueConstraint(
                fields=["tenant", "manufacturer", "serial_number"],
                name="network_equipment_serial",
                condition=~Q(serial_number=""),
            ),
            models.UniqueConstraint(
                fields=["tenant", "mac_address"],
                name="network_equipment_mac",
                condition=~Q(mac_address=""),
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "status", "name"], name="network_equipment_status"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def has_management_password(self) -> bool:
        return bool(self.management_password)
