"""Writes UBL 2.1 (OASIS) as PEPPOL BIS Billing 3.0 or as plain EN 16931."""

from guywire.engines.einvoice.model import (
    Address,
    AllowanceCharge,
    Invoice,
    InvoiceKind,
    Line,
    Party,
    PaymentMeans,
    Period,
    Tax,
    TaxTotal,
    VatCategory,
)
from guywire.engines.einvoice.rules import require
from guywire.engines.einvoice.text import amount, dashed, number
from guywire.engines.markup import Tag, document, tag

EN_16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
COMMON = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
}
ROOTS = {InvoiceKind.INVOICE: "Invoice", InvoiceKind.CREDIT_NOTE: "CreditNote"}
VAT = tag("cac:TaxScheme", tag("cbc:ID", "VAT"))
TAX = tag("cac:TaxScheme", tag("cbc:ID", "TAX"))


def write_ubl(invoice: Invoice, *, is_peppol: bool = True) -> bytes:
    """The document; InvoiceInvalid lists every broken rule."""
    require(invoice, is_peppol=is_peppol)
    root = ROOTS[invoice.kind]
    is_credit, means = invoice.kind is InvoiceKind.CREDIT_NOTE, invoice.payment
    tax_point = tag("cbc:TaxPointDate", dashed(invoice.tax_point_on))
    content = (
        tag("cbc:CustomizationID", PEPPOL if is_peppol else EN_16931),
        tag("cbc:ProfileID", PEPPOL_PROCESS if is_peppol else ""),
        tag("cbc:ID", invoice.number),
        tag("cbc:IssueDate", dashed(invoice.issued_on)),
        tax_point if is_credit else tag("cbc:DueDate", dashed(invoice.due_on)),
        tag(f"cbc:{root}TypeCode", invoice.kind.value),
        *(tag("cbc:Note", note) for note in invoice.notes),
        None if is_credit else tax_point,
        tag("cbc:DocumentCurrencyCode", invoice.currency),
        tag("cbc:BuyerReference", invoice.buyer_reference),
        _period(invoice.period),
        tag("cac:OrderReference", tag("cbc:ID", invoice.order_reference)),
        *_credited(invoice),
        tag("cac:ContractDocumentReference", tag("cbc:ID", invoice.contract_reference)),
        tag(
            "cac:AccountingSupplierParty",
            _party(invoice.seller, means.creditor_id if means else None),
        ),
        tag("cac:AccountingCustomerParty", _party(invoice.buyer)),
        _delivery(invoice),
        _payment(means, invoice) if means else None,
        tag("cac:PaymentTerms", tag("cbc:Note", invoice.payment_terms)),
        *(_allowance(each, invoice.currency) for each in invoice.allowances),
        _taxes(invoice),
        _totals(invoice),
        *(_line(line, invoice) for line in invoice.lines),
    )
    return document(tag(root, *content), {"": f"{UBL}{root}-2", **COMMON})


def _money(name: str, minor: int, currency: str) -> Tag | None:
    return tag(f"cbc:{name}", amount(minor, currency), currencyID=currency)


def _some(name: str, minor: int, currency: str) -> Tag | None:
    """The amount, left out if it is nothing."""
    return _money(name, minor, currency) if minor else None


def _period(period: Period | None) -> Tag | None:
    if period is None:
        return None
    return tag(
        "cac:InvoicePeriod",
        tag("cbc:StartDate", dashed(period.first)),
        tag("cbc:EndDate", dashed(period.last)),
    )


def _credited(invoice: Invoice) -> list[Tag | None]:
    return [
        tag(
            "cac:BillingReference",
            tag(
                "cac:InvoiceDocumentReference",
                tag("cbc:ID", reference.number),
                tag("cbc:IssueDate", dashed(reference.issued_on)),
            ),
        )
        for reference in invoice.credited
    ]


def _party(party: Party, creditor_id: str | None = None) -> Tag | None:
    return tag(
        "cac:Party",
        tag("cbc:EndpointID", party.electronic_address, schemeID=party.electronic_scheme),
        tag("cac:PartyIdentification", tag("cbc:ID", party.id)),
        tag("cac:PartyIdentification", tag("cbc:ID", creditor_id, schemeID="SEPA")),
        tag("cac:PartyName", tag("cbc:Name", party.trading_name)),
        _address("cac:PostalAddress", party.address),
        _registration(party.vat_id, VAT),
        _registration(party.tax_number, TAX),
        tag(
            "cac:PartyLegalEntity",
            tag("cbc:RegistrationName", party.name),
            tag("cbc:CompanyID", party.legal_id, schemeID=party.legal_id_scheme),
        ),
        tag(
            "cac:Contact",
            tag("cbc:Name", party.contact_name),
            tag("cbc:Telephone", party.phone),
            tag("cbc:ElectronicMail", party.email),
        ),
    )


def _registration(number: str, scheme: Tag | None) -> Tag | None:
    if not number:
        return None
    return tag("cac:PartyTaxScheme", tag("cbc:CompanyID", number), scheme)


