"""Money against open items: allocation, credits, deposits, the prepaid wallet (B-PAY, B-MISC)."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from guywire.engines.money import RATE_ONE, half_up, shares
from guywire.engines.rating.basis import Basis
from guywire.engines.rating.dates import days_after
from guywire.engines.rating.errors import PaymentInvalid, TermsInvalid
from guywire.engines.rating.history import Ref


class Oldest(StrEnum):
    """Which open item is paid first, where the payer does not say."""

    DUE = "due"
    ISSUED = "issued"


class Inside(StrEnum):
    """How a part payment is shared inside an item: in proportion, or price, tax, fees in turn."""

    PRO_RATA = "pro_rata"
    PRINCIPAL_FIRST = "principal_first"
    FEES_FIRST = "fees_first"


class OpenItem(NamedTuple):
    """What is open of an invoice: price, tax and fees apart; disputed ones are paid if chosen."""

    invoice_id: Ref
    due_on: date
    issued_on: date
    principal_minor: int
    tax_minor: int = 0
    fees_minor: int = 0
    is_disputed: bool = False

    @property
    def open_minor(self) -> int:
        """All that is open."""
        return self.principal_minor + self.tax_minor + self.fees_minor


class Applied(NamedTuple):
    """A part of a payment on an item, and what it pays of it."""

    invoice_id: Ref
    amount_minor: int
    principal_minor: int
    tax_minor: int
    fees_minor: int


class Allocation(NamedTuple):
    """Where a payment goes; the rest is the customer's unapplied credit."""

    applied: list[Applied]
    unapplied_minor: int


def allocate(
    amount_minor: int,
    items: Sequence[OpenItem],
    *,
    chosen: Sequence[Ref] = (),
    oldest: Oldest = Oldest.DUE,
    inside: Inside = Inside.PRO_RATA,
    only_chosen: bool = False,
) -> Allocation:
    """Apply a payment: to the chosen invoices in the payer's order, then to the oldest (B-PAY).

    `only_chosen` leaves the rest as credit. Raises PaymentInvalid for an amount of nothing or less,
    for items below nothing, and for a chosen invoice that is not open.
    """
    if amount_minor <= 0:
        raise PaymentInvalid(f"a payment is above 0, not {amount_minor}")
    by_id = {item.invoice_id: item for item in items}
    for ref in chosen:
        if ref not in by_id:
            raise PaymentInvalid(f"invoice {ref} is not open")
    picked = [by_id[ref] for ref in dict.fromkeys(chosen)]
    if not only_chosen:
        rest = [i for i in items if i.invoice_id not in chosen and not i.is_disputed]
        picked += sorted(rest, key=lambda item: _age(item, oldest))
    applied: list[Applied] = []
    left = amount_minor
    for item in picked:
        if min(item.principal_minor, item.tax_minor, item.fees_minor) < 0:
            raise PaymentInvalid(f"invoice {item.invoice_id} is open with less than nothing")
        part = min(left, item.open_minor)
        if part:
            applied.append(Applied(item.invoice_id, part, *_inside(part, item, inside)))
            left -= part
    return Allocation(applied, left)


def _age(item: OpenItem, oldest: Oldest) -> tuple[date, date]:
    if oldest is Oldest.DUE:
        return item.due_on, item.issued_on
    return item.issued_on, item.due_on


def _inside(part: int, item: OpenItem, inside: Inside) -> tuple[int, int, int]:
    """Price, tax and fees of a part payment; tax goes with the price in proportion."""
    if inside is Inside.PRO_RATA:
        principal, tax, fees = shares(part, (item.principal_minor, item.tax_minor, item.fees_minor))
        return principal, tax, fees
    if inside is Inside.FEES_FIRST:
        fees = min(part, item.fees_minor)
    else:
        fees = max(0, part - item.principal_minor - item.tax_minor)
    if part == fees:
        return 0, 0, fees
    principal, tax = shares(part - fees, (item.principal_minor, item.tax_minor))
    return principal, tax, fees


class Fund(NamedTuple):
    """Money of the customer's that is not applied: a payment, a credit note, a courtesy credit."""

    fund_id: Ref
    left_minor: int
    given_on: date
    expires_on: date | None = None
    is_refundable: bool = True


