"""The address check on a WISP's own web site: what it says, how often it was asked, who came."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guywire.kit.tenancy.models import TenantModel

from .people import Lead

KEY_BYTES = 12


def new_key() -> str:
    """A key that nobody guesses: it stands in the page's address."""
    return secrets.token_hex(KEY_BYTES)


class Verdict(models.TextChoices):
    """What a visitor is told."""

    YES = "yes", "Yes"
    MAYBE = "maybe", "Maybe"
    NO = "no", "No"


class AddressCheck(TenantModel):
    """A page for visitors: “can you serve my address?” Texts that are empty are the platform's."""

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=40, default=new_key, editable=False)
    is_active = models.BooleanField("open to visitors", default=True)
    origins = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    likely_margin_db = models.FloatField(default=10.0)
    maybe_margin_db = models.FloatField(default=0.0)
    receive_height_m = models.FloatField(default=5.0)
    patch_radius_m = models.FloatField(default=20.0)
    technologies = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    plan_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    takes_leads = models.BooleanField("asks for contact details", default=True)
    title = models.CharField(max_length=120, blank=True, default="")
    intro = models.TextField(blank=True, default="")
    yes_text = models.TextField(blank=True, default="")
    maybe_text = models.TextField(blank=True, default="")
    no_text = models.TextField(blank=True, default="")
    thanks_text = models.TextField(blank=True, default="")
    consent_text = models.TextField(blank=True, default="")
    map_latitude = models.FloatField(null=True, blank=True)
    map_longitude = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "address check"
        verbose_name_plural = "address checks"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "name"], name="address_check_name_once"),
            models.UniqueConstraint(fields=["tenant", "key"], name="address_check_key_once"),
            models.CheckConstraint(
                condition=Q(maybe_margin_db__lte=F("likely_margin_db")),
                name="address_check_margins",
            ),
            models.CheckConstraint(
                condition=Q(map_latitude=None, map_longitude=None)
                | Q(map_latitude__range=(-90, 90), map_longitude__range=(-180, 180)),
                name="address_check_map_on_earth",
            ),
        )

    def __str__(self) -> str:
        return self.name


class AddressCheckDay(TenantModel):
    """How often a page was asked on one day of the tenant, and what came of it."""

    audited = False

    address_check = models.ForeignKey(AddressCheck, models.CASCADE, related_name="days")
    day = models.DateField()
    yes = models.PositiveIntegerField(default=0)
    maybe = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    leads = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-day",)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "address_check", "day"], name="address_check_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def asked(self) -> int:
        return self.yes + self.maybe + self.no


class AddressEnquiry(TenantModel):
    """How a lead came in by an address check: what was asked, answered and agreed to."""

    address_check = models.ForeignKey(
        AddressCheck, models.SET_NULL, null=True, related_name="enquiries"
    )
    check_name = models.CharField(max_length=80)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="enquiries")
    verdict = models.CharField(max_length=5, choices=Verdict)
    asked = models.CharField(max_length=300, blank=True, default="")
    latitude = models.FloatField()
    longitude = models.FloatField()
    margin_db = models.FloatField(null=True)
    spot_latitude = models.FloatField(null=True)
    spot_longitude = models.FloatField(null=True)
    plans = ArrayField(models.CharField(max_length=200), default=list)
    consent_text = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "lead"], name="address_enquiry_of_lead"),
        )
        indexes = (
            models.Index(
                fields=["tenant", "address_check", "-created_at"], name="address_enquiry_newest"
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked or self.check_name}"
