"""What settles what, as people and programs ask for it: by the amount they type."""

from datetime import date
from uuid import UUID

from guywire.domains.customers.queries import today
from guywire.kit.errors import NotFound

from ..inputs import ManualPaymentInput, in_currency
from ..inputs.desk import ApplyInput, CreditNoteInput, TakeOffInput
from ..models import Invoice, Payment
from . import settling
from .accounts import lock_account
from .credits import credit_invoice
from .payments import record_payment


def take_payment(data: ManualPaymentInput) -> Payment:
    """A payment by hand: for the named invoice first, then for the oldest due."""
    account = lock_account(data.customer_id)
    amount = in_currency(data.amount, account.currency, field="amount")
    parts = None
    if data.invoice_id is not None:
        invoice = _invoice(data.invoice_id)
        parts = [settling.Part(invoice.pk, min(amount.minor, invoice.balance_minor))]
    payment = record_payment(
        data.customer_id,
        amount=amount,
        method=data.method,
        received_on=data.received_on,
        reference=data.reference,
        note=data.note,
        parts=parts,
    )
    if parts is not None and payment.unapplied_minor:
        settling.apply_oldest(payment, on=payment.received_on)
    return payment


def apply_to_invoice(source: settling.Source, data: ApplyInput) -> settling.Source:
    """Settle an invoice by a payment's or credit note's rest; as much as fits without an amount."""
    source = _locked(source)
    invoice = _invoice(data.invoice_id)
    if data.amount is None:
        minor = min(settling.left_of(source), invoice.balance_minor)
    else:
        minor = in_currency(data.amount, source.currency, field="amount").minor
    settling.apply(source, [settling.Part(invoice.pk, minor)])
    return source


def take_off_invoice(source: settling.Source, data: TakeOffInput) -> settling.Source:
    """What a payment or credit note settles of an invoice is open again (B-PAY-3)."""
    source = _locked(source)
    settling.take_off_invoice(source, _invoice(data.invoice_id), on=today(), reason=data.reason)
    return source


def credit_lines(invoice: Invoice, data: CreditNoteInput, *, on: date | None = None) -> Invoice:
    """A credit note for what is written of each line; for the rest of all without any."""
    amounts: dict[UUID, int] | None = None
    if data.lines:
        amounts = {}
        for line in data.lines:
            money = in_currency(line.amount, invoice.currency, field="lines")
            amounts[line.line_id] = amounts.get(line.line_id, 0) + money.minor
    return credit_invoice(invoice, reason=data.reason, amounts=amounts, on=on)


def _locked(source: settling.Source) -> settling.Source:
    lock_account(source.customer_id)
    return settling.locked(source)


def _invoice(invoice_id: UUID) -> Invoice:
    found = Invoice.objects.filter(pk=invoice_id).first()
    if found is None:
        raise NotFound("There is no such invoice.")
    return found