def draw(amount_minor: int, funds: Iterable[Fund], on: date) -> tuple[list[tuple[Ref, int]], int]:
    """Funds used for an amount, and what they do not cover (B-PAY-2, B-PAY-13).

    What expires first is used first, then what cannot be paid out, then the oldest; what has
    expired (from `expires_on` on) is not used.
    """
    usable = [f for f in funds if f.left_minor > 0 and (f.expires_on or date.max) > on]
    usable.sort(key=lambda f: (f.expires_on or date.max, f.is_refundable, f.given_on))
    used: list[tuple[Ref, int]] = []
    for fund in usable:
        part = min(amount_minor, fund.left_minor)
        if part <= 0:
            break
        used.append((fund.fund_id, part))
        amount_minor -= part
    return used, amount_minor


def refund(amount_minor: int, funds: Sequence[Fund]) -> list[tuple[Ref, int]]:
    """The funds that a refund is paid from, the newest first (B-PAY-3, B-PAY-5).

    Raises PaymentInvalid for nothing, and for more than is unapplied and may be paid out.
    """
    able = sorted((f for f in funds if f.is_refundable), key=lambda f: f.given_on, reverse=True)
    most = sum(fund.left_minor for fund in able)
    if not 0 < amount_minor <= most:
        raise PaymentInvalid(f"{amount_minor} cannot be refunded: {most} is unapplied")
    used: list[tuple[Ref, int]] = []
    for fund in able:
        part = min(amount_minor, fund.left_minor)
        if part:
            used.append((fund.fund_id, part))
            amount_minor -= part
    return used


class Draw(NamedTuple):
    """Days `[from_on, to_on)` paid from a wallet, for an amount; empty days: it is used up."""

    from_on: date
    to_on: date
    amount_minor: int


def wallet_draw(
    balance_minor: int,
    minimum_minor: int,
    price_minor: int,
    basis: Basis,
    from_on: date,
    to_on: date,
) -> Draw:
    """What a prepaid wallet pays of the days `[from_on, to_on)` of a period (B-PAY-13).

    A day costs its share of the real days of the period, so that all days cost the price; the
    balance never falls below the minimum. Raises PaymentInvalid for days outside the period.
    """
    if not basis.from_on <= from_on <= to_on <= basis.end_on:
        raise PaymentInvalid(f"{from_on} to {to_on} is not within the period {basis.code}")
    day, amount = from_on, 0
    while day < to_on:
        cost = basis.cost(price_minor, from_on, days_after(day, 1))
        if balance_minor - cost < minimum_minor:
            break
        day, amount = days_after(day, 1), cost
    return Draw(from_on, day, amount)


def deposit_interest(
    deposit_minor: int, rates: Sequence[tuple[date, int]], from_on: date, to_on: date
) -> int:
    """Simple interest of a deposit over `[from_on, to_on)`, actual/365, rounded once, half up.

    `rates` are yearly ones, hundred-millionths, each from a day on, in order. Raises TermsInvalid
    if they are not in order or the days are not.
    """
    if to_on < from_on or deposit_minor < 0 or any(rate < 0 for _, rate in rates):
        raise TermsInvalid(f"no deposit of {deposit_minor} bears interest {from_on} to {to_on}")
    starts = [start for start, _ in rates]
    if starts != sorted(set(starts)):
        raise TermsInvalid(f"rates of interest follow one another, but their dates are {starts}")
    total = 0
    for (start, rate), end in zip(rates, [*starts[1:], date.max], strict=True):
        days = (min(end, to_on) - max(start, from_on)).days
        total += rate * max(days, 0)
    return half_up(deposit_minor * total, RATE_ONE * 365)


class Settled(NamedTuple):
    """A deposit at the end: what pays the final bill, what is paid back, what is still owed."""

    applied_minor: int
    refunded_minor: int
    owed_minor: int


def settle_deposit(deposit_minor: int, interest_minor: int, owed_minor: int) -> Settled:
    """Apply a deposit with its interest to the final bill, and pay back the rest (B-MISC)."""
    held = deposit_minor + interest_minor
    if min(deposit_minor, interest_minor, owed_minor) < 0:
        raise PaymentInvalid("a deposit, its interest and what is owed are not below 0")
    applied = min(held, owed_minor)
    return Settled(applied, held - applied, owed_minor - applied)
