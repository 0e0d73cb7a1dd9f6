"""How a customer stands: what he owes, since when, what is to his credit, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from guywire.domains.customers.models import Customer
from guywire.domains.customers.queries import customers
from guywire.engines.money import Money
from guywire.kit.access import Actor
from guywire.kit.errors import NotFound

from ..models import (
    Account,
    BillingAccount,
    BillingTerms,
    Charge,
    Invoice,
    Payment,
    Posting,
    RatedService,
)
from .documents import Word, word_of

OPEN_SHOWN = 50
STORY_PAGE = 25
BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's money in a line. ``since`` is the due day of the oldest that is overdue."""

    owed: Money
    overdue: Money
    since: date | None
    credit: Money
    waiting: Money
    deposits: Money
    ledger: Money

    @property
    def balance(self) -> Money:
        """What he owes less what is to his credit: his balance by the ledger."""
        return self.owed - self.credit

    @property
    def is_sound(self) -> bool:
        """Whether documents and ledger say the same."""
        return self.balance == self.ledger

    @property
    def to_his_credit(self) -> Money:
        return -self.balance

    @property
    def word(self) -> str:
        if self.overdue:
            return "overdue"
        if self.balance.minor > 0:
            return "open"
        return "credit" if self.balance.minor < 0 else "settled"


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A document or payment of the timeline."""

    kind: str
    id: UUID
    number: str
    on: date
    state: str
    amount: Money
    rest: Money

    @property
    def word(self) -> Word:
        return word_of(self.kind, self.state)


@dataclass(frozen=True, slots=True)
class Story:
    """Documents and payments, the newest first; ``next`` is the cursor of what is older."""

    lines: Sequence[StoryLine]
    next: str


def _sum(rows: QuerySet[Any], column: str) -> Coalesce:
    """The sum of a customer's rows as a column."""
    mine = rows.filter(customer=OuterRef("pk")).order_by().values("customer")
    return Coalesce(Subquery(mine.annotate(sum=Sum(column)).values("sum")), Value(0))


def with_standing(rows: QuerySet[Customer], on: date) -> QuerySet[Customer]:
    """Customers with what ``standing_of`` reads, in their own query."""
    open_ = Invoice.objects.filter(balance_minor__gt=0)
    owed = open_.filter(kind=Invoice.Kind.INVOICE)
    late = owed.filter(due_on__lt=on)
    first = late.filter(customer=OuterRef("pk")).order_by().values("customer")
    unused = Payment.objects.filter(unapplied_minor__gt=0, state=Payment.State.SETTLED)
    day = Subquery(first.annotate(day=Min("due_on")).values("day"), output_field=DateField())
    return rows.annotate(
        money_owed=_sum(owed, "balance_minor"),
        money_overdue=_sum(late, "balance_minor"),
        money_since=day,
        money_noted=_sum(open_.filter(kind=Invoice.Kind.CREDIT_NOTE), "balance_minor"),
        money_unapplied=_sum(unused, "unapplied_minor"),
        money_waiting=_sum(Charge.objects.filter(state=Charge.State.WAITING), "amount_minor"),
        money_deposits=_sum(_posted(Account.Role.DEPOSITS), "amount_minor"),
        money_ledger=_sum(_posted(Account.Role.RECEIVABLE), "amount_minor"),
        money_code=F("billing_accounts__currency"),
    )


def _posted(role: str) -> QuerySet[Posting]:
    return Posting.objects.filter(account__role=role)


def standing_of(row: Any) -> Standing | None:
    """How a customer of ``with_standing`` stands; None: he was never billed."""
    code = row.money_code
    if code is None:
        return None
    return Standing(
        owed=Money(row.money_owed, code),
        overdue=Money(row.money_overdue, code),
        since=row.money_since,
        credit=Money(row.money_noted + row.money_unapplied, code),
        waiting=Money(row.money_waiting, code),
        deposits=Money(-row.money_deposits, code),
        ledger=Money(row.money_ledger, code),
    )


def customer_with_money(actor: Actor, customer_id: UUID, on: date) -> Customer:
    """A customer with his standing; NotFound for none that this actor may see."""
    rows = customers(actor).filter(pk=customer_id)
    found = with_standing(rows, on).first()
    if found is None:
        raise NotFound("There is no such customer.")
    return found


