"""Tables of the billing domain."""

from .charges import Charge, RatedService
from .documents import Invoice, InvoiceLine, InvoiceTax, Party
from .ledger import Account, Journal, LedgerPeriod, Posting
from .payments import Allocation, Payment
from .runs import BillingRun, BillingRunItem
from .terms import (
    BillingAccount,
    BillingSettings,
    BillingTerms,
    ChangePolicy,
    Direction,
    DocumentDate,
    Mode,
    Proration,
    Rounding,
    TaxExemption,
    TaxPoint,
    TaxRate,
    Timing,
)

__all__ = [
    "Account",
    "Allocation",
    "BillingAccount",
    "BillingRun",
    "BillingRunItem",
    "BillingSettings",
    "BillingTerms",
    "ChangePolicy",
    "Charge",
    "Direction",
    "DocumentDate",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "Journal",
    "LedgerPeriod",
    "Mode",
    "Party",
    "Payment",
    "Posting",
    "Proration",
    "RatedService",
    "Rounding",
    "TaxExemption",
    "TaxPoint",
    "TaxRate",
    "Timing",
]
