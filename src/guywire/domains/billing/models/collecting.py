"""Money taken through a gateway: what customers pay with, and each time it is tried."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guywire.engines.money import Money
from guywire.kit.tenancy.models import TenantModel

from .base import currency, money
from .documents import Invoice
from .gateways import GatewayAccount
from .payments import Payment


def default_ladder() -> list[int]:
    return [8, 8, 8]


class CollectingSettings(TenantModel):
    """How this WISP collects by itself; one row a tenant (B-PAY-7, 8, 9)."""

    class Counts(models.TextChoices):
        ISSUED = "issued", "day of the invoice"
        DUE = "due", "due day"

    class Pays(models.TextChoices):
        DUE = "due", "the invoices that are due"
        BALANCE = "balance", "everything that is open"

    autopay = models.BooleanField(default=True)
    counts_from = models.CharField(max_length=6, choices=Counts, default=Counts.DUE)
    offset_days = models.SmallIntegerField(default=0)
    pays = models.CharField(max_length=7, choices=Pays, default=Pays.DUE)
    pays_first = models.BooleanField(default=True)
    ladder_days = ArrayField(models.PositiveSmallIntegerField(), default=default_ladder, blank=True)
    give_up_days = models.PositiveSmallIntegerField(default=60)
    return_fee_minor = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "collecting settings"
        verbose_name_plural = "collecting settings"
        constraints = (
            models.UniqueConstraint(fields=["tenant"], name="collecting_settings_once"),
            models.CheckConstraint(
                condition=Q(return_fee_minor__gte=0, give_up_days__gte=1),
                name="collecting_settings_bounds",
            ),
        )

    def __str__(self) -> str:
        return "collecting settings"


class PaymentInstrument(TenantModel):
    """A card, bank account or PayPal account of a customer: the gateway's token, never a number.

    The default is what autopay charges. ``problem`` says why it is not charged. Attempts before
    ``corrected_at`` were with other details and count no more (B-PAY-8).
    """

    class Kind(models.TextChoices):
        CARD = "card"
        US_BANK_ACCOUNT = "us_bank_account", "bank account (ACH)"
        SEPA_DEBIT = "sepa_debit", "bank account (SEPA)"
        PAYPAL = "paypal", "PayPal"

    class Problem(models.TextChoices):
        NONE = "", "none"
        EXPIRED = "expired"
        DECLINED = "declined", "declined for good"
        DISPUTED = "disputed"

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="payment_instruments"
    )
    account = models.ForeignKey(GatewayAccount, models.PROTECT, related_name="instruments")
    kind = models.CharField(max_length=15, choices=Kind)
    token = models.CharField(max_length=120, editable=False)
    gateway_customer = models.CharField(max_length=120, blank=True, default="", editable=False)
    brand = models.CharField(max_length=40, blank=True, default="")
    last4 = models.CharField(max_length=4, blank=True, default="")
    label = models.CharField(max_length=120, blank=True, default="")
    mandate = models.CharField(max_length=120, blank=True, default="")
    fingerprint = models.CharField(max_length=120, blank=True, default="", editable=False)
    expires_on = models.DateField(null=True)
    is_default = models.BooleanField(default=False)
    problem = models.CharField(max_length=8, choices=Problem, blank=True, default=Problem.NONE)
    corrected_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "payment instrument"
        ordering = ("-is_default", "-created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "account", "token"], name="payment_instrument_token_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=Q(is_default=True, removed_at=None),
                name="payment_instrument_one_default",
            ),
        )
        indexes = (models.Index(fields=["tenant", "customer"], name="payment_instrument_of"),)

    def __str__(self) -> str:
        if self.label:
            return f"PayPal {self.label}"
        words = (self.brand.capitalize() or self.get_kind_display(), self.last4)
        return " ···· ".join(word for word in words if word)

    def is_expired(self, on: date) -> bool:
        return self.expires_on is not None and on >= self.expires_on


class InstrumentSetup(TenantModel):
    """A customer was sent to a page of the gateway to enter a card or bank account."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SAVED = "saved"
        FAILED = "failed"

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    account = models.ForeignKey(GatewayAccount, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=PaymentInstrument.Kind)
    external_id = models.CharField(max_length=160)
    page_url = models.TextField(blank=True, default="")
    makes_default = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True, default="")
    instrument = models.ForeignKey(
        PaymentInstrument, models.PROTECT, null=True, related_name="setups"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "instrument request"
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "account", "external_id"], name="instrument_setup_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.customer}"


