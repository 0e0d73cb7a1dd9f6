"""Sites and the people to call about them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guywire.kit.secrets.fields import SecretField
from guywire.kit.tenancy.models import TenantModel

from .base import NetworkObject


class Site(NetworkObject):
    """A place of ours. It may be several things at once: a tower with a warehouse at its foot."""

    class Type(models.TextChoices):
        TOWER = "tower", "Tower"
        NOC = "noc", "NOC"
        WAREHOUSE = "warehouse", "Warehouse"
        BUILDING = "building", "Building"
        POLE = "pole", "Pole"
        INTERNET_ACCESS = "internet-access", "Internet access"
        HQ = "hq", "Headquarters"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        ACTIVE = "active", "Active"
        MAINTENANCE = "maintenance", "Maintenance"
        INACTIVE = "inactive", "Inactive"

    class Structure(models.TextChoices):
        GUYED = "guyed", "Guyed tower"
        SELF_SUPPORTING = "self-supporting", "Self-supporting tower"
        MONOPOLE = "monopole", "Monopole"
        POLE = "pole", "Pole"
        ROOFTOP = "rooftop", "Rooftop"
        WATER_TANK = "water-tank", "Water tank"
        SILO = "silo", "Silo"
        BUILDING = "building", "Building"
        OTHER = "other", "Other"

    LIVE: ClassVar[tuple[str, ...]] = (Status.ACTIVE, Status.MAINTENANCE)
    """Statuses of a site that is built and in use."""

    audit_hidden: ClassVar[tuple[str, ...]] = ("gate_code",)
    unversioned: ClassVar[tuple[str, ...]] = ("gate_code",)

    name = models.CharField(max_length=120)
    types = ArrayField(models.CharField(max_length=16, choices=Type), default=list)
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    latitude = models.FloatField()
    longitude = models.FloatField()
    address = models.CharField(max_length=300, blank=True, default="")
    ground_elevation_m = models.FloatField(null=True, blank=True)
    height_m = models.FloatField(null=True, blank=True)
    structure = models.CharField(max_length=16, choices=Structure, blank=True, default="")
    owner = models.CharField(max_length=120, blank=True, default="")
    asr_number = models.CharField("ASR number", max_length=7, blank=True, default="")
    fcc_id = models.CharField("FCC site id", max_length=20, blank=True, default="")
    access_instructions = models.TextField(blank=True, default="")
    access_hours = models.CharField(max_length=120, blank=True, default="")
    gate_code = SecretField()
    safety_notes = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "site"
        verbose_name_plural = "sites"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "name"], name="network_site_name"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
                name="network_site_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="network_site_period",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "latitude", "longitude"], name="network_site_place"),
            models.Index(fields=["tenant", "status", "name"], name="network_site_status"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def position(self) -> str:
        return f"{self.latitude:.6f}, {self.longitude:.6f}"

    @property
    def map_hash(self) -> str:
        """The map's address fragment that shows the site: zoom/latitude/longitude."""
        return f"13/{self.latitude:.5f}/{self.longitude:.5f}"

    @property
    def has_gate_code(self) -> bool:
        return bool(self.gate_code)

    @property
    def type_labels(self) -> str:
        return ", ".join(str(Site.Type(kind).label) for kind in self.types)


class SiteContact(TenantModel):
    """Somebody to call about a site, and why one would."""

    class Role(models.TextChoices):
        LANDLORD = "landlord", "Landlord"
        ACCESS = "access", "Access"
        POWER = "power", "Power company"
        TOWER_OWNER = "tower-owner", "Tower owner"
        EMERGENCY = "emergency", "Emergency"
        OTHER = "other", "Other"

    site = models.ForeignKey(Site, models.CASCADE, related_name="contacts")
    role = models.CharField(max_length=12, choices=Role, default=Role.ACCESS)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "site contact"
        verbose_name_plural = "site contacts"
        ordering = ("role", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "site", "role", "name"], name="network_contact_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"
