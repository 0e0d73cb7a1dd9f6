"""On what terms a customer is billed."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guywire.kit.tenancy.models import TenantModel

from .base import currency, money, words


class Mode(models.TextChoices):
    """From which day the periods are counted (B-CYC)."""

    FIXED = "fixed", "a fixed day of the month"
    ANNIVERSARY = "anniversary", "the day the service began"


class Timing(models.TextChoices):
    PREPAY = "prepay", "in advance"
    POSTPAY = "postpay", "in arrears"


class FirstTerm(models.TextChoices):
    """What is done with the days before the first whole period (B-PR-1)."""

    ALONE = "alone", "billed at once, the whole period on its day"
    WITH_NEXT = "with_next", "billed at once with the whole period, one invoice"
    APART = "apart", "billed at once with the whole period, two invoices"
    AT_NEXT = "at_next", "billed on the day of the whole period, one invoice"
    INCLUDED = "included", "part of a longer first period"


class DayCount(models.TextChoices):
    ACTUAL = "actual", "days of the period"
    THIRTY = "thirty", "thirtieths of a month"


class Part(models.TextChoices):
    """What is charged of a period used in part (B-PR)."""

    DAYS = "days", "its days"
    WHOLE = "whole", "the whole period"
    NONE = "none", "nothing"


class When(models.TextChoices):
    """From when on changed terms are charged (B-PR-2, B-PR-7)."""

    NOW = "now", "their day"
    PERIOD_END = "period_end", "the end of the period"
    NEXT_PERIOD = "next_period", "the end of the next period"


class MidPeriod(models.TextChoices):
    """When charges that arise within a billed period are billed (B-PR-2)."""

    AT_ONCE = "at_once", "at once"
    NEXT_BILL = "next_bill", "with the next bill"
    WITH_NEXT = "with_next", "at once, the next period with them"


class DiscountOrder(models.TextChoices):
    FIXED_FIRST = "fixed_first", "amounts first"
    PERCENT_FIRST = "percent_first", "percentages first"
    AS_LISTED = "as_listed", "as they were given"


class Rounding(models.TextChoices):
    """Where tax is rounded (B-TAX-1)."""

    LINE = "line", "each line"
    DOCUMENT = "document", "the document's sum of a rate"


class Direction(models.TextChoices):
    HALF_UP = "half_up", "half up"
    UP = "up", "always up"


class TaxPoint(models.TextChoices):
    """Which day decides the rate (B-TAX-2)."""

    SUPPLY = "supply", "the first day that is billed"
    INVOICE = "invoice", "the day of the invoice"


class DocumentDate(models.TextChoices):
    BILL_DAY = "bill_day", "the day it was due to be billed"
    RUN = "run", "the day of the run"


BILL_DAY = Q(bill_day__gte=1, bill_day__lte=31, start_day__lte=31)


class BillingSettings(TenantModel):
    """How this WISP bills; one row a tenant. New customers start with these terms."""

    mode = models.CharField(max_length=11, choices=Mode, default=Mode.FIXED)
    bill_day = models.PositiveSmallIntegerField(default=1)
    start_day = models.PositiveSmallIntegerField(default=0)
    timing = models.CharField(max_length=7, choices=Timing, default=Timing.PREPAY)
    advance_days = models.SmallIntegerField(default=0)
    due_days = models.PositiveSmallIntegerField(default=14)
    document_date = models.CharField(
        max_length=8, choices=DocumentDate, default=DocumentDate.BILL_DAY
    )
    first_term = models.CharField(max_length=9, choices=FirstTerm, default=FirstTerm.ALONE)
    day_count = models.CharField(max_length=6, choices=DayCount, default=DayCount.ACTUAL)
    whole_units = models.BooleanField(default=False)
    start_part = models.CharField(max_length=5, choices=Part, default=Part.DAYS)
    end_part = models.CharField(max_length=5, choices=Part, default=Part.DAYS)
    bridge_part = models.CharField(max_length=5, choices=Part, default=Part.DAYS)
    bridge_long = models.BooleanField(default=False)
    pause_part = models.CharField(max_length=5, choices=Part, default=Part.DAYS)
    add_on_part = models.CharField(max_length=5, choices=Part, default=Part.DAYS)
    upgrade = models.CharField(max_length=11, choices=When, default=When.NOW)
    downgrade = models.CharField(max_length=11, choices=When, default=When.PERIOD_END)
    price_list = models.CharField(max_length=11, choices=When, default=When.PERIOD_END)
    restart_terms = models.BooleanField(default=False)
    credit_changes = models.BooleanField(default=True)
    credit_unpaid = models.BooleanField(default=True)
    mid_period = models.CharField(max_length=9, choices=MidPeriod, default=MidPeriod.AT_ONCE)
    discount_order = models.CharField(
        max_length=13, choices=DiscountOrder, default=DiscountOrder.FIXED_FIRST
    )
    minimum_minor = models.BigIntegerField(default=0)
    prices_include_tax = models.BooleanField(default=False)
    tax_rounding = models.CharField(max_length=8, choices=Rounding, default=Rounding.LINE)
    tax_direction = models.CharField(max_length=7, choices=Direction, default=Direction.HALF_UP)
    tax_point = models.CharField(max_length=7, choices=TaxPoint, default=TaxPoint.SUPPLY)
    send_zero = models.BooleanField(default=False)
    automatic_runs = models.BooleanField(default=False)
    decided_on = models.DateField(null=True, editable=False)
    legal_name = models.CharField(max_length=160, blank=True, default="")
    address = models.TextField(blank=True, default="")
    tax_number = models.CharField(max_length=40, blank=True, default="")
    bank_details = models.TextField(blank=True, default="")
    paper_fee_minor = models.BigIntegerField(default=0)
    sends_documents = models.BooleanField(default=False)
    iban = models.CharField("IBAN", max_length=34, blank=True, default="")
    bic = models.CharField("BIC", max_length=11, blank=True, default="")
    payment_terms = models.TextField(blank=True, default="")
    footer = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "billing settings"
        verbose_name_plural = "billing settings"
        constraints = (
            models.UniqueConstraint(fields=["tenant"], name="billing_settings_once"),
            models.CheckConstraint(condition=BILL_DAY, name="billing_settings_bill_day"),
            models.CheckConstraint(
                condition=Q(minimum_minor__gte=0), name="billing_settings_minimum"
            ),
            models.CheckConstraint(
                condition=Q(paper_fee_minor__gte=0), name="billing_settings_paper_fee"
            ),
        )

    def __str__(self) -> str:
        return "billing settings"


class BillingAccount(TenantModel):
    """How one customer is billed; made with the first service, charge or payment.

    ``payer`` is another customer who gets the documents (B-PAY-12), ``bills_to`` whoever does. The
    currency stays once money exists. What is empty follows the settings of the WISP.
    """

    audit_silent: ClassVar[tuple[str, ...]] = ("updated_at",)

    class Delivery(models.TextChoices):
        EMAIL = "email"
        PRINT = "print"
        NONE = "none", "portal only"

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="billing_accounts", db_index=False
    )
    payer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, blank=True, related_name="pays_for"
    )
    bills_to = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", editable=False
    )
    currency = currency()
    due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    delivery = models.CharField(max_length=5, choices=Delivery, default=Delivery.EMAIL)
    separate_services = models.BooleanField(default=False)
    use_credit = models.BooleanField(default=True)
    address = models.TextField(blank=True, default="")
    tax_number = models.CharField(max_length=40, blank=True, default="")
    purchase_order = models.CharField(max_length=60, blank=True, default="")
    reverse_charge = models.BooleanField(default=False)
    on_hold = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "billing account"
        ordering = ("customer__name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(payer=None) | ~Q(payer=F("customer")), name="billing_account_payer"
            ),
            models.UniqueConstraint(fields=["tenant", "customer"], name="billing_account_once"),
        )
        indexes = (models.Index(fields=["tenant", "bills_to"], name="billing_account_of_payer"),)

    def __str__(self) -> str:
        return str(self.customer)


class BillingTerms(TenantModel):
    """The calendar of an account from a day on, until the next (B-CYC-10)."""

    account = models.ForeignKey(BillingAccount, models.CASCADE, related_name="terms")
    from_on = models.DateField()
    mode = models.CharField(max_length=11, choices=Mode)
    bill_day = models.PositiveSmallIntegerField()
    start_day = models.PositiveSmallIntegerField(default=0)
    timing = models.CharField(max_length=7, choices=Timing)
    advance_days = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = "billing terms"
        verbose_name_plural = "billing terms"
        ordering = ("from_on",)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "account", "from_on"], name="billing_terms_once"
            ),
            models.CheckConstraint(condition=BILL_DAY, name="billing_terms_bill_day"),
        )

    def __str__(self) -> str:
        return f"{self.get_mode_display()} from {self.from_on}"


class TaxRate(TenantModel):
    """A tax or surcharge in force for the days ``[from_on, to_on)``.

    It applies to lines of one of the ``classes`` (all when empty) at places that match every one
    of country, region, city and postcode that is given (B-TAX-3). ``assessable_percent`` is the
    part of a line that it is taken from. Later ones of a higher ``step`` that compound are taken
    from the line and the taxes of lower steps.
    """

    class Basis(models.TextChoices):
        PERCENT = "percent"
        FLAT = "flat", "an amount a unit"

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=7, choices=Basis, default=Basis.PERCENT)
    percent = models.DecimalField(max_digits=9, decimal_places=6, default=0)
    flat_minor = models.BigIntegerField(default=0)
    assessable_percent = models.DecimalField(max_digits=9, decimal_places=6, default=100)
    classes = words(9)
    country = models.CharField(max_length=2, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    step = models.PositiveSmallIntegerField(default=0)
    compounds = models.BooleanField(default=False)
    is_surcharge = models.BooleanField(default=False)
    reverses = models.BooleanField(default=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "tax rate"
        ordering = ("code", "-from_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "code", "country", "region", "city", "postcode", "from_on"],
                name="tax_rate_once",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="tax_rate_has_days"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, flat_minor__gte=0, assessable_percent__gte=0),
                name="tax_rate_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def flat(self) -> Decimal:
        """The amount in major units; of rows that were asked for with the tenant's currency."""
        return money(self, "flat_minor").decimal


class TaxExemption(TenantModel):
    """A customer does not pay a tax for the days ``[from_on, to_on)``; all taxes without a code."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="tax_exemptions"
    )
    code = models.CharField(max_length=24, blank=True, default="")
    certificate = models.CharField(max_length=80)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "tax exemption"
        ordering = ("-from_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="tax_exemption_has_days"
            ),
        )
        indexes = (models.Index(fields=["tenant", "customer"], name="tax_exemption_of"),)

    def __str__(self) -> str:
        return self.certificate