def _address(name: str, address: Address) -> Tag | None:
    return tag(
        name,
        tag("cbc:StreetName", address.line_1),
        tag("cbc:AdditionalStreetName", address.line_2),
        tag("cbc:CityName", address.city),
        tag("cbc:PostalZone", address.postcode),
        tag("cbc:CountrySubentity", address.region),
        tag("cac:AddressLine", tag("cbc:Line", address.line_3)),
        tag("cac:Country", tag("cbc:IdentificationCode", address.country_code)),
    )


def _delivery(invoice: Invoice) -> Tag | None:
    address = invoice.delivery_address
    return tag(
        "cac:Delivery",
        tag("cbc:ActualDeliveryDate", dashed(invoice.delivered_on)),
        tag("cac:DeliveryLocation", _address("cac:Address", address)) if address else None,
    )


def _payment(means: PaymentMeans, invoice: Invoice) -> Tag | None:
    is_credit = invoice.kind is InvoiceKind.CREDIT_NOTE
    return tag(
        "cac:PaymentMeans",
        tag("cbc:PaymentMeansCode", means.code.value),
        tag("cbc:PaymentDueDate", dashed(invoice.due_on)) if is_credit else None,
        tag("cbc:PaymentID", means.reference),
        _card(means),
        tag(
            "cac:PayeeFinancialAccount",
            tag("cbc:ID", means.iban),
            tag("cbc:Name", means.account_name),
            tag("cac:FinancialInstitutionBranch", tag("cbc:ID", means.bic)),
        ),
        tag(
            "cac:PaymentMandate",
            tag("cbc:ID", means.mandate_id),
            tag("cac:PayerFinancialAccount", tag("cbc:ID", means.debtor_iban)),
        ),
    )


def _card(means: PaymentMeans) -> Tag | None:
    """UBL asks for the network; it is not told here, so it is said that it is not."""
    if not means.card_last_digits:
        return None
    return tag(
        "cac:CardAccount",
        tag("cbc:PrimaryAccountNumberID", means.card_last_digits),
        tag("cbc:NetworkID", "mapped-from-cii"),
        tag("cbc:HolderName", means.card_holder),
    )


def _allowance(each: AllowanceCharge, currency: str) -> Tag | None:
    return tag(
        "cac:AllowanceCharge",
        tag("cbc:ChargeIndicator", "true" if each.is_charge else "false"),
        tag("cbc:AllowanceChargeReason", each.reason),
        _money("Amount", each.amount_minor, currency),
        _category("cac:TaxCategory", each.tax),
    )


def _category(name: str, tax: Tax, *, has_reason: bool = False) -> Tag | None:
    is_outside = tax.category is VatCategory.OUTSIDE
    return tag(
        name,
        tag("cbc:ID", tax.category.value),
        None if is_outside else tag("cbc:Percent", number(tax.percent)),
        tag("cbc:TaxExemptionReasonCode", tax.reason_code) if has_reason else None,
        tag("cbc:TaxExemptionReason", tax.reason) if has_reason else None,
        VAT,
    )


def _taxes(invoice: Invoice) -> Tag | None:
    currency = invoice.currency
    parts = (_subtotal(total, currency) for total in invoice.taxes)
    return tag("cac:TaxTotal", _money("TaxAmount", invoice.totals.tax_minor, currency), *parts)


def _subtotal(total: TaxTotal, currency: str) -> Tag | None:
    return tag(
        "cac:TaxSubtotal",
        _money("TaxableAmount", total.taxable_minor, currency),
        _money("TaxAmount", total.tax_minor, currency),
        _category("cac:TaxCategory", total.tax, has_reason=True),
    )


def _totals(invoice: Invoice) -> Tag | None:
    totals, currency = invoice.totals, invoice.currency
    return tag(
        "cac:LegalMonetaryTotal",
        _money("LineExtensionAmount", totals.lines_minor, currency),
        _money("TaxExclusiveAmount", totals.net_minor, currency),
        _money("TaxInclusiveAmount", totals.gross_minor, currency),
        _some("AllowanceTotalAmount", totals.allowances_minor, currency),
        _some("ChargeTotalAmount", totals.charges_minor, currency),
        _some("PrepaidAmount", totals.prepaid_minor, currency),
        _some("PayableRoundingAmount", totals.rounding_minor, currency),
        _money("PayableAmount", totals.due_minor, currency),
    )


def _line(line: Line, invoice: Invoice) -> Tag | None:
    is_credit = invoice.kind is InvoiceKind.CREDIT_NOTE
    quantity = "cbc:CreditedQuantity" if is_credit else "cbc:InvoicedQuantity"
    price = tag("cbc:PriceAmount", number(line.unit_price), currencyID=invoice.currency)
    return tag(
        f"cac:{ROOTS[invoice.kind]}Line",
        tag("cbc:ID", line.id),
        tag("cbc:Note", line.note),
        tag(quantity, number(line.quantity), unitCode=line.unit_code),
        _money("LineExtensionAmount", line.net_minor, invoice.currency),
        _period(line.period),
        tag(
            "cac:Item",
            tag("cbc:Description", line.description),
            tag("cbc:Name", line.name),
            tag("cac:SellersItemIdentification", tag("cbc:ID", line.seller_item_id)),
            _category("cac:ClassifiedTaxCategory", line.tax),
        ),
        tag("cac:Price", price),
    )
