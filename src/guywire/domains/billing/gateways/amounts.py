"""How each gateway writes an amount. Refuses what it would not take, before anything is sent.

Stripe counts whole "smallest units" that are not always ISO 4217's: some currencies have none, ISK
and UGX have two zero decimals, three-decimal ones end in 0 (Stripe, "Supported currencies": zero-
decimal, special cases, three-decimal). PayPal writes decimals, and HUF and TWD without any (PayPal,
"Currency codes").
"""

from decimal import Decimal, InvalidOperation

from guywire.engines.money import Money, MoneyError, exponent_of

from .errors import UnsupportedAmount

STRIPE_WITHOUT_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV"}
    | {"XAF", "XOF", "XPF"}
)
STRIPE_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
STRIPE_UNKNOWN = frozenset({"CLF", "IQD", "LYD", "UYI", "UYW"})

PAYPAL_DECIMALS = {
    **dict.fromkeys(
        ["AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS"], 2
    ),
    **dict.fromkeys(["MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "USD"], 2),
    **dict.fromkeys(("HUF", "JPY", "TWD"), 0),
}


def to_stripe(amount: Money) -> int:
    """The `amount` parameter. Raises UnsupportedAmount."""
    currency = amount.currency
    if currency in STRIPE_UNKNOWN:
        raise UnsupportedAmount(f"Stripe does not take {currency}.", gateway="stripe")
    units = _in_decimals(amount, _stripe_decimals(currency), "Stripe")
    if currency in STRIPE_THREE_DECIMALS and units % 10:
        raise UnsupportedAmount(
            f"Stripe takes {currency} to two decimals only, not {amount}.", gateway="stripe"
        )
    return units


def from_stripe(units: int, currency: str) -> Money:
    """Read an `amount` with its `currency` (Stripe writes it in small letters)."""
    code = currency.upper()
    shift = exponent_of(code) - _stripe_decimals(code)
    if shift >= 0:
        return Money(units * 10**shift, code)
    minor, lost = divmod(units, 10**-shift)
    if lost:
        raise UnsupportedAmount(f"Stripe tells {units} units of {code}, which are not whole.")
    return Money(minor, code)


def to_paypal(amount: Money) -> dict[str, str]:
    """An amount object. Raises UnsupportedAmount."""
    decimals = PAYPAL_DECIMALS.get(amount.currency)
    if decimals is None:
        raise UnsupportedAmount(f"PayPal does not take {amount.currency}.", gateway="paypal")
    units = _in_decimals(amount, decimals, "PayPal")
    return {
        "currency_code": amount.currency,
        "value": f"{Decimal(units).scaleb(-decimals):f}",
    }


class Unreadable(ValueError):
    """An amount that makes no sense."""


def from_paypal(told: dict[str, str]) -> Money:
    """Read an amount object; it may show more zeros than the currency has decimals."""
    try:
        value, currency = Decimal(told["value"]), told["currency_code"]
        amount = Money.from_decimal(value, currency)
    except (InvalidOperation, MoneyError, KeyError, TypeError) as error:
        raise Unreadable(f"not an amount: {told!r}") from error
    if amount.decimal != value:
        raise Unreadable(f"not an amount of {currency}: {told!r}")
    return amount


def _stripe_decimals(currency: str) -> int:
    if currency in STRIPE_WITHOUT_DECIMALS:
        return 0
    return 3 if currency in STRIPE_THREE_DECIMALS else 2


def _in_decimals(amount: Money, decimals: int, gateway: str) -> int:
    shift = decimals - exponent_of(amount.currency)
    if shift >= 0:
        return int(amount.minor * 10**shift)
    units, lost = divmod(amount.minor, 10**-shift)
    if lost:
        raise UnsupportedAmount(
            f"{gateway} takes whole {amount.currency} only, not {amount}.", gateway=gateway.lower()
        )
    return int(units)
