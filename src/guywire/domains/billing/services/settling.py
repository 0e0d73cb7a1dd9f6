"""What settles what: payments and credit notes against invoices, and what is left as credit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guywire.domains.customers.queries import today
from guywire.engines.money import Money
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish

from ..events import CreditApplied, InvoicePaid, InvoiceReopened
from ..models import Account, Allocation, Invoice, Journal, Payment
from .posting import Leg, open_day, post

State = Invoice.State
OPEN = (State.ISSUED, State.PART_PAID)


class TooMuch(DomainError):
    """More than is open, or more than is there."""

    code = "too_much"


class OtherMoney(DomainError):
    """Another customer's, or in another currency."""

    code = "other_money"


class NotSettling(Conflict):
    """This settles nothing of the invoice."""

    code = "not_settling"


@dataclass(frozen=True, slots=True)
class Part:
    """So much of an invoice is to be settled."""

    invoice_id: UUID
    amount_minor: int


Source = Payment | Invoice
"""What settles: a payment, or a credit note."""


def left_of(source: Source) -> int:
    """What of a payment or credit note is not used yet."""
    return source.unapplied_minor if isinstance(source, Payment) else source.balance_minor


def locked(source: Source) -> Source:
    """The payment or credit note as it is now, held until the end of the transaction."""
    if isinstance(source, Payment):
        return Payment.objects.select_for_update().get(pk=source.pk)
    return Invoice.objects.select_for_update().get(pk=source.pk)


def open_invoices(customer_id: UUID, currency: str) -> list[Invoice]:
    """What the customer owes, the oldest due first (B-PAY order)."""
    rows = Invoice.objects.select_for_update().filter(
        customer=customer_id,
        currency=currency,
        kind=Invoice.Kind.INVOICE,
        state__in=OPEN,
        balance_minor__gt=0,
    )
    return list(rows.order_by("due_on", "issued_on", "number"))


def apply(source: Source, parts: Iterable[Part], *, on: date | None = None) -> list[Allocation]:
    """Settle parts of invoices by a payment or credit note, all or none.

    Raises TooMuch and OtherMoney. The customer's account is locked by the caller.
    """
    day, made = on or today(), []
    for part in parts:
        invoice = Invoice.objects.select_for_update().get(pk=part.invoice_id)
        _require_fit(source, invoice, part.amount_minor)
        made.append(_allocate(source, invoice, part.amount_minor, day))
    return made


def apply_oldest(source: Source, *, on: date | None = None) -> list[Allocation]:
    """Settle the oldest due invoices as far as the payment or credit note goes."""
    left, parts = left_of(source), []
    for invoice in open_invoices(source.customer_id, source.currency):
        if left <= 0:
            break
        part = min(left, invoice.balance_minor)
        parts.append(Part(invoice.pk, part))
        left -= part
    return apply(source, parts, on=on)


def use_credit(customer_id: UUID, currency: str, *, on: date | None = None) -> int:
    """Use what the customer has to his credit, the oldest first; the amount used (B-PAY-2)."""
    before = 0
    for source in credits_of(customer_id, currency):
        made = apply_oldest(source, on=on)
        used = sum(row.amount_minor for row in made)
        before += used
        for row in made:
            publish(
                CreditApplied(
                    invoice_id=row.invoice_id,
                    customer_id=customer_id,
                    amount_minor=row.amount_minor,
                    currency=currency,
                )
            )
        if left_of(source):
            break
    return before


def credits_of(customer_id: UUID, currency: str) -> Sequence[Source]:
    """Unused credit notes, then unused payments, each the oldest first."""
    notes = Invoice.objects.select_for_update().filter(
        customer=customer_id,
        currency=currency,
        kind=Invoice.Kind.CREDIT_NOTE,
        balance_minor__gt=0,
    )
    payments = Payment.objects.select_for_update().filter(
        customer=customer_id,
        currency=currency,
        state=Payment.State.SETTLED,
        unapplied_minor__gt=0,
    )
    return [
        *notes.order_by("issued_on", "number"),
        *payments.order_by("received_on", "created_at"),
    ]


def take_off(allocation: Allocation, *, on: date | None = None, reason: str = "") -> Allocation:
    """Take back what a payment or credit note settled of an invoice (B-PAY-3)."""
    invoice = Invoice.objects.select_for_update().get(pk=allocation.invoice_id)
    source = _source_of(allocation)
    standing = _standing(invoice, source)
    if standing < allocation.amount_minor or allocation.amount_minor < 0:
        raise NotSettling("This was taken back already.")
    back = _allocate(source, invoice, -allocation.amount_minor, on or today(), reason=reason)
    if invoice.state in OPEN:
        _tell_reopened(invoice)
    return back


def take_off_invoice(
    source: Source, invoice: Invoice, *, on: date | None = None, reason: str = ""
) -> None:
    """Take back what a payment or credit note settles of one invoice; NotSettling: nothing."""
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if not _take_back(source, invoice, on or today(), reason):
        raise NotSettling(f"{source} settles nothing of {invoice}.")


