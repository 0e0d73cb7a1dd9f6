"""A customer's statement: what was owed before, what moved, what is owed after (B-DOC-7).

It reads the ledger and nothing else, so it is right to the cent for any span, today included.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum

from guywire.domains.customers.models import Customer
from guywire.engines.money import Money
from guywire.kit.errors import DomainError

from ..models import Account, BillingAccount, Invoice, Journal, Payment, Posting

USUAL_SPAN = timedelta(days=90)
"""Before the last day, when nobody says from when."""


class NotASpan(DomainError):
    """The last day comes before the first."""

    code = "not_a_span"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One entry: what it adds to what is owed (above zero) or takes from it, and what is owed then.

    ``number`` is that of its document or payment; ``due_on`` an invoice's, ``method`` a payment's.
    """

    on: date
    kind: Journal.Kind
    number: str
    currency: str
    amount_minor: int
    balance_minor: int
    due_on: date | None = None
    method: Payment.Method | None = None

    @property
    def amount(self) -> Money:
        """Without its sign."""
        return Money(abs(self.amount_minor), self.currency)

    @property
    def balance(self) -> Money:
        return Money(self.balance_minor, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All of one customer in his currency for the days ``from_on`` to ``last_on``, both included.

    ``proformas`` of the span are told beside: nobody owes them.
    """

    customer: Customer
    currency: str
    from_on: date
    last_on: date
    opening_minor: int
    closing_minor: int
    movements: list[Movement]
    proformas: list[Invoice]

    @property
    def opening(self) -> Money:
        return Money(self.opening_minor, self.currency)

    @property
    def closing(self) -> Money:
        return Money(self.closing_minor, self.currency)


def statement(customer: Customer, *, from_on: date, last_on: date) -> Statement:
    """Raises NotASpan."""
    if last_on < from_on:
        raise NotASpan(f"{last_on} comes before {from_on}.", field="last_on")
    currency = _currency(customer)
    mine = Posting.objects.filter(
        customer=customer, currency=currency, account__role=Account.Role.RECEIVABLE
    )
    before = mine.filter(posted_on__lt=from_on).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    movements = _movements(mine.filter(posted_on__range=(from_on, last_on)), before, currency)
    return Statement(
        customer=customer,
        currency=currency,
        from_on=from_on,
        last_on=last_on,
        opening_minor=before,
        closing_minor=movements[-1].balance_minor if movements else before,
        movements=movements,
        proformas=_proformas(customer, currency, from_on, last_on),
    )


def _currency(customer: Customer) -> str:
    account = BillingAccount.objects.filter(customer=customer).first()
    return account.currency if account else customer.tenant.currency


def _movements(rows: QuerySet[Posting], balance: int, currency: str) -> list[Movement]:
    entries = list(
        rows.order_by()
        .values_list(
            "journal", "journal__kind", "journal__source_id", "journal__memo", "posted_on",
            "journal__created_at",
        )
        .annotate(sum=Sum("amount_minor"))
        .order_by("posted_on", "journal__created_at", "journal")
    )  # fmt: skip
    sources = [source_id for _, _, source_id, *_ in entries]
    due = dict(Invoice.objects.filter(pk__in=sources).values_list("pk", "due_on"))
    methods = dict(Payment.objects.filter(pk__in=sources).values_list("pk", "method"))
    found = []
    for _, kind, source_id, memo, day, _, amount in entries:
        balance += amount
        found.append(
            Movement(
                on=day,
                kind=Journal.Kind(kind),
                number=memo,
                currency=currency,
                amount_minor=amount,
                balance_minor=balance,
                due_on=due.get(source_id) if kind == Journal.Kind.INVOICE else None,
                method=_method(methods.get(source_id)),
            )
        )
    return found


def _method(value: str | None) -> Payment.Method | None:
    return Payment.Method(value) if value else None


def _proformas(customer: Customer, currency: str, from_on: date, last_on: date) -> list[Invoice]:
    rows = Invoice.objects.filter(
        customer=customer,
        currency=currency,
        kind=Invoice.Kind.PROFORMA,
        state=Invoice.State.ISSUED,
        issued_on__range=(from_on, last_on),
    )
    return list(rows.order_by("issued_on", "number"))
