"""Why this amount: the documents of one customer, line by line, as rehearsed (M7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guywire.engines import rating
from guywire.engines.money import Money

from ..models import RehearsalItem
from .due import Biller
from .issuing import Draft, LineDraft


@dataclass(frozen=True, slots=True)
class Line:
    """A line in words: what, for which days, by which price."""

    description: str
    from_on: date | None
    to_on: date | None
    days: int
    of_days: int
    rate: Money
    discounts: Sequence[tuple[str, Money]]
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Document:
    """A document that would be issued."""

    is_credit: bool
    issued_on: date
    due_on: date | None
    lines: list[Line]
    total: Money


@dataclass(frozen=True, slots=True)
class Explanation:
    """The documents as they would be now, and whether that is what was rehearsed."""

    documents: list[Document]
    is_same: bool
    fault: str


def explained(item: RehearsalItem) -> Explanation:
    """Rate the customer again for the day of the rehearsal, and say how each amount came."""
    found = Biller(item.rehearsal.for_on).due([item.payer_id])
    if not found:
        return Explanation([], is_same=not item.invoices and not item.credit_notes, fault="")
    [due] = found
    documents = [_document(draft) for draft in (*due.notes, *due.invoices)]
    return Explanation(documents, is_same=due.digest == item.digest, fault=due.fault)


def _document(draft: Draft) -> Document:
    return Document(
        is_credit=draft.kind == "credit_note",
        issued_on=draft.issued_on,
        due_on=draft.due_on,
        lines=[_line(line, draft.currency) for line in draft.lines],
        total=Money(draft.net_minor + draft.tax_minor, draft.currency),
    )


def _line(line: LineDraft, currency: str) -> Line:
    days = of_days = 0
    if line.basis and line.from_on is not None and line.to_on is not None:
        days, of_days = (line.to_on - line.from_on).days, rating.Basis.of(line.basis).days
    return Line(
        description=line.description,
        from_on=line.from_on,
        to_on=line.to_on,
        days=days,
        of_days=of_days,
        rate=Money(line.rate_minor, currency),
        discounts=[(name, Money(off, currency)) for name, off in line.discounts],
        amount=Money(line.amount_minor, currency),
        tax=Money(sum(tax.tax_minor for tax in line.taxes), currency),
    )
