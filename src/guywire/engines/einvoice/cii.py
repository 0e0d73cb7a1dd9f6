"""Writes Cross Industry Invoice (UN/CEFACT D16B) as EN 16931: the XML inside of Factur-X."""

from guywire.engines.einvoice.model import (
    Address,
    AllowanceCharge,
    Invoice,
    Line,
    Party,
    PaymentMeans,
    Period,
    Reference,
    Tax,
    TaxTotal,
    VatCategory,
)
from guywire.engines.einvoice.rules import require
from guywire.engines.einvoice.text import amount, dense, number
from guywire.engines.markup import Tag, document, tag

UN = "urn:un:unece:uncefact:data:standard:"
NAMESPACES = {
    "rsm": f"{UN}CrossIndustryInvoice:100",
    "ram": f"{UN}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{UN}QualifiedDataType:100",
    "udt": f"{UN}UnqualifiedDataType:100",
}
EN_16931 = "urn:cen.eu:en16931:2017"
DAY = "udt:DateTimeString"


def write_cii(invoice: Invoice) -> bytes:
    """The document; InvoiceInvalid lists every broken rule."""
    require(invoice, is_peppol=False)
    guideline = tag("ram:GuidelineSpecifiedDocumentContextParameter", tag("ram:ID", EN_16931))
    root = tag(
        "rsm:CrossIndustryInvoice",
        tag("rsm:ExchangedDocumentContext", guideline),
        tag(
            "rsm:ExchangedDocument",
            tag("ram:ID", invoice.number),
            tag("ram:TypeCode", invoice.kind.value),
            dense("ram:IssueDateTime", DAY, invoice.issued_on),
            *(tag("ram:IncludedNote", tag("ram:Content", note)) for note in invoice.notes),
        ),
        tag(
            "rsm:SupplyChainTradeTransaction",
            *(_line(line, invoice.currency) for line in invoice.lines),
            _agreement(invoice),
            _delivery(invoice),
            _settlement(invoice),
        ),
    )
    return document(root, NAMESPACES)


def _line(line: Line, currency: str) -> Tag | None:
    price = tag("ram:NetPriceProductTradePrice", tag("ram:ChargeAmount", number(line.unit_price)))
    quantity = tag("ram:BilledQuantity", number(line.quantity), unitCode=line.unit_code)
    return tag(
        "ram:IncludedSupplyChainTradeLineItem",
        tag(
            "ram:AssociatedDocumentLineDocument",
            tag("ram:LineID", line.id),
            tag("ram:IncludedNote", tag("ram:Content", line.note)),
        ),
        tag(
            "ram:SpecifiedTradeProduct",
            tag("ram:SellerAssignedID", line.seller_item_id),
            tag("ram:Name", line.name),
            tag("ram:Description", line.description),
        ),
        tag("ram:SpecifiedLineTradeAgreement", price),
        tag("ram:SpecifiedLineTradeDelivery", quantity),
        tag(
            "ram:SpecifiedLineTradeSettlement",
            _tax("ram:ApplicableTradeTax", line.tax),
            _period(line.period),
            tag(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                tag("ram:LineTotalAmount", amount(line.net_minor, currency)),
            ),
        ),
    )


def _tax(name: str, tax: Tax) -> Tag | None:
    return tag(
        name,
        tag("ram:TypeCode", "VAT"),
        tag("ram:CategoryCode", tax.category.value),
        _rate(tax),
    )


def _rate(tax: Tax) -> Tag | None:
    is_outside = tax.category is VatCategory.OUTSIDE
    return None if is_outside else tag("ram:RateApplicablePercent", number(tax.percent))


def _period(period: Period | None) -> Tag | None:
    if period is None:
        return None
    return tag(
        "ram:BillingSpecifiedPeriod",
        dense("ram:StartDateTime", DAY, period.first),
        dense("ram:EndDateTime", DAY, period.last),
    )


def _agreement(invoice: Invoice) -> Tag | None:
    return tag(
        "ram:ApplicableHeaderTradeAgreement",
        tag("ram:BuyerReference", invoice.buyer_reference),
        _party("ram:SellerTradeParty", invoice.seller),
        _party("ram:BuyerTradeParty", invoice.buyer),
        _document("ram:BuyerOrderReferencedDocument", invoice.order_reference),
        _document("ram:ContractReferencedDocument", invoice.contract_reference),
    )


def _document(name: str, id_: str) -> Tag | None:
    return tag(name, tag("ram:IssuerAssignedID", id_))


def _party(name: str, party: Party) -> Tag | None:
    address = tag("ram:URIID", party.electronic_address, schemeID=party.electronic_scheme)
    return tag(
        name,
        tag("ram:ID", party.id),
        tag("ram:Name", party.name),
        tag(
            "ram:SpecifiedLegalOrganization",
            tag("ram:ID", party.legal_id, schemeID=party.legal_id_scheme),
            tag("ram:TradingBusinessName", party.trading_name),
        ),
        tag(
            "ram:DefinedTradeContact",
            tag("ram:PersonName", party.contact_name),
            tag("ram:TelephoneUniversalCommunication", tag("ram:CompleteNumber", party.phone)),
            tag("ram:EmailURIUniversalCommunication", tag("ram:URIID", party.email)),
        ),
        _address(party.address),
        tag("ram:URIUniversalCommunication", address),
        tag("ram:SpecifiedTaxRegistration", tag("ram:ID", party.vat_id, schemeID="VA")),
        tag("ram:SpecifiedTaxRegistration", tag("ram:ID", party.tax_number, schemeID="FC")),
    )


