"""Facts of the billing domain."""

from datetime import date, datetime
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


class GatewayPutInUse(Event, name="billing.gateway_put_in_use"):
    """Money may be taken through an account at a gateway."""

    account_id: UUID


class GatewayBroken(Event, name="billing.gateway_broken", public=True):
    """A gateway does not accept our key any more."""

    account_id: UUID
    problem: str


class InstrumentSaved(Event, name="billing.instrument_saved", public=True):
    """A customer has saved a card, bank account or PayPal account."""

    instrument_id: UUID
    customer_id: UUID


class InstrumentReady(Event, name="billing.instrument_ready"):
    """Autopay may charge an instrument, new or with corrected details."""

    instrument_id: UUID
    customer_id: UUID


class InstrumentRemoved(Event, name="billing.instrument_removed", public=True):
    """An instrument is gone."""

    instrument_id: UUID
    customer_id: UUID
    reason: str


class InstrumentUnusable(Event, name="billing.instrument_unusable", public=True):
    """An instrument cannot be charged any more; until there is another, autopay rests."""

    instrument_id: UUID
    customer_id: UUID
    problem: str


class PaymentTried(Event, name="billing.payment_tried"):
    """Money is asked for at a gateway."""

    attempt_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str


class PaymentPending(Event, name="billing.payment_pending", public=True):
    """A bank debit is on its way; it is not paid yet."""

    attempt_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str


class PaymentFailed(Event, name="billing.payment_failed", public=True):
    """A try to take money failed, or a bank returned it; ``next_try_at`` if it is tried again."""

    attempt_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    reason: str
    next_try_at: datetime | None


class PaymentParked(Event, name="billing.payment_parked", public=True):
    """A gateway told of money that does not fit what was asked: somebody has to look."""

    attempt_id: UUID
    customer_id: UUID
    reason: str


class RefundGiven(Event, name="billing.refund_given", public=True):
    """Money was given back to a customer."""

    refund_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str


class RefundFailed(Event, name="billing.refund_failed", public=True):
    """Money could not be given back; it is the customer's credit again."""

    refund_id: UUID
    customer_id: UUID
    reason: str


class DisputeOpened(Event, name="billing.dispute_opened", public=True):
    """A payer's bank took money back."""

    dispute_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    reason: str


class DisputeClosed(Event, name="billing.dispute_closed", public=True):
    """A dispute was won or lost."""

    dispute_id: UUID
    customer_id: UUID
    won: bool
