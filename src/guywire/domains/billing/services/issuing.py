"""Issuing documents: numbers, rows and the ledger, for one document or a hundred thousand."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from guywire.domains.tenants.services.numbers import next_numbers
from guywire.kit import clock
from guywire.kit.staging import insert_rows

from ..models import Account, Invoice, InvoiceLine, InvoiceTax, Journal, Posting
from .chart import account_ids
from .posting import require_open

Kind = Invoice.Kind
Role = Account.Role
JOURNAL_OF = {Kind.INVOICE: Journal.Kind.INVOICE, Kind.CREDIT_NOTE: Journal.Kind.CREDIT_NOTE}
ONE = Decimal(1)


class TaxDraft(NamedTuple):
    """A tax of a line to issue."""

    rate_id: UUID
    base_minor: int
    tax_minor: int
    relief: str = ""


@dataclass(slots=True, kw_only=True)
class LineDraft:
    """A line to issue."""

    source_kind: str
    source_id: UUID
    customer_id: UUID
    description: str
    amount_minor: int
    unit_minor: int
    tax_class: str
    income: str
    quantity: Decimal = ONE
    instalment: int = 0
    revision: int = 0
    location_id: UUID | None = None
    service_id: UUID | None = None
    from_on: date | None = None
    to_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    rate_minor: int = 0
    basis: str = ""
    discounts: Sequence[tuple[str, int]] = ()
    price_minor: int | None = None
    credits_line_id: UUID | None = None
    taxes: list[TaxDraft] = field(default_factory=list)
    line_id: UUID = field(default_factory=uuid.uuid4)


@dataclass(slots=True, kw_only=True)
class Draft:
    """A document to issue."""

    kind: str
    customer_id: UUID
    currency: str
    issued_on: date
    due_on: date | None
    lines: list[LineDraft]
    payer_party_id: UUID
    issuer_party_id: UUID
    includes_tax: bool = False
    tax_rounding: str = "line"
    credits_id: UUID | None = None
    made_from_id: UUID | None = None
    is_courtesy: bool = False
    run_id: UUID | None = None
    note: str = ""
    reason: str = ""
    number: str = ""
    document_id: UUID = field(default_factory=uuid.uuid4)

    @property
    def net_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        return sum(tax.tax_minor for line in self.lines for tax in line.taxes)


INVOICE_COLUMNS = (
    "id", "kind", "number", "state", "customer_id", "payer_party_id", "issuer_party_id",
    "currency", "issued_on", "due_on", "net_minor", "tax_minor", "total_minor", "balance_minor",
    "includes_tax", "tax_rounding", "credits_id", "made_from_id", "is_courtesy", "run_id", "note",
    "reason", "created_at", "settled_on", "sent_at",
)  # fmt: skip
LINE_COLUMNS = (
    "id", "invoice_id", "position", "source_kind", "source_id", "instalment", "revision",
    "customer_id", "location_id", "service_id",
    "description", "from_on", "to_on", "period_from", "period_to", "rate_minor", "basis",
    "quantity", "discounts", "unit_minor", "price_minor", "amount_minor", "tax_class", "income",
    "credits_line_id",
)  # fmt: skip
TAX_COLUMNS = (
    "invoice_id", "line_id", "rate_id", "base_minor", "tax_minor", "relief",
)  # fmt: skip
JOURNAL_COLUMNS = ("id", "kind", "source_id", "posted_on", "memo", "created_at")
POSTING_COLUMNS = (
    "journal_id", "account_id", "customer_id", "amount_minor", "currency", "posted_on",
)  # fmt: skip


def issue(drafts: Sequence[Draft]) -> None:
    """Give the drafts their numbers, in order, and write them and their journals.

    Raises BooksClosed for a day in a closed period. The parties are kept before
    (``keep_parties``), the customers' accounts locked by the caller.
    """
    if not drafts:
        return
    require_open(min(draft.issued_on for draft in drafts))
    _number(drafts)
    now = clock.now()
    insert_rows(Invoice, INVOICE_COLUMNS, (_document(draft, now) for draft in drafts))
    insert_rows(InvoiceLine, LINE_COLUMNS, _lines(drafts))
    insert_rows(InvoiceTax, TAX_COLUMNS, _taxes(drafts))
    _post(drafts, now)


def _number(drafts: Sequence[Draft]) -> None:
    groups: dict[tuple[str, int], list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[draft.kind, draft.issued_on.year].append(draft)
    for (kind, _year), members in sorted(groups.items()):
        numbers = next_numbers(kind, len(members), on=members[0].issued_on)
        for draft, number in zip(members, numbers, strict=True):
            draft.number = number


def _document(draft: Draft, now: datetime) -> tuple[Any, ...]:
    net, tax = draft.net_minor, draft.tax_minor
    total = net + tax
    is_owed = draft.kind in JOURNAL_OF
    state = Invoice.State.PAID if is_owed and total == 0 else Invoice.State.ISSUED
    settled_on = draft.issued_on if state == Invoice.State.PAID else None
    return (
        draft.document_id, draft.kind, draft.number, state.value, draft.customer_id,
        draft.payer_party_id, draft.issuer_party_id, draft.currency, draft.issued_on, draft.due_on,
        net, tax, total, total if is_owed else 0, draft.includes_tax, draft.tax_rounding,
        draft.credits_id, draft.made_from_id, draft.is_courtesy, draft.run_id, draft.note,
        draft.reason, now, settled_on, None,
    )  # fmt: skip


def _lines(drafts: Sequence[Draft]) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        for position, line in enumerate(draft.lines, 1):
            yield (
                line.line_id, draft.document_id, position, line.source_kind, line.source_id,
                line.instalment, line.revision, line.customer_id, line.location_id,
                line.service_id, line.description, line.from_on, line.to_on,
                line.period_from, line.period_to, line.rate_minor, line.basis, line.quantity,
                list(line.discounts), line.unit_minor,
                line.amount_minor if line.price_minor is None else line.price_minor,
                line.amount_minor, line.tax_class,
                line.income, line.credits_line_id,
            )  # fmt: skip


def _taxes(drafts: Sequence[Draft]) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        for line in draft.lines:
            for tax in line.taxes:
                yield (draft.document_id, line.line_id, *tax)


def _post(drafts: Sequence[Draft], now: datetime) -> None:
    accounts = account_ids()
    journals, postings = [], []
    for draft in drafts:
        legs = _legs(draft)
        if draft.kind not in JOURNAL_OF or not legs:
            continue
        journal_id, day = uuid.uuid4(), draft.issued_on
        journals.append(
            (
                journal_id,
                JOURNAL_OF[Kind(draft.kind)].value,
                draft.document_id,
                day,
                draft.number,
                now,
            )
        )
        for role, minor in legs.items():
            customer_id = draft.customer_id if role == Role.RECEIVABLE else None
            postings.append((journal_id, accounts[role], customer_id, minor, draft.currency, day))
    insert_rows(Journal, JOURNAL_COLUMNS, journals)
    insert_rows(Posting, POSTING_COLUMNS, postings)


def _legs(draft: Draft) -> dict[str, int]:
    """What each account gets; a credit note turns the signs, a courtesy has its own account."""
    sign = -1 if draft.kind == Kind.CREDIT_NOTE else 1
    legs: dict[str, int] = defaultdict(int)
    for line in draft.lines:
        income = Role.CREDITS.value if draft.is_courtesy else line.income
        legs[income] -= sign * line.amount_minor
        for tax in line.taxes:
            legs[Role.TAX.value] -= sign * tax.tax_minor
    legs[Role.RECEIVABLE.value] = -sum(legs.values())
    return {role: minor for role, minor in legs.items() if minor}