def _address(address: Address) -> Tag | None:
    return tag(
        "ram:PostalTradeAddress",
        tag("ram:PostcodeCode", address.postcode),
        tag("ram:LineOne", address.line_1),
        tag("ram:LineTwo", address.line_2),
        tag("ram:LineThree", address.line_3),
        tag("ram:CityName", address.city),
        tag("ram:CountryID", address.country_code),
        tag("ram:CountrySubDivisionName", address.region),
    )


def _delivery(invoice: Invoice) -> Tag:
    """The element is asked for even if there is nothing to say."""
    address = invoice.delivery_address
    content = (
        tag("ram:ShipToTradeParty", _address(address)) if address else None,
        tag(
            "ram:ActualDeliverySupplyChainEvent",
            dense("ram:OccurrenceDateTime", DAY, invoice.delivered_on),
        ),
    )
    return tag("ram:ApplicableHeaderTradeDelivery", *content) or Tag(
        "ram:ApplicableHeaderTradeDelivery"
    )


def _settlement(invoice: Invoice) -> Tag | None:
    means = invoice.payment
    return tag(
        "ram:ApplicableHeaderTradeSettlement",
        tag("ram:CreditorReferenceID", means.creditor_id if means else None),
        tag("ram:PaymentReference", means.reference if means else None),
        tag("ram:InvoiceCurrencyCode", invoice.currency),
        _payment(means) if means else None,
        *(_tax_total(total, invoice) for total in invoice.taxes),
        _period(invoice.period),
        *(_allowance(each, invoice.currency) for each in invoice.allowances),
        tag(
            "ram:SpecifiedTradePaymentTerms",
            tag("ram:Description", invoice.payment_terms),
            dense("ram:DueDateDateTime", DAY, invoice.due_on),
            tag("ram:DirectDebitMandateID", means.mandate_id if means else None),
        ),
        _totals(invoice),
        *(_credited(reference) for reference in invoice.credited),
    )


def _payment(means: PaymentMeans) -> Tag | None:
    return tag(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        tag("ram:TypeCode", means.code.value),
        tag(
            "ram:ApplicableTradeSettlementFinancialCard",
            tag("ram:ID", means.card_last_digits),
            tag("ram:CardholderName", means.card_holder),
        ),
        tag("ram:PayerPartyDebtorFinancialAccount", tag("ram:IBANID", means.debtor_iban)),
        tag(
            "ram:PayeePartyCreditorFinancialAccount",
            tag("ram:IBANID", means.iban),
            tag("ram:AccountName", means.account_name),
        ),
        tag("ram:PayeeSpecifiedCreditorFinancialInstitution", tag("ram:BICID", means.bic)),
    )


def _tax_total(total: TaxTotal, invoice: Invoice) -> Tag | None:
    tax, day = total.tax, invoice.tax_point_on
    return tag(
        "ram:ApplicableTradeTax",
        tag("ram:CalculatedAmount", amount(total.tax_minor, invoice.currency)),
        tag("ram:TypeCode", "VAT"),
        tag("ram:ExemptionReason", tax.reason),
        tag("ram:BasisAmount", amount(total.taxable_minor, invoice.currency)),
        tag("ram:CategoryCode", tax.category.value),
        tag("ram:ExemptionReasonCode", tax.reason_code),
        dense("ram:TaxPointDate", "udt:DateString", day),
        _rate(tax),
    )


def _allowance(each: AllowanceCharge, currency: str) -> Tag | None:
    indicator = tag("udt:Indicator", "true" if each.is_charge else "false")
    return tag(
        "ram:SpecifiedTradeAllowanceCharge",
        tag("ram:ChargeIndicator", indicator),
        tag("ram:ActualAmount", amount(each.amount_minor, currency)),
        tag("ram:Reason", each.reason),
        _tax("ram:CategoryTradeTax", each.tax),
    )


def _totals(invoice: Invoice) -> Tag | None:
    totals, currency = invoice.totals, invoice.currency

    def some(name: str, minor: int) -> Tag | None:
        return tag(name, amount(minor, currency)) if minor else None

    return tag(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        tag("ram:LineTotalAmount", amount(totals.lines_minor, currency)),
        some("ram:ChargeTotalAmount", totals.charges_minor),
        some("ram:AllowanceTotalAmount", totals.allowances_minor),
        tag("ram:TaxBasisTotalAmount", amount(totals.net_minor, currency)),
        tag("ram:TaxTotalAmount", amount(totals.tax_minor, currency), currencyID=currency),
        some("ram:RoundingAmount", totals.rounding_minor),
        tag("ram:GrandTotalAmount", amount(totals.gross_minor, currency)),
        some("ram:TotalPrepaidAmount", totals.prepaid_minor),
        tag("ram:DuePayableAmount", amount(totals.due_minor, currency)),
    )


def _credited(reference: Reference) -> Tag | None:
    return tag(
        "ram:InvoiceReferencedDocument",
        tag("ram:IssuerAssignedID", reference.number),
        dense("ram:FormattedIssueDateTime", "qdt:DateTimeString", reference.issued_on),
    )