def account_of(customer_id: UUID) -> BillingAccount | None:
    """How a customer is billed; None before the first time."""
    return BillingAccount.objects.select_related("payer").filter(customer=customer_id).first()


def open_items(customer_id: UUID) -> list[Invoice]:
    """What is owed, the oldest due first; one more than is shown when there are more."""
    rows = Invoice.objects.filter(
        customer=customer_id, kind=Invoice.Kind.INVOICE, balance_minor__gt=0
    )
    return list(rows.order_by("due_on", "number")[: OPEN_SHOWN + 1])


def unused_credit(customer_id: UUID) -> list[StoryLine]:
    """Credit notes and payments of which something is left, the oldest first."""
    notes = Invoice.objects.filter(kind=Invoice.Kind.CREDIT_NOTE, balance_minor__gt=0)
    unused = Payment.objects.filter(unapplied_minor__gt=0, state=Payment.State.SETTLED)
    parts = _of_documents(notes, customer_id), _of_payments(unused, customer_id)
    rows = parts[0].union(parts[1], all=True).order_by("on", "no")
    return [_line(row) for row in rows[:OPEN_SHOWN]]


def waiting_of(customer_id: UUID) -> list[Charge]:
    """Charges that wait for the next bill, the soonest first."""
    rows = Charge.objects.filter(customer=customer_id, state=Charge.State.WAITING)
    return list(rows.order_by("bill_on", "created_at")[:OPEN_SHOWN])


def next_bill_on(customer_id: UUID) -> date | None:
    """The day of the next bill of the customer's services, as far as they were billed before."""
    found: date | None = RatedService.objects.filter(customer=customer_id).aggregate(
        day=Min("next_bill_on")
    )["day"]
    return found


def terms_now(customer_id: UUID, on: date) -> BillingTerms | None:
    """The calendar by which a customer is billed on a day."""
    rows = BillingTerms.objects.filter(account__customer=customer_id, from_on__lte=on)
    return rows.order_by("-from_on").first()


def story_of(customer_id: UUID, cursor: str = "") -> Story:
    """A page of documents and payments; each part is read by its index, so its time is flat."""
    documents = Invoice.objects.exclude(state=Invoice.State.DRAFT)
    received = Payment.objects.all()
    day, _, number = cursor.partition(BETWEEN)
    if number:
        on = date.fromisoformat(day)
        documents = documents.filter(Q(issued_on__lt=on) | Q(issued_on=on, number__lt=number))
        received = received.filter(Q(received_on__lt=on) | Q(received_on=on, number__lt=number))
    newest = STORY_PAGE + 1
    parts = (
        _of_documents(documents, customer_id).order_by("-on", "-no")[:newest],
        _of_payments(received, customer_id).order_by("-on", "-no")[:newest],
    )
    rows = list(parts[0].union(parts[1], all=True).order_by("-on", "-no")[:newest])
    lines = [_line(row) for row in rows[:STORY_PAGE]]
    last = f"{lines[-1].on}{BETWEEN}{lines[-1].number}" if len(rows) > STORY_PAGE else ""
    return Story(lines, last)


def _of_documents(rows: QuerySet[Invoice], customer_id: UUID) -> QuerySet[Any, Any]:
    mine = rows.filter(customer=customer_id).order_by().annotate(what=F("kind"), no=F("number"))
    return mine.annotate(
        on=F("issued_on"), standing=F("state"), amount=F("total_minor"), rest=F("balance_minor")
    ).values_list("what", "pk", "no", "on", "standing", "amount", "rest", "currency")


def _of_payments(rows: QuerySet[Payment], customer_id: UUID) -> QuerySet[Any, Any]:
    mine = rows.filter(customer=customer_id).order_by()
    return mine.annotate(
        what=Value("payment", output_field=CharField()),
        no=F("number"),
        on=F("received_on"),
        standing=F("state"),
        amounts=F("amount_minor"),
        rest=F("unapplied_minor"),
    ).values_list("what", "pk", "no", "on", "standing", "amounts", "rest", "currency")


def _line(row: tuple[Any, ...]) -> StoryLine:
    kind, pk, number, on, state, amount, rest, currency = row
    return StoryLine(kind, pk, number, on, state, Money(amount, currency), Money(rest, currency))
