"""Tables of the billing domain."""

from .charges import Charge, RatedService
from .collecting import (
    AttemptPart,
    CollectingSettings,
    InstrumentSetup,
    PaymentAttempt,
    PaymentInstrument,
)
from .documents import Invoice, InvoiceLine, InvoiceTax, Party
from .gateways import GatewayAccount, GatewayCustomer, GatewayMessage
from .ledger import Account, Journal, LedgerPeriod, Posting
from .payments import Allocation, Payment
from .reversals import Dispute, DisputedInvoice, Refund
from .runs import BillingRun, Rehearsal, RehearsalItem, RunException
from .sendings import PrintBatch, Sending
from .terms import (
    BillingAccount,
    BillingSettings,
    BillingTerms,
    DayCount,
    Direction,
    DiscountOrder,
    DocumentDate,
    FirstTerm,
    MidPeriod,
    Mode,
    Part,
    Rounding,
    TaxExemption,
    TaxPoint,
    TaxRate,
    Timing,
    When,
)

__all__ = [
    "Account",
    "Allocation",
    "AttemptPart",
    "BillingAccount",
    "BillingRun",
    "BillingSettings",
    "BillingTerms",
    "Charge",
    "CollectingSettings",
    "DayCount",
    "Direction",
    "DiscountOrder",
    "Dispute",
    "DisputedInvoice",
    "DocumentDate",
    "FirstTerm",
    "GatewayAccount",
    "GatewayCustomer",
    "GatewayMessage",
    "InstrumentSetup",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "Journal",
    "LedgerPeriod",
    "MidPeriod",
    "Mode",
    "Part",
    "Party",
    "Payment",
    "PaymentAttempt",
    "PaymentInstrument",
    "Posting",
    "PrintBatch",
    "RatedService",
    "Refund",
    "Rehearsal",
    "RehearsalItem",
    "Rounding",
    "RunException",
    "Sending",
    "TaxExemption",
    "TaxPoint",
    "TaxRate",
    "Timing",
    "When",
]
