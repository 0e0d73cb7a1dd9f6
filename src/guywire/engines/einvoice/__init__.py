"""E-invoices by EN 16931: one invoice, checked once, written as UBL, as CII or into its PDF.

if rules := broken_rules(invoice): ...           # all of them, in words
write_ubl(invoice)                                # PEPPOL BIS Billing 3.0 (UBL 2.1)
attach_cii(pdf, invoice, created_at=issued_at)    # Factur-X: PDF/A-3 with CII inside
"""

from guywire.engines.einvoice.cii import write_cii
from guywire.engines.einvoice.errors import BrokenRule, EInvoiceError, InvoiceInvalid, PdfInvalid
from guywire.engines.einvoice.model import (
    Address,
    AllowanceCharge,
    Invoice,
    InvoiceKind,
    Line,
    Party,
    PaymentCode,
    PaymentMeans,
    Period,
    Reference,
    Tax,
    TaxTotal,
    Totals,
    VatCategory,
    totals_of,
)
from guywire.engines.einvoice.pdf import attach_cii
from guywire.engines.einvoice.rules import broken_rules
from guywire.engines.einvoice.ubl import write_ubl

__all__ = [
    "Address",
    "AllowanceCharge",
    "BrokenRule",
    "EInvoiceError",
    "Invoice",
    "InvoiceInvalid",
    "InvoiceKind",
    "Line",
    "Party",
    "PaymentCode",
    "PaymentMeans",
    "PdfInvalid",
    "Period",
    "Reference",
    "Tax",
    "TaxTotal",
    "Totals",
    "VatCategory",
    "attach_cii",
    "broken_rules",
    "totals_of",
    "write_cii",
    "write_ubl",
]
