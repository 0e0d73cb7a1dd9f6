"""Business rules of EN 16931-1 (§6.4) and PEPPOL BIS Billing 3.0, checked before it is written.

`broken_rules` gives all that is wrong at once, in words, so that a person can mend it.
"""

import re
from collections.abc import Iterator

from guywire.engines.einvoice.errors import BrokenRule, InvoiceInvalid
from guywire.engines.einvoice.model import Invoice, InvoiceKind, Line, Party, Period
from guywire.engines.einvoice.payment_rules import payment_rules
from guywire.engines.einvoice.sums import sum_rules
from guywire.engines.einvoice.vat_rules import vat_rules
from guywire.engines.money import MoneyError, exponent_of

COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
UNIT = re.compile(r"[0-9A-Z]{2,3}", re.ASCII)
VAT_ID = re.compile(r"[A-Z]{2}\S.+", re.ASCII)
EAS = re.compile(r"[0-9]{4}|EM|AN|AQ|AS|AU", re.ASCII)
"""Electronic address schemes: identifier lists of four digits, e-mail and a few networks."""
MOST_DECIMALS = 2


def broken_rules(invoice: Invoice, *, is_peppol: bool = False) -> list[BrokenRule]:
    """Every broken rule; an empty list means that it may be written."""
    found = [*_of_document(invoice), *_of_credited(invoice), *_of_parties(invoice)]
    found += _of_allowances(invoice)
    for line in invoice.lines:
        found += _of_line(line, invoice.period)
    found += [*sum_rules(invoice), *vat_rules(invoice), *payment_rules(invoice)]
    if is_peppol:
        found += _of_peppol(invoice)
    return found


def require(invoice: Invoice, *, is_peppol: bool) -> None:
    """InvoiceInvalid if a rule is broken."""
    if found := broken_rules(invoice, is_peppol=is_peppol):
        raise InvoiceInvalid(found)


def _of_document(invoice: Invoice) -> Iterator[BrokenRule]:
    if not invoice.number.strip():
        yield BrokenRule("BR-02", "", "the invoice has no number")
    try:
        if exponent_of(invoice.currency) > MOST_DECIMALS:
            text = f"{invoice.currency} has more than two decimals"
            yield BrokenRule("BR-DEC-14", "", text)
    except MoneyError as error:
        yield BrokenRule("BR-05", "", str(error))
    if not invoice.lines:
        yield BrokenRule("BR-16", "", "there is no line")
    if len({line.id for line in invoice.lines}) < len(invoice.lines):
        yield BrokenRule("BR-21", "", "two lines have the same id")
    if invoice.period is not None and invoice.period.last < invoice.period.first:
        yield BrokenRule("BR-29", "", "the period ends before it begins")


def _of_credited(invoice: Invoice) -> Iterator[BrokenRule]:
    if any(not reference.number.strip() for reference in invoice.credited):
        yield BrokenRule("BR-55", "", "a corrected invoice is named without its number")
    if invoice.kind is InvoiceKind.CREDIT_NOTE and not invoice.credited:
        # Not of EN 16931, but Article 219 of Directive 2006/112/EC: "specific and unambiguous".
        yield BrokenRule("Art. 219", "", "a credit note names the invoice that it corrects")


def _of_allowances(invoice: Invoice) -> Iterator[BrokenRule]:
    for each in invoice.allowances:
        if not each.reason.strip():
            rule = "BR-38" if each.is_charge else "BR-33"
            yield BrokenRule(rule, "", "a discount or surcharge has no reason")
        if each.amount_minor < 0:
            yield BrokenRule("BR-31", "", "a discount or surcharge is below zero")


def _of_parties(invoice: Invoice) -> Iterator[BrokenRule]:
    yield from _of_party(invoice.seller, "seller", ("BR-06", "BR-09"))
    yield from _of_party(invoice.buyer, "buyer", ("BR-07", "BR-11"))
    seller = invoice.seller
    if not (seller.vat_id or seller.legal_id or seller.id):
        text = "neither the VAT id nor a registration or a number with the buyer is known"
        yield BrokenRule("BR-CO-26", "seller", text)


def _of_party(party: Party, who: str, rules: tuple[str, str]) -> Iterator[BrokenRule]:
    name, country = rules
    if not party.name.strip():
        yield BrokenRule(name, who, "the name is missing")
    if COUNTRY.fullmatch(party.address.country_code) is None:
        yield BrokenRule(country, who, "the country is not two capital letters (ISO 3166-1)")
    if party.vat_id and VAT_ID.fullmatch(party.vat_id) is None:
        yield BrokenRule("BR-CO-09", who, "the VAT id does not begin with its country")
    if party.electronic_address and not party.electronic_scheme:
        rule = "BR-62" if who == "seller" else "BR-63"
        yield BrokenRule(rule, who, "the electronic address has no scheme")


def _of_line(line: Line, document: Period | None) -> Iterator[BrokenRule]:
    where = f"line {line.id}"
    if not line.id.strip():
        yield BrokenRule("BR-21", where, "it has no id")
    if not line.name.strip():
        yield BrokenRule("BR-25", where, "what is billed has no name")
    if line.unit_price < 0:
        yield BrokenRule("BR-27", where, "the price is below zero; make the quantity so")
    if UNIT.fullmatch(line.unit_code) is None:
        yield BrokenRule("BR-CL-23", where, "the unit is no code of Recommendation 20")
    if line.period is None:
        return
    if line.period.last < line.period.first:
        yield BrokenRule("BR-30", where, "the period ends before it begins")
    if document and not document.first <= line.period.first <= line.period.last <= document.last:
        text = "its period is not within that of the invoice"
        yield BrokenRule("PEPPOL-EN16931-R110", where, text)


def _of_peppol(invoice: Invoice) -> Iterator[BrokenRule]:
    if not (invoice.buyer_reference or invoice.order_reference):
        text = "PEPPOL asks for the buyer's reference or an order number"
        yield BrokenRule("PEPPOL-EN16931-R003", "buyer", text)
    if not invoice.buyer.electronic_address:
        yield BrokenRule("PEPPOL-EN16931-R010", "buyer", "the electronic address is missing")
    if not invoice.seller.electronic_address:
        yield BrokenRule("PEPPOL-EN16931-R020", "seller", "the electronic address is missing")
    for who, party in (("buyer", invoice.buyer), ("seller", invoice.seller)):
        if party.electronic_scheme and EAS.fullmatch(party.electronic_scheme) is None:
            text = f"{party.electronic_scheme} is no code of the list EAS"
            yield BrokenRule("PEPPOL-EN16931-CL008", who, text)
    if len(invoice.notes) > 1:
        yield BrokenRule("PEPPOL-EN16931-R002", "", "PEPPOL takes one note")
