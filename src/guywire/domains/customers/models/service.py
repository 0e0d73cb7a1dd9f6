"""A service: what a customer has, where, on which agreed terms, and how it stands today."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from guywire.engines.money import Money
from guywire.kit.tenancy.models import TenantModel

from .catalogue import PlanVersion
from .people import Customer
from .places import ServiceLocation

if TYPE_CHECKING:
    from .history import ServiceChange, ServicePeriod


class SuspendReason(models.TextChoices):
    NON_PAYMENT = "non_payment", "non-payment"
    ABUSE = "abuse"
    FRAUD = "fraud"
    SAFETY = "safety"
    EQUIPMENT = "equipment", "equipment fault"
    OTHER = "other"


def reason_text(reason: str) -> str:
    """A reason as people say it: that of a suspension by its label, others as written."""
    return SuspendReason(reason).label if reason in SuspendReason.values else reason


class ServiceState(models.TextChoices):
    QUOTED = "quoted"
    ORDERED = "ordered"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    PAUSED = "paused"
    ENDED = "ended"
    CANCELLED = "cancelled"


class ServiceTerms(TenantModel):
    """What holds of a service on a day.

    Money and access are stated apart (B-DUN-9): ``charging_percent`` of the price is charged,
    0 is none; ``access`` says whether traffic passes.
    """

    State = ServiceState

    state = models.CharField(max_length=9, choices=ServiceState, editable=False)
    reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="%(class)ss")
    location = models.ForeignKey(ServiceLocation, models.PROTECT, related_name="%(class)ss")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="%(class)ss")
    sector = models.ForeignKey(
        "network.Sector", models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    price = models.DecimalField(max_digits=14, decimal_places=2, editable=False)
    currency = models.CharField(max_length=3, editable=False)
    charging_percent = models.PositiveSmallIntegerField(editable=False)
    access = models.BooleanField(editable=False)

    class Meta:
        abstract = True

    @property
    def reason_text(self) -> str:
        return reason_text(self.reason)

    @property
    def is_charged(self) -> bool:
        return self.charging_percent > 0

    @property
    def agreed(self) -> Money:
        """The price of a cycle of the plan, before discounts, add-ons and tax."""
        return Money.from_decimal(self.price, self.currency)


class Service(ServiceTerms):
    """A customer's service. Its terms are today's; ``periods`` hold every day's."""

    number = models.CharField(max_length=40, editable=False)
    contract_months = models.PositiveSmallIntegerField(default=0, editable=False)
    quoted_on = models.DateField(editable=False)
    scheduled_for = models.DateField(null=True, blank=True, editable=False)
    activated_on = models.DateField(null=True, blank=True, editable=False)
    contract_ends_on = models.DateField(null=True, blank=True, editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="service_number_once"),
            models.CheckConstraint(
                condition=Q(charging_percent__lte=100), name="service_charging_percent"
            ),
            models.CheckConstraint(
                condition=Q(access=False) | Q(state=ServiceState.ACTIVE),
                name="service_access_when_active",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "-created_at", "id"], name="service_newest"),
            models.Index(fields=["tenant", "state", "-created_at"], name="service_by_state"),
            models.Index(fields=["tenant", "customer"], name="service_of_customer"),
            models.Index(fields=["tenant", "location"], name="service_at_location"),
            models.Index(fields=["tenant", "sector"], name="service_on_sector"),
        )

    def __str__(self) -> str:
        return self.number

    @cached_property
    def story(self) -> list["ServicePeriod"]:
        """Every period, booked future included, the newest first; read once for a page."""
        related = ("customer", "location", "plan_version__plan", "sector")
        return list(self.periods.select_related(*related).order_by("-from_on"))

    @cached_property
    def booked(self) -> list["ServiceChange"]:
        """The changes whose day has not come, the next one first; read once for a page."""
        rows = self.changes.filter(state="pending").select_related("plan_version__plan")
        return list(rows.order_by("effective_on", "ordinal"))
