"""What a document's and a payment's page say: how it stands, what settled it, its entries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, TextChoices

from guywire.engines.money import Money

from ..models import Allocation, Invoice, InvoiceLine, InvoiceTax, Journal, Payment, Posting
from .history import given_back

State = Invoice.State
OPEN = (State.ISSUED, State.PART_PAID)


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What a document has of one tax."""

    name: str
    percent: str
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal as a page shows it."""

    journal: Journal
    postings: Sequence[Posting]


def days_overdue(invoice: Invoice, on: date) -> int:
    """For how many days an open invoice is overdue; the due day itself is not late (B-DUN-1)."""
    if invoice.state not in OPEN or invoice.kind != Invoice.Kind.INVOICE or not invoice.due_on:
        return 0
    return max((on - invoice.due_on).days, 0) if invoice.balance_minor else 0


class Word(TextChoices):
    """How a document or payment stands, as lists and pages say it."""

    DRAFT = "draft"
    ISSUED = "issued"
    PART_PAID = "part_paid", "partly paid"
    PAID = "paid"
    VOID = "void"
    WRITTEN_OFF = "written_off", "written off"
    OVERDUE = "overdue"
    UNUSED = "unused"
    PART_USED = "part_used", "partly used"
    USED = "used"
    PENDING = "pending"
    SETTLED = "settled"
    FAILED = "failed"
    RETURNED = "returned"
    REVERSED = "reversed", "taken back"


def standing_of(invoice: Invoice, on: date) -> Word:
    """How it stands on a day: its state, or that it is overdue, or what there is of a credit."""
    return Word.OVERDUE if days_overdue(invoice, on) else word_of(invoice.kind, invoice.state)


def word_of(kind: str, state: str) -> Word:
    """The state in a word; a credit note is used, not paid."""
    used = {State.ISSUED: Word.UNUSED, State.PART_PAID: Word.PART_USED, State.PAID: Word.USED}
    is_note = kind == Invoice.Kind.CREDIT_NOTE
    return used[State(state)] if is_note and state in used else Word(state)


def tax_sums(lines: Iterable[InvoiceLine]) -> list[TaxSum]:
    """The taxes of lines by rate, in the order they are taken."""
    by_rate: dict[UUID, list[InvoiceTax]] = defaultdict(list)
    for line in lines:
        for tax in line.taxes.all():
            by_rate[tax.rate_id].append(tax)
    return [
        TaxSum(
            taxes[0].rate.name,
            f"{taxes[0].rate.percent.normalize():f}" if taxes[0].rate.percent else "",
            Money(sum(tax.base_minor for tax in taxes), taxes[0].amount.currency),
            Money(sum(tax.tax_minor for tax in taxes), taxes[0].amount.currency),
        )
        for taxes in by_rate.values()
    ]


def settlements_of(document: Invoice) -> list[Allocation]:
    """What settled an invoice, or what a credit note settled, the newest first."""
    rows = Allocation.objects.filter(Q(invoice=document) | Q(credit_note=document))
    related = rows.select_related("invoice", "payment", "credit_note")
    return list(related.order_by("-applied_on", "-created_at"))


def uses_of(payment: Payment) -> list[Allocation]:
    """What a payment settled, the newest first."""
    rows = payment.allocations.select_related("invoice")
    return list(rows.order_by("-applied_on", "-created_at"))


def credit_notes_of(invoice: Invoice) -> list[Invoice]:
    return list(invoice.credit_notes.order_by("issued_on", "number"))


def entries_of(source_id: UUID, kinds: Iterable[str]) -> list[Entry]:
    """The journals of a cause, the oldest first: one query."""
    rows = Posting.objects.filter(journal__source_id=source_id, journal__kind__in=list(kinds))
    found: dict[UUID, list[Posting]] = defaultdict(list)
    ordered = rows.select_related("journal", "account").order_by(
        "journal__posted_on", "journal__created_at", "-amount_minor", "id"
    )
    for posting in ordered:
        found[posting.journal_id].append(posting)
    return [Entry(postings[0].journal, postings) for postings in found.values()]


def is_reversible(journal: Journal) -> bool:
    """Whether it is an entry by hand that is not reversed and reverses none."""
    manual = Journal.objects.filter(kind=Journal.Kind.MANUAL)
    return journal.kind == Journal.Kind.MANUAL and not (
        manual.filter(source_id=journal.pk).exists() or manual.filter(pk=journal.source_id).exists()
    )


def left_of_lines(lines: Iterable[InvoiceLine]) -> dict[UUID, int]:
    """What can still be credited of each line."""
    whole = {line.pk: line.amount_minor for line in lines}
    before = given_back(list(whole))
    return {
        pk: amount - sum(given.amount_minor for given in before.get(pk, ()))
        for pk, amount in whole.items()
    }
