"""When a failed charge may be tried again: the tenant's ladder inside the networks' rules, pure.

Cards (rule B-PAY-8): a category-1 decline ends it; no more than 15 attempts of a card in 30 days
(Visa Rules 7.3.6.4), on Mastercard besides 10 in 24 hours and 35 in 30 days (Mastercard Transaction
Processing Excellence). All our attempts on the card count, whatever they were for.

Bank debits (rule B-PAY-7): only a return for want of money (R01, R09; SEPA AM04, MS03) may be sent
again, at most twice, for the same amount, within 180 days of the first entry (Nacha Operating Rules
2.12.4). What is sent again says RETRY PYMT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guywire.engines.money import Money

from .port import Decline, DeclineCategory, Instrument, InstrumentKind

RETRY_ENTRY_DESCRIPTION = "RETRY PYMT"
DEBIT_RETRIES, DEBIT_DAYS = 2, 180
REPRESENTABLE = frozenset({"R01", "R09", "AM04", "MS03"})


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `attempts` in any window of `within`."""

    attempts: int
    within: timedelta


CARD_LIMITS = (Limit(15, timedelta(days=30)),)
MASTERCARD_LIMITS = (Limit(10, timedelta(hours=24)), Limit(35, timedelta(days=30)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try of an instrument. purpose: what it was to pay; decline: None unless it failed."""

    at: datetime
    purpose: str
    amount: Money
    decline: Decline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """A tenant's ladder: days to wait after the first failure, the second …; then people act.

    give_up_days: no retry later than this after the first try, if the networks' limits push it off.
    """

    ladder_days: tuple[int, ...] = (8, 8, 8)
    give_up_days: int = 60

    def __post_init__(self) -> None:
        if any(days < 1 for days in self.ladder_days):
            raise ValueError(f"a step of the ladder is at least a day: {self.ladder_days}")
        if self.give_up_days < 1:
            raise ValueError(f"give_up_days is at least 1, not {self.give_up_days}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """When to try again, or None; why: a word for the log and the page."""

    at: datetime | None
    why: str


def next_attempt(
    attempts: Sequence[Attempt], purpose: str, instrument: Instrument, policy: RetryPolicy
) -> datetime | None:
    """When to charge this instrument again for a purpose whose last attempt failed; None: never."""
    return verdict(attempts, purpose, instrument, policy).at


def verdict(
    attempts: Sequence[Attempt], purpose: str, instrument: Instrument, policy: RetryPolicy
) -> Verdict:
    """`next_attempt`, with the reason.

    attempts: all of this instrument, in any order, since its details were last corrected.
    """
    ordered = sorted(attempts, key=lambda attempt: attempt.at)
    own = [attempt for attempt in ordered if attempt.purpose == purpose]
    if not own or own[-1].decline is None:
        return Verdict(None, "nothing_failed")
    if any(_says(attempt, DeclineCategory.NEVER_AGAIN) for attempt in ordered):
        return Verdict(None, "never_again")
    last = own[-1].decline
    if last.category is not DeclineCategory.RETRY_LATER:
        return Verdict(None, last.category.value)
    if len(own) > len(policy.ladder_days):
        return Verdict(None, "ladder_ended")
    wait = timedelta(days=policy.ladder_days[len(own) - 1])
    at = own[-1].at + max(wait, last.not_before or wait)
    if instrument.kind.is_bank_debit:
        return _debit(own, at, policy)
    if instrument.kind is InstrumentKind.CARD:
        at = _after_limits([attempt.at for attempt in ordered], at, instrument)
    return _unless_too_late(own, at, policy.give_up_days)


def _says(attempt: Attempt, category: DeclineCategory) -> bool:
    return attempt.decline is not None and attempt.decline.category is category


def _debit(own: Sequence[Attempt], at: datetime, policy: RetryPolicy) -> Verdict:
    if any(a.decline is None or a.decline.code not in REPRESENTABLE for a in own):
        return Verdict(None, "return_is_final")
    if len(own) > DEBIT_RETRIES:
        return Verdict(None, "debit_retries_ended")
    if any(attempt.amount != own[0].amount for attempt in own):
        return Verdict(None, "amount_differs")
    return _unless_too_late(own, at, min(policy.give_up_days, DEBIT_DAYS))


def _unless_too_late(own: Sequence[Attempt], at: datetime, days: int) -> Verdict:
    if at > own[0].at + timedelta(days=days):
        return Verdict(None, "too_late")
    return Verdict(at, "retry")


def _after_limits(tries: Sequence[datetime], at: datetime, instrument: Instrument) -> datetime:
    """The first moment from `at` on at which one more attempt breaks no window."""
    is_mastercard = instrument.brand.lower() == "mastercard"
    limits = (*CARD_LIMITS, *MASTERCARD_LIMITS) if is_mastercard else CARD_LIMITS
    moved = True
    while moved:
        moved = False
        for limit in limits:
            inside = [tried for tried in tries if at - limit.within < tried <= at]
            if len(inside) >= limit.attempts:
                at, moved = inside[-limit.attempts] + limit.within, True
    return at
