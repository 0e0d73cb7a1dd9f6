"""Proformas and quotes: not owed; what becomes of them (B-DOC-3, B-TAX-6)."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from guywire.domains.customers.models import Service, ServiceDiscount
from guywire.domains.customers.queries import today
from guywire.engines.money import Money
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import QuoteAccepted
from ..inputs.drafts import DraftKind
from ..models import BillingAccount, DiscountOrder, Invoice, InvoiceLine
from . import settling
from .accounts import lock_account, settings
from .drafts import issued, line_as_draft, new_document, write_rows
from .issuing import LineDraft
from .lines import income_of

Kind, State, Source = Invoice.Kind, Invoice.State, InvoiceLine.Source
ONE, HUNDRED = Decimal(1), Decimal(100)


class NotPaidInFull(DomainError):
    """A proforma becomes an invoice when all of it was paid."""

    code = "proforma_not_paid"


class NotStanding(Conflict):
    """The offer was decided already, or is no offer."""

    code = "offer_not_standing"


def bill_proforma(proforma: Invoice) -> Invoice:
    """Make the invoice of a proforma whose amount the customer has to his credit, and settle it.

    Raises NotPaidInFull; what was paid so far stays the customer's credit.
    """
    account = lock_account(proforma.customer_id)
    row = _standing(proforma, Kind.PROFORMA)
    credit = sum(
        settling.left_of(source) for source in settling.credits_of(row.customer_id, row.currency)
    )
    if credit < row.total_minor:
        there = Money(credit, row.currency)
        raise NotPaidInFull(f"{row.total} are asked and {there} are there.")
    lines = [
        replace(line_as_draft(line), source_id=uuid.uuid4(), line_id=uuid.uuid4())
        for line in row.lines.order_by("position")
    ]
    drafted = new_document(account, Kind.INVOICE, lines, note=row.note)
    drafted.made_from_id = row.pk
    invoice = issued(drafted, account)
    if invoice.balance_minor:
        settling.use_credit(row.customer_id, row.currency, on=invoice.issued_on)
        invoice.refresh_from_db()
    row.state, row.settled_on = State.PAID, invoice.issued_on
    row.save(update_fields=["state", "settled_on"])
    return invoice


def withdraw(offer: Invoice, *, reason: str) -> Invoice:
    """A proforma or quote holds no more; its number stays."""
    row = _standing(offer, Kind.PROFORMA, Kind.QUOTE)
    return _close(row, State.VOID, reason)


def accept_quote(quote: Invoice) -> Invoice:
    """The customer wants it. Nothing is billed by itself. Raises NotStanding after its last day."""
    row = _standing(quote, Kind.QUOTE)
    if row.due_on is not None and row.due_on < today():
        raise NotStanding(f"{row} was valid until {row.due_on}.")
    _close(row, State.ACCEPTED, "")
    publish(QuoteAccepted(quote_id=row.pk, customer_id=row.customer_id))
    return row


def decline_quote(quote: Invoice, *, reason: str = "") -> Invoice:
    """The customer does not want it."""
    return _close(_standing(quote, Kind.QUOTE), State.DECLINED, reason)


def quote_service(service: Service) -> Invoice:
    """A draft of a quote: what the first bill of a service for a whole term will say."""
    account = lock_account(service.customer_id)
    row = Invoice.objects.create(
        kind=DraftKind.QUOTE.value, customer_id=service.customer_id, currency=account.currency
    )
    write_rows(row, account, _lines(service, account))
    return row


def _lines(service: Service, account: BillingAccount) -> list[LineDraft]:
    version = service.plan_version
    per = f"{version.plan} ({version.cycle})"
    price, off = _discounted(service, account.currency)
    plan = _line(service, Source.PLAN, per, price, version.plan.tax_class)
    plan.discounts = off
    lines = [plan]
    for extra in service.add_ons.select_related("version__add_on").order_by("from_on", "pk"):
        bought = extra.version.add_on
        unit = Money.from_decimal(extra.price, account.currency).minor
        line = _line(service, Source.ADD_ON, bought.name, unit, bought.tax_class)
        line.quantity = Decimal(extra.quantity)
        line.amount_minor = line.price_minor = unit * extra.quantity
        lines.append(line)
    if version.setup_fee:
        fee = Money.from_decimal(version.setup_fee, account.currency).minor
        name = f"Set-up of {version.plan}"
        lines.append(_line(service, Source.SETUP, name, fee, version.plan.tax_class))
    return lines


def _line(
    service: Service, source: InvoiceLine.Source, name: str, minor: int, tax_class: str
) -> LineDraft:
    return LineDraft(
        source_kind=source.value,
        source_id=uuid.uuid4(),
        service_id=service.pk,
        customer_id=service.customer_id,
        location_id=service.location_id,
        description=name,
        unit_minor=minor,
        price_minor=minor,
        amount_minor=minor,
        tax_class=tax_class,
        income=income_of(tax_class),
    )


def _discounted(service: Service, currency: str) -> tuple[int, list[tuple[str, int]]]:
    """The price of a term less its discounts, in the order that bills take them (B-PR)."""
    left = Money.from_decimal(service.price, currency).minor
    off = []
    for given in _in_order(service.discounts.select_related("discount").order_by("from_on", "pk")):
        part = (
            int((left * given.percent / HUNDRED).quantize(ONE, ROUND_HALF_UP))
            if given.kind == "percent"
            else Money.from_decimal(given.amount, currency).minor
        )
        part = min(part, left)
        left -= part
        off.append((given.discount.name, part))
    return left, off


def _in_order(given: Iterable[ServiceDiscount]) -> list[ServiceDiscount]:
    order = settings().discount_order
    rows = list(given)
    if order == DiscountOrder.AS_LISTED:
        return rows
    first = "fixed" if order == DiscountOrder.FIXED_FIRST else "percent"
    return sorted(rows, key=lambda row: row.kind != first)


def _standing(offer: Invoice, *kinds: Invoice.Kind) -> Invoice:
    row = Invoice.objects.select_for_update().get(pk=offer.pk)
    if row.kind not in kinds or row.state != State.ISSUED:
        raise NotStanding(f"{row} is {row.get_state_display().lower()}.")
    return row


def _close(row: Invoice, state: Invoice.State, reason: str) -> Invoice:
    row.state, row.reason = state, reason[:200]
    row.save(update_fields=["state", "reason"])
    return row
