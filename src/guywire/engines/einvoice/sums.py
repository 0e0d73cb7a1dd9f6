"""Sums of EN 16931-1: BR-CO-10 to BR-CO-17, and each line by PEPPOL-EN16931-R120."""

from collections.abc import Iterator
from decimal import Decimal

from guywire.engines.einvoice.errors import BrokenRule
from guywire.engines.einvoice.model import Invoice, Line, totals_of
from guywire.engines.money import Money, MoneyError

LINE_SLACK_MINOR = 2
"""PEPPOL BIS Billing 3.0 lets a line be two hundredths beside quantity times price."""

CHECKED = (
    ("BR-CO-10", "lines_minor", "the sum of the lines"),
    ("BR-CO-11", "allowances_minor", "the sum of the discounts"),
    ("BR-CO-12", "charges_minor", "the sum of the surcharges"),
    ("BR-CO-13", "net_minor", "the total without tax"),
    ("BR-CO-14", "tax_minor", "the total of the tax"),
    ("BR-CO-15", "gross_minor", "the total with tax"),
    ("BR-CO-16", "due_minor", "the amount due"),
)


def sum_rules(invoice: Invoice) -> Iterator[BrokenRule]:
    """Totals that are not the sums of their parts, and lines that are not quantity times price."""
    stated = invoice.totals
    right = totals_of(
        invoice.lines,
        invoice.allowances,
        invoice.taxes,
        prepaid_minor=stated.prepaid_minor,
        rounding_minor=stated.rounding_minor,
    )
    for rule, field, what in CHECKED:
        is_, should = getattr(stated, field), getattr(right, field)
        if is_ != should:
            yield BrokenRule(rule, "", f"{what} is {is_}, its parts make {should} (minor units)")
    for line in invoice.lines:
        yield from _line_rule(line, invoice.currency)


def _line_rule(line: Line, currency: str) -> Iterator[BrokenRule]:
    try:
        product = Money.from_decimal(Decimal(line.quantity * line.unit_price), currency)
    except MoneyError:
        return
    if abs(product.minor - line.net_minor) > LINE_SLACK_MINOR:
        text = f"its amount is {line.net_minor}, quantity times price makes {product.minor}"
        yield BrokenRule("PEPPOL-EN16931-R120", f"line {line.id}", f"{text} (minor units)")
