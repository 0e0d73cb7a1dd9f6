"""Facts of the billing domain."""

from datetime import date
from uuid import UUID

from guywire.kit.events import Event


class InvoiceIssued(Event, name="billing.invoice_issued", public=True):
    """A customer owes: an invoice has its number."""

    invoice_id: UUID
    customer_id: UUID
    total_minor: int
    currency: str
    due_on: date


class CreditNoteIssued(Event, name="billing.credit_note_issued", public=True):
    """A customer is credited; ``credits_id`` is the invoice it corrects, if it corrects one."""

    credit_note_id: UUID
    customer_id: UUID
    credits_id: UUID | None
    total_minor: int
    currency: str


class InvoicePaid(Event, name="billing.invoice_paid", public=True):
    """Nothing of an invoice is open any more."""

    invoice_id: UUID
    customer_id: UUID


class InvoiceReopened(Event, name="billing.invoice_reopened", public=True):
    """What had settled an invoice was taken back, in whole or part."""

    invoice_id: UUID
    customer_id: UUID
    balance_minor: int
    currency: str


class QuoteAccepted(Event, name="billing.quote_accepted", public=True):
    """A customer wants what was offered. Nothing is billed by that."""

    quote_id: UUID
    customer_id: UUID


class InvoiceVoided(Event, name="billing.invoice_voided", public=True):
    """An invoice never was; its number stays."""

    invoice_id: UUID
    customer_id: UUID
    reason: str


class InvoiceWrittenOff(Event, name="billing.invoice_written_off", public=True):
    """What was open of an invoice is given up as bad debt."""

    invoice_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    reason: str


class DocumentSent(Event, name="billing.document_sent", public=True):
    """A document went to its customer, by ``channel`` email or print."""

    invoice_id: UUID
    customer_id: UUID
    channel: str


class DocumentCameBack(Event, name="billing.document_came_back", public=True):
    """A letter with a document did not reach its customer; the document waits to be printed."""

    invoice_id: UUID
    customer_id: UUID
    address: str
    reason: str


class PaymentReceived(Event, name="billing.payment_received", public=True):
    """A customer paid."""

    payment_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str


class PaymentTakenBack(Event, name="billing.payment_taken_back", public=True):
    """A payment turned out to be none: entered by mistake, returned by the bank."""

    payment_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    reason: str


class CreditApplied(Event, name="billing.credit_applied"):
    """A customer's credit settled part of an invoice."""

    invoice_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str


class ChargeAdded(Event, name="billing.charge_added", public=True):
    """Something waits to be billed."""

    charge_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    bill_on: date


class ChargeCancelled(Event, name="billing.charge_cancelled", public=True):
    """A charge will not be billed."""

    charge_id: UUID
    customer_id: UUID
    reason: str


class BillingTermsChanged(Event, name="billing.terms_changed"):
    """Another calendar for a customer from a day on."""

    customer_id: UUID
    from_on: date


class RunRehearsed(Event, name="billing.run_rehearsed", public=True):
    """What a run would issue is known."""

    run_id: UUID


class RunCommitted(Event, name="billing.run_committed", public=True):
    """A run has issued its documents."""

    run_id: UUID


class PeriodClosed(Event, name="billing.period_closed", public=True):
    """The books of a period take no more postings."""

    period_id: UUID
    to_on: date


class PeriodReopened(Event, name="billing.period_reopened", public=True):
    """The newest closed period takes postings again."""

    period_id: UUID
    reason: str
