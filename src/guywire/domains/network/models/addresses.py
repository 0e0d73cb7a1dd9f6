"""The address file: positions of addresses, for geocoding without any network."""

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from guywire.kit.tenancy.models import TenantModel


class AddressPoint(TenantModel):
    """One address and where it is. ``words`` is what is searched: normalised, in full text."""

    audited = False

    number = models.CharField("House number", max_length=20, blank=True, default="")
    street = models.CharField(max_length=120)
    unit = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    postcode = models.CharField(max_length=12, blank=True, default="")
    latitude = models.FloatField()
    longitude = models.FloatField()
    words = models.CharField(max_length=320)
    search = models.GeneratedField(
        expression=SearchVector("words", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "address"
        verbose_name_plural = "addresses"
        ordering = ("street", "number", "unit")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "words"], name="network_address_once"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
                name="network_address_on_earth",
            ),
        )
        indexes = (
            # Full text is not leakproof, so its index stands behind row-level security unused;
            # the house number is what narrows a search.
            models.Index(fields=["tenant", "number"], name="network_address_number"),
            models.Index(fields=["tenant", "street", "number"], name="network_address_street"),
        )

    def __str__(self) -> str:
        line = f"{self.number} {self.street}".strip() + (f" {self.unit}" if self.unit else "")
        place = " ".join(part for part in (self.region, self.postcode) if part)
        return ", ".join(part for part in (line, self.city, place) if part)
