"""Rules of EN 16931-1 about value added tax: BR-CO-17 and 18, and those of each category.

B-TAX-4: VAT ids of both sides and the reason "reverse charge" with a tax of nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from guywire.engines.einvoice.errors import BrokenRule
from guywire.engines.einvoice.model import Invoice, Tax, TaxTotal, VatCategory
from guywire.engines.money import Money, MoneyError

NAMES = {
    VatCategory.STANDARD: "S",
    VatCategory.ZERO: "Z",
    VatCategory.EXEMPT: "E",
    VatCategory.REVERSE_CHARGE: "AE",
    VatCategory.INTRA_COMMUNITY: "IC",
    VatCategory.EXPORT: "G",
    VatCategory.OUTSIDE: "O",
}
"""How the rules abbreviate the categories."""
WITH_REASON = (
    VatCategory.EXEMPT,
    VatCategory.REVERSE_CHARGE,
    VatCategory.INTRA_COMMUNITY,
    VatCategory.EXPORT,
    VatCategory.OUTSIDE,
)

Rate = tuple[VatCategory, Decimal]


def vat_rules(invoice: Invoice) -> Iterator[BrokenRule]:
    """What is wrong with the taxes of an invoice."""
    if not invoice.taxes:
        yield BrokenRule("BR-CO-18", "", "there is no tax, not even one of 0 %")
    yield from _breakdown(invoice)
    for total in invoice.taxes:
        yield from _of_total(total, invoice)
    for category in {tax.category for tax in _taxes(invoice)}:
        yield from _of_parties(category, invoice)
    for tax in _taxes(invoice):
        yield from _of_rate(tax)


def _taxes(invoice: Invoice) -> list[Tax]:
    used = [*(line.tax for line in invoice.lines), *(each.tax for each in invoice.allowances)]
    return list(dict.fromkeys(used))


def _breakdown(invoice: Invoice) -> Iterator[BrokenRule]:
    """Every category and rate in use has exactly one total, and it is their sum (rules 01, 08)."""
    due = _taxable(invoice)
    stated = {(total.tax.category, total.tax.percent): total for total in invoice.taxes}
    if len(stated) < len(invoice.taxes):
        yield BrokenRule("BR-CO-18", "", "a category and rate has two totals")
    for rate in dict.fromkeys([*due, *stated]):
        rule = f"BR-{NAMES[rate[0]]}"
        if rate not in stated:
            yield BrokenRule(f"{rule}-01", _named(rate), "its total is missing")
        elif rate not in due:
            yield BrokenRule(f"{rule}-01", _named(rate), "it has a total but no line")
        elif due[rate] != stated[rate].taxable_minor:
            text = f"taxable are {stated[rate].taxable_minor}, the lines make {due[rate]}"
            yield BrokenRule(f"{rule}-08", _named(rate), f"{text} (minor units)")


def _taxable(invoice: Invoice) -> dict[Rate, int]:
    due: dict[Rate, int] = defaultdict(int)
    for line in invoice.lines:
        due[line.tax.category, line.tax.percent] += line.net_minor
    for each in invoice.allowances:
        sign = 1 if each.is_charge else -1
        due[each.tax.category, each.tax.percent] += sign * each.amount_minor
    return due


def _named(rate: Rate) -> str:
    category, percent = rate
    return f"tax {category} {percent:f} %"


def _of_total(total: TaxTotal, invoice: Invoice) -> Iterator[BrokenRule]:
    tax = total.tax
    where, rule = _named((tax.category, tax.percent)), f"BR-{NAMES[tax.category]}"
    if tax.category is VatCategory.STANDARD:
        try:
            right = Money(total.taxable_minor, invoice.currency) * (tax.percent / 100)
        except MoneyError:
            return
        # Rounding line by line may leave half a unit each; EN 16931 itself lets a whole one pass.
        slack = (len(invoice.lines) + len(invoice.allowances) + 1) // 2
        if abs(right.minor - total.tax_minor) > slack:
            text = f"the tax is {total.tax_minor}, the rate makes {right.minor} (minor units)"
            yield BrokenRule("BR-CO-17", where, text)
    elif total.tax_minor:
        yield BrokenRule(f"{rule}-09", where, "nothing may be charged")
    has_reason = bool(tax.reason.strip() or tax.reason_code.strip())
    if tax.category in WITH_REASON and not has_reason:
        yield BrokenRule(f"{rule}-10", where, "it needs a reason in words or by code")
    if tax.category not in WITH_REASON and has_reason:
        yield BrokenRule(f"{rule}-10", where, "it has no reason for an exemption")


def _of_rate(tax: Tax) -> Iterator[BrokenRule]:
    where, rule = _named((tax.category, tax.percent)), f"BR-{NAMES[tax.category]}-05"
    if tax.category is VatCategory.STANDARD and tax.percent <= 0:
        yield BrokenRule(rule, where, "the rate must be above 0; 0 % is another category")
    if tax.category is not VatCategory.STANDARD and tax.percent != 0:
        yield BrokenRule(rule, where, "the rate must be 0")


def _of_parties(category: VatCategory, invoice: Invoice) -> Iterator[BrokenRule]:
    seller, buyer, rule = invoice.seller, invoice.buyer, f"BR-{NAMES[category]}"
    if category is VatCategory.OUTSIDE:
        yield from _of_outside(invoice)
        return
    if not (seller.vat_id or seller.tax_number):
        yield BrokenRule(f"{rule}-02", "seller", "the VAT id is missing")
    elif category is VatCategory.INTRA_COMMUNITY and not seller.vat_id:
        yield BrokenRule(f"{rule}-02", "seller", "supplies within the Union need the VAT id")
    if category is VatCategory.REVERSE_CHARGE and not (buyer.vat_id or buyer.legal_id):
        text = "reverse charge needs the VAT id or the registration of the buyer"
        yield BrokenRule(f"{rule}-02", "buyer", text)
    if category is VatCategory.INTRA_COMMUNITY:
        yield from _of_intra_community(invoice)


def _of_intra_community(invoice: Invoice) -> Iterator[BrokenRule]:
    if not invoice.buyer.vat_id:
        yield BrokenRule("BR-IC-02", "buyer", "supplies within the Union need the VAT id")
    if not (invoice.delivered_on or invoice.period):
        yield BrokenRule("BR-IC-11", "", "the day of supply or the period is missing")
    if invoice.delivery_address is None:
        yield BrokenRule("BR-IC-12", "", "the country of supply is missing")


def _of_outside(invoice: Invoice) -> Iterator[BrokenRule]:
    if invoice.seller.vat_id or invoice.buyer.vat_id:
        yield BrokenRule("BR-O-02", "", "what is outside of VAT shows no VAT ids")
    if {tax.category for tax in _taxes(invoice)} != {VatCategory.OUTSIDE}:
        yield BrokenRule("BR-O-12", "", "what is outside of VAT stands on an invoice of its own")
