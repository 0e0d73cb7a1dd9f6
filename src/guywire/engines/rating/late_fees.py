"""Late fees (B-DUN-1, B-DUN-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from guywire.engines.money import RATE_ONE, half_up
from guywire.engines.rating.dates import days_after
from guywire.engines.rating.errors import TermsInvalid
from guywire.engines.rating.history import Ref


@dataclass(frozen=True, slots=True)
class LateFeeTerms:
    """A tenant's late fee.

    fixed_minor, rate  an amount, or a part of what is overdue; one of them
    after_days    from that many days after the due date on; the due date itself is not late, so 1
                  at least
    every_days    again after so many days; 0: once an invoice
    minimum_minor nothing is charged while less than this is overdue of an invoice
    cap_minor     all fees of an invoice together come to no more

    Raises TermsInvalid for what cannot be.
    """

    fixed_minor: int = 0
    rate: int = 0
    after_days: int = 1
    every_days: int = 0
    minimum_minor: int = 0
    cap_minor: int | None = None

    def __post_init__(self) -> None:
        if self.fixed_minor < 0 or self.rate < 0 or bool(self.fixed_minor) is bool(self.rate):
            raise TermsInvalid("a late fee is an amount or a rate above 0, one of them")
        if self.after_days < 1:
            raise TermsInvalid("on the due date an invoice is not late: 1 day after it at least")
        if self.every_days < 0 or self.minimum_minor < 0 or (self.cap_minor or 0) < 0:
            raise TermsInvalid("days, least amount and cap of a late fee are not below 0")


class Overdue(NamedTuple):
    """An open invoice; `open_minor` is all of it, of which so much is tax, fees, or disputed.

    next_number   of the fees of this invoice: one more than the last charged (or waived) has
    charged_minor the fees it bore so far
    is_pending    an automatic payment is on its way (B-PAY-7)
    """

    invoice_id: Ref
    due_on: date
    open_minor: int
    tax_minor: int = 0
    fees_minor: int = 0
    disputed_minor: int = 0
    next_number: int = 0
    charged_minor: int = 0
    is_pending: bool = False


class LateFee(NamedTuple):
    """A fee due since a day; `number` counts those of an invoice, and makes it happen once."""

    invoice_id: Ref
    number: int
    since: date
    base_minor: int
    amount_minor: int


def late_fees(items: Iterable[Overdue], terms: LateFeeTerms, on: date) -> list[LateFee]:
    """The fees that a run on a day charges, one an invoice at most.

    Of several dates that passed since the last run only the latest counts: nobody pays for the
    system's own delay (B-CYC-6). Neither tax nor fees nor what is disputed bears a fee.
    """
    found: list[LateFee] = []
    for item in items:
        number, since = _reached(item.due_on, terms, on)
        if item.is_pending or number < item.next_number:
            continue
        base = item.open_minor - item.tax_minor - item.fees_minor - item.disputed_minor
        if base <= 0 or base < terms.minimum_minor:
            continue
        amount = terms.fixed_minor or half_up(base * terms.rate, RATE_ONE)
        if terms.cap_minor is not None:
            amount = min(amount, terms.cap_minor - item.charged_minor)
        if amount > 0:
            found.append(LateFee(item.invoice_id, number, since, base, amount))
    return found


def _reached(due_on: date, terms: LateFeeTerms, on: date) -> tuple[int, date]:
    """The number of the latest fee whose day has come, -1 if none, and that day."""
    first = days_after(due_on, terms.after_days)
    if on < first:
        return -1, first
    if not terms.every_days:
        return 0, first
    number = (on - first).days // terms.every_days
    return number, days_after(first, number * terms.every_days)
