"""Billing runs: rehearsed, looked at, committed."""

from django.db import models
from django.db.models import Q

from guywire.kit.tenancy.models import TenantModel

from .base import BulkModel, currency


class BillingRun(TenantModel):
    """What is due up to a day, over all customers.

    A rehearsal writes an item for each customer, with totals and a digest, and no document. The
    commit issues what was rehearsed and leaves out whoever's digest has changed meanwhile.
    """

    class State(models.TextChoices):
        REHEARSING = "rehearsing"
        REHEARSED = "rehearsed"
        CHECKING = "checking"
        COMMITTING = "committing"
        COMMITTED = "committed"
        CANCELLED = "cancelled"
        FAILED = "failed"

    number = models.CharField(max_length=40, editable=False)
    for_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.REHEARSING, editable=False)
    is_automatic = models.BooleanField(default=False, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=32, blank=True, default="", editable=False)
    error = models.TextField(blank=True, default="", editable=False)
    started_by = models.CharField(max_length=160, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    rehearsed_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "billing run"
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["tenant", "number"], name="billing_run_number_once"),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=Q(state__in=("checking", "committing")),
                name="billing_run_one_commits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} for {self.for_on}"


class BillingRunItem(BulkModel):
    """What a run found for one customer."""

    class Outcome(models.TextChoices):
        READY = "ready"
        ISSUED = "issued"
        CHANGED = "changed", "changed since the rehearsal"
        SKIPPED = "skipped"
        FAILED = "failed"

    run = models.ForeignKey(BillingRun, models.CASCADE, related_name="items", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=7, choices=Outcome)
    documents = models.PositiveSmallIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    currency = currency()
    net_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    credited_minor = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=32, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "billing run item"
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "run", "customer"], name="billing_run_item_once"
            ),
        )
        indexes = (models.Index(fields=["tenant", "run", "outcome"], name="billing_run_item_by"),)

    def __str__(self) -> str:
        return f"{self.customer} {self.outcome}"
