"""One row by its id, or NotFound: of the active tenant, as every question is."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from guywire.domains.customers.models import Customer
from guywire.domains.customers.queries import customers
from guywire.kit.access import Actor
from guywire.kit.errors import NotFound

from ..models import BillingRun, Invoice, Payment, Rehearsal, RehearsalItem

Row = TypeVar("Row", bound=Model)


def _one(rows: QuerySet[Row], pk: UUID, words: str) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(words)
    return found


def document_named(pk: UUID) -> Invoice:
    return _one(Invoice.objects.all(), pk, "There is no such document.")


def payment_named(pk: UUID) -> Payment:
    return _one(Payment.objects.all(), pk, "There is no such payment.")


def rehearsal_named(pk: UUID) -> Rehearsal:
    return _one(Rehearsal.objects.all(), pk, "There is no such rehearsal.")


def rehearsed_named(pk: UUID) -> RehearsalItem:
    rows = RehearsalItem.objects.select_related("rehearsal", "payer")
    return _one(rows, pk, "There is no such customer in a rehearsal.")


def run_named(pk: UUID) -> BillingRun:
    return _one(BillingRun.objects.all(), pk, "There is no such billing run.")


def customer_named(actor: Actor, pk: UUID) -> Customer:
    """One that this actor may see."""
    rows = customers(actor).select_related("tenant")
    return _one(rows, pk, "There is no such customer.")


def documents_named(ids: Iterable[UUID]) -> list[Invoice]:
    """Those that exist."""
    return list(Invoice.objects.filter(pk__in=list(ids)))


def require_run(run_id: UUID) -> None:
    """NotFound unless there is such a billing run."""
    if not BillingRun.objects.filter(pk=run_id).exists():
        raise NotFound("There is no such billing run.")
