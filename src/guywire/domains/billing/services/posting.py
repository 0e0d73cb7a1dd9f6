"""Posting to the ledger. A cause is posted once; what is posted stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from guywire.domains.customers.queries import today
from guywire.engines.money import Money
from guywire.kit.errors import Conflict, DomainError

from ..models import Account, Journal, Posting
from ..queries.periods import closed_before
from .chart import open_chart

Role = Account.Role


class BooksClosed(DomainError):
    """The day is in a period that is closed."""

    code = "books_closed"


class PostedAlready(Conflict):
    """This cause has its journal."""

    code = "posted_already"


class Unbalanced(DomainError):
    """What is debited is not what is credited."""

    code = "unbalanced"


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of an entry: debit above zero, credit below. ``account`` is a role or a row."""

    account: "Account.Role | Account"
    amount: Money
    customer_id: UUID | None = None


def open_day(wanted: date | None = None) -> date:
    """The day a correction is posted on: the wanted one, or the first after the closed books."""
    day = wanted or today()
    closed = closed_before()
    return day if closed is None else max(day, closed)


def require_open(day: date) -> None:
    closed = closed_before()
    if closed is not None and day < closed:
        raise BooksClosed(f"The books are closed before {closed}; {day} takes no postings.")


def post(
    kind: Journal.Kind, source_id: UUID, *, on: date, legs: Iterable[Leg], memo: str = ""
) -> Journal | None:
    """Write one journal; legs of nothing are left out, and no journal is written without any."""
    legs = [leg for leg in legs if leg.amount.minor]
    if not legs:
        return None
    require_open(on)
    _balanced(legs)
    accounts = _accounts(legs)
    try:
        with transaction.atomic():
            journal = Journal.objects.create(
                kind=kind, source_id=source_id, posted_on=on, memo=memo[:200]
            )
    except IntegrityError as error:
        raise PostedAlready(f"{Journal.Kind(kind).label} is in the ledger already.") from error
    Posting.objects.bulk_create(
        [
            Posting(
                journal=journal,
                account=accounts[leg.account] if isinstance(leg.account, Role) else leg.account,
                customer_id=leg.customer_id,
                amount_minor=leg.amount.minor,
                currency=leg.amount.currency,
                posted_on=on,
            )
            for leg in legs
        ]
    )
    return journal


def reverse(
    journal: Journal, kind: Journal.Kind, source_id: UUID, *, on: date, memo: str = ""
) -> Journal | None:
    """Post the opposite of a journal."""
    legs = [
        Leg(p.account, Money(-p.amount_minor, p.currency), p.customer_id)
        for p in journal.postings.select_related("account")
    ]
    return post(kind, source_id, on=on, legs=legs, memo=memo)


def _balanced(legs: list[Leg]) -> None:
    sums: dict[str, int] = {}
    for leg in legs:
        sums[leg.amount.currency] = sums.get(leg.amount.currency, 0) + leg.amount.minor
    for currency, minor in sums.items():
        if minor:
            raise Unbalanced(f"Debits and credits differ by {Money(minor, currency)}.")


def _accounts(legs: list[Leg]) -> dict[Role, Account]:
    open_chart()
    roles = {leg.account for leg in legs if isinstance(leg.account, Role)}
    return {Role(row.role): row for row in Account.objects.filter(role__in=roles)}