def release(source: Source, *, on: date | None = None, reason: str = "") -> None:
    """Take back everything a payment or credit note settled."""
    rows = source.allocations if isinstance(source, Payment) else source.uses
    for invoice_id in rows.order_by().values_list("invoice", flat=True).distinct():
        invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
        _take_back(source, invoice, on or today(), reason)


def release_invoice(invoice: Invoice, *, on: date | None = None, reason: str = "") -> None:
    """Take back everything that settles an invoice; what else the sources settle stays."""
    payments = Payment.objects.filter(allocations__invoice=invoice).distinct()
    notes = Invoice.objects.filter(uses__invoice=invoice).distinct()
    sources: list[Source] = [*payments, *notes]
    for source in sources:
        invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
        _take_back(locked(source), invoice, on or today(), reason)


def _take_back(source: Source, invoice: Invoice, on: date, reason: str) -> int:
    """Undo what the source settles of the invoice; how much that was."""
    standing = _standing(invoice, source)
    if standing:
        _allocate(source, invoice, -standing, on, reason=reason)
        if invoice.state in OPEN:
            _tell_reopened(invoice)
    return standing


def _tell_reopened(invoice: Invoice) -> None:
    publish(
        InvoiceReopened(
            invoice_id=invoice.pk,
            customer_id=invoice.customer_id,
            balance_minor=invoice.balance_minor,
            currency=invoice.currency,
        )
    )


def _source_of(allocation: Allocation) -> Source:
    if allocation.payment_id is not None:
        return Payment.objects.select_for_update().get(pk=allocation.payment_id)
    assert allocation.credit_note_id is not None, "one of the two settles"
    return Invoice.objects.select_for_update().get(pk=allocation.credit_note_id)


def _standing(invoice: Invoice, source: Source) -> int:
    """What a source settles of an invoice now."""
    rows = invoice.allocations.all()
    mine = (
        rows.filter(payment=source)
        if isinstance(source, Payment)
        else rows.filter(credit_note=source)
    )
    return sum(mine.values_list("amount_minor", flat=True))


def _require_fit(source: Source, invoice: Invoice, amount_minor: int) -> None:
    if source.customer_id != invoice.customer_id or source.currency != invoice.currency:
        raise OtherMoney(f"{invoice} is another customer's, or in another currency.")
    if invoice.kind != Invoice.Kind.INVOICE:
        raise NotSettling(f"{invoice} is no invoice.")
    if amount_minor <= 0 or amount_minor > invoice.balance_minor:
        raise TooMuch(f"{invoice.balance} of {invoice} are open.", field="amount")
    if amount_minor > left_of(source):
        left = Money(left_of(source), source.currency)
        raise TooMuch(f"{left} of {source} are left.", field="amount")


def _allocate(
    source: Source, invoice: Invoice, amount_minor: int, on: date, *, reason: str = ""
) -> Allocation:
    row = Allocation.objects.create(
        invoice=invoice,
        payment=source if isinstance(source, Payment) else None,
        credit_note=None if isinstance(source, Payment) else source,
        amount_minor=amount_minor,
        applied_on=on,
        reason=reason[:80],
    )
    if isinstance(source, Payment):
        source.unapplied_minor -= amount_minor
        source.save(update_fields=["unapplied_minor"])
    else:
        set_balance(source, source.balance_minor - amount_minor, on)
    if invoice.state == State.WRITTEN_OFF:
        _write_off_more(invoice, row)
        return row
    set_balance(invoice, invoice.balance_minor - amount_minor, on)
    return row


def _write_off_more(invoice: Invoice, row: Allocation) -> None:
    """What is taken off a written-off invoice is bad debt as well: it does not open again."""
    more = Money(-row.amount_minor, invoice.currency)
    legs = [
        Leg(Account.Role.BAD_DEBT, more),
        Leg(Account.Role.RECEIVABLE, -more, invoice.customer_id),
    ]
    day = open_day(row.applied_on)
    post(Journal.Kind.WRITE_OFF, row.pk, on=day, legs=legs, memo=str(invoice))


def set_balance(invoice: Invoice, balance_minor: int, on: date) -> None:
    """What is open of a document decides how it stands."""
    was = invoice.state
    invoice.balance_minor = balance_minor
    if balance_minor == 0:
        invoice.state, invoice.settled_on = State.PAID, on
    else:
        invoice.settled_on = None
        whole = balance_minor == invoice.total_minor
        invoice.state = State.ISSUED if whole else State.PART_PAID
    invoice.save(update_fields=["balance_minor", "state", "settled_on"])
    if invoice.state == State.PAID and was != State.PAID and not invoice.is_credit_note:
        publish(InvoicePaid(invoice_id=invoice.pk, customer_id=invoice.customer_id))
