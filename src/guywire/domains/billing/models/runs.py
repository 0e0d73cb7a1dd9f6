"""Billing runs: rehearsed, looked at, committed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guywire.engines.money import Money
from guywire.kit.jobs.models import Run

from .base import BulkModel, currency, money


class BillingWork(Run):
    """What is due up to a day, over all payers: counts and sums in the tenant's currency."""

    audit_silent: ClassVar[tuple[str, ...]] = (
        *Run.audit_silent,
        "invoices",
        "credit_notes",
        "net_minor",
        "tax_minor",
        "credited_minor",
        "left_out",
    )

    number = models.CharField(max_length=40, editable=False)
    for_on = models.DateField()
    started_by = models.CharField(max_length=160, editable=False)
    invoices = models.PositiveIntegerField(default=0, editable=False)
    credit_notes = models.PositiveIntegerField(default=0, editable=False)
    currency = currency()
    net_minor = models.BigIntegerField(default=0, editable=False)
    tax_minor = models.BigIntegerField(default=0, editable=False)
    credited_minor = models.BigIntegerField(default=0, editable=False)
    left_out = models.PositiveIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} for {self.for_on}"

    @property
    def net(self) -> Money:
        return money(self, "net_minor")

    @property
    def tax(self) -> Money:
        return money(self, "tax_minor")

    @property
    def credited(self) -> Money:
        return money(self, "credited_minor")


class Rehearsal(BillingWork):
    """What a run would issue, without issuing it; ``inputs`` is what it was computed from."""

    job = "guywire.billing.rehearse"
    noun = "rehearsal"

    inputs = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="rehearsal_number_once"),
        )


class RehearsalItem(BulkModel):
    """What a rehearsal found for one payer, and the digest of it."""

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="items", db_index=False)
    payer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", db_index=False
    )
    invoices = models.PositiveSmallIntegerField(default=0)
    credit_notes = models.PositiveSmallIntegerField(default=0)
    currency = currency()
    net_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    credited_minor = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    fault = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "rehearsed customer"
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "rehearsal", "payer"], name="rehearsal_item_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.payer)

    @property
    def net(self) -> Money:
        return money(self, "net_minor")

    @property
    def tax(self) -> Money:
        return money(self, "tax_minor")

    @property
    def credited(self) -> Money:
        return money(self, "credited_minor")


class BillingRun(BillingWork):
    """A run that issues: what was rehearsed, or without a rehearsal what is due.

    One a tenant at a time. Who cannot be billed, or not as rehearsed, is left out and listed.
    """

    job = "guywire.billing.bill"
    noun = "billing_run"

    rehearsal = models.ForeignKey(
        Rehearsal, models.PROTECT, null=True, related_name="runs", editable=False
    )

    class Meta:
        verbose_name = "billing run"
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="billing_run_number_once"),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=Q(state__in=("queued", "running")),
                name="billing_run_one_at_a_time",
            ),
        )


class RunException(BulkModel):
    """A payer that a run left out, and why."""

    run = models.ForeignKey(BillingRun, models.CASCADE, related_name="exceptions", db_index=False)
    payer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300)

    class Meta:
        verbose_name = "customer left out"
        verbose_name_plural = "customers left out"
        constraints = (
            models.UniqueConstraint(fields=["tenant", "run", "payer"], name="run_exception_once"),
        )

    def __str__(self) -> str:
        return f"{self.payer}: {self.reason}"
