"""Tables of the billing domain."""

from .charges import Charge, RatedService
from .documents import Invoice, InvoiceLine, InvoiceTax, Party
from .ledger import Account, Journal, LedgerPeriod, Posting
from .payments import Allocation, Payment
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
    "BillingAccount",
    "BillingRun",
    "BillingSettings",
    "BillingTerms",
    "Charge",
    "DayCount",
    "Direction",
    "DiscountOrder",
    "DocumentDate",
    "FirstTerm",
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
    "Posting",
    "PrintBatch",
    "RatedService",
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
