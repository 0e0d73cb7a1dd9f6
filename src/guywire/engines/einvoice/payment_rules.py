"""Rules of EN 16931-1 about payment."""

from collections.abc import Iterator

from guywire.engines.einvoice.errors import BrokenRule
from guywire.engines.einvoice.model import Invoice, PaymentCode, PaymentMeans

TRANSFERS = (PaymentCode.CREDIT_TRANSFER, PaymentCode.SEPA_CREDIT_TRANSFER)
DEBITS = (PaymentCode.DIRECT_DEBIT, PaymentCode.SEPA_DIRECT_DEBIT)
FEWEST_DIGITS, MOST_DIGITS = 4, 10


def payment_rules(invoice: Invoice) -> Iterator[BrokenRule]:
    """What is wrong with the terms and means of payment."""
    if invoice.totals.due_minor > 0 and not (invoice.due_on or invoice.payment_terms.strip()):
        yield BrokenRule("BR-CO-25", "", "neither the due date nor the terms of payment are said")
    if invoice.payment is not None:
        yield from _of_means(invoice.payment)


def _of_means(means: PaymentMeans) -> Iterator[BrokenRule]:
    where = f"payment by {means.code.name.lower().replace('_', ' ')}"
    if means.code in TRANSFERS and not means.iban:
        yield BrokenRule("BR-61", where, "the account to pay to is missing")
    if means.code in DEBITS and not means.mandate_id:
        yield BrokenRule("PEPPOL-EN16931-R061", where, "the mandate is missing")
    digits = means.card_last_digits
    if digits and not (digits.isdigit() and FEWEST_DIGITS <= len(digits) <= MOST_DIGITS):
        yield BrokenRule("BR-51", where, "of a card only the last four to six digits may be said")
