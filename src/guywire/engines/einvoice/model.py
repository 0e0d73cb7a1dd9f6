"""An invoice as EN 16931 knows it: what it says, without any format.

Names in brackets are the business terms of EN 16931-1. Amounts are whole minor units, positive on
invoices and on credit notes alike.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class InvoiceKind(StrEnum):
    """Document types (UNTDID 1001)."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


class VatCategory(StrEnum):
    """Kinds of value added tax (UNTDID 5305, the part EN 16931 takes)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUTSIDE = "O"


class PaymentCode(StrEnum):
    """Means of payment (UNTDID 4461, those a provider meets)."""

    CASH = "10"
    CHEQUE = "20"
    CREDIT_TRANSFER = "30"
    CARD = "48"
    DIRECT_DEBIT = "49"
    SEPA_CREDIT_TRANSFER = "58"
    SEPA_DIRECT_DEBIT = "59"
    ONLINE = "68"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; country by ISO 3166-1, two letters."""

    country_code: str
    city: str = ""
    postcode: str = ""
    line_1: str = ""
    line_2: str = ""
    line_3: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer.

    `electronic_address` is where e-invoices go, by the code list EAS: "0088" GLN, "EM" e-mail,
    "9930" German VAT number...
    """

    name: str
    address: Address
    id: str = ""
    """The number by which the other side knows this party (BT-29, BT-46)."""
    trading_name: str = ""
    vat_id: str = ""
    """With its country: DE123456789 (BT-31, BT-48)."""
    tax_number: str = ""
    """Of the seller's tax office, where there is no VAT id (BT-32)."""
    legal_id: str = ""
    legal_id_scheme: str = ""
    electronic_address: str = ""
    electronic_scheme: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """A category and its rate; a reason in words or by code (VATEX) where nothing is charged."""

    category: VatCategory
    percent: Decimal = Decimal(0)
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both within."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is billed (BG-25). `unit_code` by UN/ECE Recommendation 20: MON, C62, DAY."""

    id: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    """Net price of one unit in major units, as many decimals as it needs."""
    net_minor: int
    tax: Tax
    unit_code: str = "C62"
    description: str = ""
    note: str = ""
    period: Period | None = None
    seller_item_id: str = ""


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """A discount or surcharge on the whole document (BG-20, BG-21)."""

    amount_minor: int
    tax: Tax
    reason: str
    is_charge: bool = False


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """What is due of one category at one rate (BG-23)."""

    tax: Tax
    taxable_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the document (BG-22)."""

    lines_minor: int
    net_minor: int
    tax_minor: int
    gross_minor: int
    due_minor: int
    allowances_minor: int = 0
    charges_minor: int = 0
    prepaid_minor: int = 0
    rounding_minor: int = 0


@dataclass(frozen=True, slots=True)
class PaymentMeans:
    """How it is or will be paid (BG-16). `reference` is what the payer shall state (BT-83)."""

    code: PaymentCode
    reference: str = ""
    iban: str = ""
    account_name: str = ""
    bic: str = ""
    mandate_id: str = ""
    creditor_id: str = ""
    debtor_iban: str = ""
    card_last_digits: str = ""
    """Four to six: the whole number never stands on an invoice (BR-51)."""
    card_holder: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document by its number and, where known, its day."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or a credit note; `credited` are the invoices that it corrects (BG-3)."""

    kind: InvoiceKind
    number: str
    issued_on: date
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    taxes: tuple[TaxTotal, ...]
    totals: Totals
    due_on: date | None = None
    tax_point_on: date | None = None
    period: Period | None = None
    delivered_on: date | None = None
    delivery_address: Address | None = None
    allowances: tuple[AllowanceCharge, ...] = ()
    payment: PaymentMeans | None = None
    """One means: EN 16931 knows no choice (BG-16)."""
    payment_terms: str = ""
    buyer_reference: str = ""
    order_reference: str = ""
    contract_reference: str = ""
    credited: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()


def totals_of(
    lines: tuple[Line, ...],
    allowances: tuple[AllowanceCharge, ...],
    taxes: tuple[TaxTotal, ...],
    *,
    prepaid_minor: int = 0,
    rounding_minor: int = 0,
) -> Totals:
    """The sums as EN 16931 makes them (BR-CO-10 to BR-CO-16)."""
    lines_minor = sum(line.net_minor for line in lines)
    allowances_minor = sum(each.amount_minor for each in allowances if not each.is_charge)
    charges_minor = sum(each.amount_minor for each in allowances if each.is_charge)
    net_minor = lines_minor - allowances_minor + charges_minor
    tax_minor = sum(total.tax_minor for total in taxes)
    return Totals(
        lines_minor=lines_minor,
        allowances_minor=allowances_minor,
        charges_minor=charges_minor,
        net_minor=net_minor,
        tax_minor=tax_minor,
        gross_minor=net_minor + tax_minor,
        prepaid_minor=prepaid_minor,
        rounding_minor=rounding_minor,
        due_minor=net_minor + tax_minor - prepaid_minor + rounding_minor,
    )
