"""What can be bought. A version is what was agreed: it is written once and never changed."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guywire.kit.tenancy.models import TenantModel
from guywire.kit.tenancy.rules import AppendOnly

NOTHING = Decimal("0.00")


class Technology(models.TextChoices):
    """How a plan reaches the customer; a plan of ANY fits every sector."""

    ANY = "any"
    LTE = "lte", "LTE"
    NR = "nr", "5G NR"
    CBRS = "cbrs", "CBRS"
    WIFI = "wifi", "Wi-Fi"
    FWA = "fwa", "fixed wireless"
    FIBER = "fiber"


class TaxClass(models.TextChoices):
    """Broadband, voice and equipment are taxed apart (B-TAX-3)."""

    INTERNET = "internet"
    VOICE = "voice"
    EQUIPMENT = "equipment"
    LABOUR = "labour"
    EXEMPT = "exempt"


class CycleUnit(models.TextChoices):
    """What a plan's cycle is counted in (B-CYC-3)."""

    DAY = "day", "days"
    WEEK = "week", "weeks"
    MONTH = "month", "months"


LONGEST_CYCLE = {CycleUnit.DAY: 365, CycleUnit.WEEK: 52, CycleUnit.MONTH: 12}
AGREED_MONTHS = 60  # cycles of more than a year were sold once; who has one keeps it


def cycle_is_known() -> Q:
    longest = LONGEST_CYCLE | {CycleUnit.MONTH: AGREED_MONTHS}
    known = Q()
    for unit, most in longest.items():
        known |= Q(cycle_unit=unit, cycle_length__gte=1, cycle_length__lte=most)
    return known


def available(start: str = "available_from", end: str = "available_to") -> Q:
    """The days on offer are empty or ``[from, to)``."""
    return Q(**{start: None}) | Q(**{end: None}) | Q(**{f"{end}__gt": F(start)})


class PlanTerms(TenantModel):
    """What a plan promises and costs each cycle; speeds in Mbit/s, no data cap when it is empty."""

    down_mbps = models.PositiveIntegerField()
    up_mbps = models.PositiveIntegerField()
    data_cap_gb = models.PositiveIntegerField(null=True, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    setup_fee = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    currency = models.CharField(max_length=3, editable=False)
    cycle_unit = models.CharField(max_length=5, choices=CycleUnit, default=CycleUnit.MONTH)
    cycle_length = models.PositiveSmallIntegerField(default=1)
    contract_months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def cycle(self) -> str:
        """What the price is for: “month”, “4 weeks”."""
        unit = CycleUnit(self.cycle_unit)
        return unit.value if self.cycle_length == 1 else f"{self.cycle_length} {unit.label}"


class Plan(PlanTerms):
    """A plan on offer. Its terms are those in force today; each change of them is a version.

    ``areas`` limits it to sectors of sites with one of these tags; empty is everywhere.
    """

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    technology = models.CharField(max_length=5, choices=Technology, default=Technology.ANY)
    description = models.TextField(blank=True, default="")
    tax_class = models.CharField(max_length=9, choices=TaxClass, default=TaxClass.INTERNET)
    visible = models.BooleanField(default=True)
    areas = ArrayField(models.CharField(max_length=40), blank=True, default=list)
    available_from = models.DateField(null=True, blank=True)
    available_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "code"], name="plan_code_once"),
            models.CheckConstraint(condition=available(), name="plan_available_days"),
            models.CheckConstraint(condition=cycle_is_known(), name="plan_cycle"),
            models.CheckConstraint(
                condition=Q(price__gte=0, setup_fee__gte=0), name="plan_price_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PlanVersion(PlanTerms):
    """The terms of a plan from a date on, until the next version; services point here."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    effective_from = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=["tenant", "plan", "version"], name="plan_version_once"),
            models.CheckConstraint(condition=cycle_is_known(), name="plan_version_cycle"),
            AppendOnly(name="plan_version_as_agreed"),
        )

    def __str__(self) -> str:
        return f"{self.plan} v{self.version}"


class AddOn(TenantModel):
    """Something bought on top of a plan, each cycle: a fixed address, a phone line, a router."""

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    description = models.TextField(blank=True, default="")
    tax_class = models.CharField(max_length=9, choices=TaxClass, default=TaxClass.INTERNET)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, editable=False)
    visible = models.BooleanField(default=True)
    available_from = models.DateField(null=True, blank=True)
    available_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = "add-on"
        verbose_name_plural = "add-ons"
        constraints = (
            models.UniqueConstraint(fields=["tenant", "code"], name="add_on_code_once"),
            models.CheckConstraint(condition=available(), name="add_on_available_days"),
            models.CheckConstraint(condition=Q(price__gte=0), name="add_on_price_not_negative"),
        )

    def __str__(self) -> str:
        return self.name


class AddOnVersion(TenantModel):
    """The price of an add-on from a date on."""

    add_on = models.ForeignKey(AddOn, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    effective_from = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "add_on", "version"], name="add_on_version_once"
            ),
            AppendOnly(name="add_on_version_as_agreed"),
        )

    def __str__(self) -> str:
        return f"{self.add_on} v{self.version}"


class Discount(TenantModel):
    """A reduction of a plan's price, for some months or for good.

    One that does not combine stands alone: never on the same day as another.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent"
        FIXED = "fixed"

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.PERCENT)
    percent = models.DecimalField(max_digits=5, decimal_places=2, default=NOTHING)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=NOTHING)
    currency = models.CharField(max_length=3, editable=False)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    combines = models.BooleanField(default=True)
    available_from = models.DateField(null=True, blank=True)
    available_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "code"], name="discount_code_once"),
            models.CheckConstraint(condition=available(), name="discount_available_days"),
            models.CheckConstraint(
                condition=Q(kind="percent", percent__gt=0, percent__lte=100, amount=0)
                | Q(kind="fixed", amount__gt=0, percent=0),
                name="discount_of_one_kind",
            ),
        )

    def __str__(self) -> str:
        return self.name
