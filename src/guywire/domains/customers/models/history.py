"""The dated history of services: what was booked, and what therefore holds on each day."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.text import capfirst

from guywire.kit.tenancy.models import TenantModel

from .catalogue import AddOnVersion, Discount, PlanVersion
from .people import Customer
from .places import ServiceLocation, days, same
from .service import Service, ServiceTerms, reason_text


class ServiceChange(TenantModel):
    """Something booked for a service, in force from the day ``effective_on`` of the tenant's zone.

    Pending changes lie in the future and can be cancelled. A superseded one was applied and then
    undone by an end booked with an earlier date; a failed one could not be made on its day.
    """

    class Kind(models.TextChoices):
        QUOTE = "quote"
        ORDER = "order"
        SCHEDULE = "schedule"
        ACTIVATE = "activate", "activation"
        SUSPEND = "suspend", "suspension"
        RESUME = "resume", "resumption"
        PAUSE = "pause"
        END = "end"
        CANCEL = "cancel", "cancellation"
        CHANGE_PLAN = "change_plan", "plan change"
        MOVE = "move"
        TRANSFER = "transfer"
        ASSIGN_SECTOR = "assign_sector", "sector change"
        ADD_ADD_ON = "add_add_on", "add-on added"
        REMOVE_ADD_ON = "remove_add_on", "add-on removed"
        GIVE_DISCOUNT = "give_discount", "discount"
        END_DISCOUNT = "end_discount", "discount ended"

    class State(models.TextChoices):
        PENDING = "pending"
        APPLIED = "applied"
        CANCELLED = "cancelled"
        SUPERSEDED = "superseded"
        FAILED = "failed"

    service = models.ForeignKey(Service, models.CASCADE, related_name="changes")
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=13, choices=Kind)
    effective_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=200, blank=True, default="")
    problem = models.CharField(max_length=300, blank=True, default="")
    charging_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    scheduled_for = models.DateField(null=True, blank=True)
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="+")
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey(ServiceLocation, models.PROTECT, null=True, related_name="+")
    sector = models.ForeignKey("network.Sector", models.PROTECT, null=True, related_name="+")
    add_on_version = models.ForeignKey(AddOnVersion, models.PROTECT, null=True, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)
    discount = models.ForeignKey(Discount, models.PROTECT, null=True, related_name="+")
    booked_by = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "service change"
        ordering = ("-effective_on", "-ordinal")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "service", "ordinal"], name="service_change_once"
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "state", "effective_on"], name="service_change_due"),
        )

    def __str__(self) -> str:
        return f"{self.label} on {self.effective_on}"

    @property
    def label(self) -> str:
        """The kind as it begins a line."""
        return capfirst(self.get_kind_display())

    @property
    def reason_text(self) -> str:
        return reason_text(self.reason)


class ServicePeriod(ServiceTerms):
    """The terms of a service for the days ``[from_on, to_on)``, booked future included.

    The periods of a service follow one another without gap or overlap; the last has no end.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="periods")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "service period"
        ordering = ("from_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="service_period_has_days"
            ),
            ExclusionConstraint(
                name="service_period_no_overlap",
                expressions=[
                    (same("service"), RangeOperators.OVERLAPS),
                    (days(), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "service", "from_on"], name="service_period_of"),
            models.Index(fields=["tenant", "from_on", "to_on"], name="service_period_days"),
            models.Index(
                fields=["tenant", "customer", "service"], name="service_period_of_customer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.state} from {self.from_on}"


class ServiceAddOn(TenantModel):
    """An add-on of a service for the days ``[from_on, to_on)``, at the price agreed."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="add_ons")
    version = models.ForeignKey(AddOnVersion, models.PROTECT, related_name="agreed")
    quantity = models.PositiveSmallIntegerField(default=1)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "service add-on"
        ordering = ("from_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="service_add_on_has_days"
            ),
        )
        indexes = (models.Index(fields=["tenant", "service"], name="service_add_on_of"),)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.version.add_on}"


class ServiceDiscount(TenantModel):
    """A discount of a service for the days ``[from_on, to_on)``, as it was agreed."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="discounts")
    discount = models.ForeignKey(Discount, models.PROTECT, related_name="agreed")
    kind = models.CharField(max_length=7, choices=Discount.Kind)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "service discount"
        ordering = ("from_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")),
                name="service_discount_has_days",
            ),
        )
        indexes = (models.Index(fields=["tenant", "service"], name="service_discount_of"),)

    def __str__(self) -> str:
        return str(self.discount)
