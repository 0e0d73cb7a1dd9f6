"""B-PAY-7: when a returned ACH debit may be presented again.

NACHA Operating Rules, Reinitiation of Returned Entries: only after R01 or R09, at most twice,
within 180 days of the original entry's settlement date, with the same amount, company name and
company id, described as RETRY PYMT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guywire.engines.banking.nacha.codes import meaning_of

MOST_RETRIES = 2
WINDOW = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Presentment:
    """A debit as it went to the bank; `return_code` is None while it is pending or was paid."""

    settled_on: date
    amount_minor: int
    company_id: str
    company_name: str
    return_code: str | None = None


@dataclass(frozen=True, slots=True)
class Reinitiation:
    """The answer, with its reason in words; `last_on` is the last settlement day there can be."""

    is_allowed: bool
    why: str
    retries_left: int
    last_on: date


def reinitiation_of(
    original: Presentment,
    retries: Sequence[Presentment],
    *,
    settles_on: date,
    amount_minor: int,
    company_id: str,
    company_name: str,
) -> Reinitiation:
    """May this debit be presented once more, to settle on that day?"""
    last_on = original.settled_on + WINDOW
    left = max(0, MOST_RETRIES - len(retries))
    reason = _refusal([original, *retries])
    if not reason and not left:
        reason = f"it was presented again {len(retries)} times; {MOST_RETRIES} are allowed"
    if not reason and settles_on > last_on:
        reason = f"the 180 days after the original entry ended on {last_on}"
    if not reason and amount_minor != original.amount_minor:
        reason = "the amount must be that of the original entry"
    if not reason and (company_id, company_name) != (original.company_id, original.company_name):
        reason = "company name and id must be those of the original entry"
    if reason:
        return Reinitiation(False, reason, left, last_on)
    return Reinitiation(True, f"retry {len(retries) + 1} of {MOST_RETRIES}", left, last_on)


def _refusal(presentments: Sequence[Presentment]) -> str:
    """The first return that forbids it, or that one is not returned at all."""
    for presentment in presentments:
        code = presentment.return_code
        if code is None:
            return "the last entry is not returned"
        meaning = meaning_of(code)
        if not meaning.may_be_presented_again:
            return f"{code}, {meaning.meaning}: never presented again"
    return ""