class PaymentAttempt(TenantModel):
    """One try to take money. It is here, committed, before the gateway hears of it.

    ``key`` makes it happen once there, however often it is asked, and leads the gateway's messages
    back. ``chain`` is the first attempt of a ladder. Pending is not paid: only ``payment`` is.
    """

    audit_silent: ClassVar[tuple[str, ...]] = ("asked_count", "sent_at")

    class State(models.TextChoices):
        CREATED = "created", "not sent yet"
        UNKNOWN = "unknown", "no answer yet"
        PENDING = "pending", "on its way"
        ACTION = "requires_action", "waits for the payer"
        SUCCEEDED = "succeeded", "paid"
        FAILED = "failed"
        CANCELED = "canceled", "cancelled"
        RETURNED = "returned", "returned by the bank"

    class Origin(models.TextChoices):
        DESK = "desk", "by staff"
        AUTOPAY = "autopay"
        RETRY = "retry"

    LIVE = (State.CREATED, State.UNKNOWN, State.PENDING, State.ACTION)
    OVER = (State.FAILED, State.RETURNED)

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="payment_attempts"
    )
    account = models.ForeignKey(GatewayAccount, models.PROTECT, related_name="attempts")
    instrument = models.ForeignKey(
        PaymentInstrument, models.PROTECT, null=True, related_name="attempts"
    )
    origin = models.CharField(max_length=7, choices=Origin, default=Origin.DESK)
    chain = models.UUIDField()
    amount_minor = models.BigIntegerField()
    currency = currency()
    key = models.CharField(max_length=100)
    state = models.CharField(max_length=15, choices=State, default=State.CREATED)
    gateway_id = models.CharField(max_length=120, blank=True, default="")
    transaction_id = models.CharField(max_length=120, blank=True, default="")
    page_url = models.TextField(blank=True, default="")
    decline_code = models.CharField(max_length=60, blank=True, default="")
    decline_category = models.CharField(max_length=16, blank=True, default="")
    network_code = models.CharField(max_length=40, blank=True, default="")
    wait_s = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    flag = models.CharField(max_length=200, blank=True, default="")
    arrived_minor = models.BigIntegerField(null=True)
    arrived_currency = models.CharField(max_length=3, blank=True, default="")
    next_try_at = models.DateTimeField(null=True)
    next_try_why = models.CharField(max_length=24, blank=True, default="")
    cancel_asked = models.BooleanField(default=False)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    asked_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "payment attempt"
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "key"], name="payment_attempt_key_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="payment_attempt_of_something"
            ),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | Q(payment__isnull=False),
                name="payment_attempt_paid",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "-created_at", "id"], name="payment_attempt_newest"),
            models.Index(
                fields=["tenant", "account", "gateway_id"], name="payment_attempt_gateway_id"
            ),
            models.Index(
                fields=["tenant", "next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="payment_attempt_next",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} of {self.created_at:%Y-%m-%d}"

    @property
    def amount(self) -> Money:
        return money(self, "amount_minor")

    @property
    def next_try_words(self) -> str:
        """Why it is not tried again by itself."""
        return str(NOT_AGAIN.get(self.next_try_why, self.next_try_why))

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE


NOT_AGAIN = {
    "by_staff": _("staff tried it."),
    "never_again": _("the network forbids another try of this instrument."),
    "new_instrument": _("only another card or account can work."),
    "authenticate": _("the payer has to be there to confirm."),
    "ladder_ended": _("it was tried as often as the settings say."),
    "too_late": _("the first try is too long ago."),
    "return_is_final": _("the bank's answer forbids another try."),
    "debit_retries_ended": _("a debit may be sent again twice, not more."),
    "amount_differs": _("a debit may only be sent again for the same amount."),
    "other_instrument": _("another instrument took over."),
    "removed": _("the instrument was removed."),
    "paid_otherwise": _("nothing of it is open any more."),
    "disputed": _("a payment is disputed."),
    "expired": _("the card has expired."),
    "declined": _("the bank declined the instrument for good."),
    "autopay_off": _("autopay is off."),
    "tried_again": _("it was tried again."),
}
"""What `next_try_why` says, by its word."""


class AttemptPart(TenantModel):
    """An invoice that an attempt is for; no two open attempts are for one invoice (B-PAY-9)."""

    attempt = models.ForeignKey(PaymentAttempt, models.CASCADE, related_name="parts")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="attempts")
    amount_minor = models.BigIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = "part of an attempt"
        verbose_name_plural = "parts of attempts"
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "invoice"],
                condition=Q(is_open=True),
                name="attempt_part_one_at_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice}"
