"""Where service is delivered, and who has lived there when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Value

from guywire.kit.secrets.fields import SecretField
from guywire.kit.tenancy.models import TenantModel

from .people import Customer


def same(field: str) -> Func:
    """Equality of a reference for an exclusion constraint, as a range of one value.

    GiST has no operator class for uuid without the btree_gist extension, but it has one for
    every range type: two ranges ``[id, id]`` overlap when the ids are equal.
    """
    return Func(F(field), F(field), Value("[]"), function="uuidrange")


def days(start: str = "from_on", end: str = "to_on") -> Func:
    """The half-open range of dates between two columns; no end is for ever."""
    return Func(F(start), F(end), Value("[)"), function="daterange")


class ServiceLocation(TenantModel):
    """One unit that can be served: a house, a flat, an office. It outlives its occupants."""

    audit_hidden = ("gate_code",)

    street = models.CharField(max_length=160)
    unit = models.CharField(max_length=40, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    directions = models.TextField(blank=True, default="")
    gate_code = SecretField()
    parking = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=300, editable=False)
    address_key = models.CharField(max_length=460, db_default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("address", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "address_key"],
                condition=~models.Q(address_key=""),
                name="service_location_address_once",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="service_location_on_earth",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "address", "id"], name="service_location_by_address"),
            models.Index(
                fields=["tenant", "latitude", "longitude"], name="service_location_by_place"
            ),
        )

    def __str__(self) -> str:
        return self.address

    @property
    def has_gate_code(self) -> bool:
        return bool(self.gate_code)


class LocationOccupancy(TenantModel):
    """A customer at a location for the days ``[from_on, to_on)``, one customer at a time."""

    location = models.ForeignKey(ServiceLocation, models.CASCADE, related_name="occupancies")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="occupancies")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "occupancy"
        verbose_name_plural = "occupancies"
        ordering = ("-from_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gt=F("from_on")),
                name="occupancy_has_days",
            ),
            ExclusionConstraint(
                name="occupancy_one_at_a_time",
                expressions=[
                    (same("location"), RangeOperators.OVERLAPS),
                    (days(), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
        )
        indexes = (models.Index(fields=["tenant", "customer"], name="occupancy_of_customer"),)

    def __str__(self) -> str:
        return f"{self.customer} from {self.from_on}"
