"""What a run would issue for a payer, and how far his services are billed with it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from .issuing import Draft
from .parties import Content


@dataclass(slots=True)
class Reached:
    """How far a service is billed after what is due, for the next run."""

    service_id: UUID
    customer_id: UUID
    rated_to: date
    next_bill_on: date | None
    is_settled: bool
    terms_digest: str
    touched: int


@dataclass(slots=True)
class Due:
    """What is due of one payer. With a ``fault`` nothing is."""

    payer_id: UUID
    currency: str
    party: tuple[UUID, Content] | None = None
    notes: list[Draft] = field(default_factory=list)
    invoices: list[Draft] = field(default_factory=list)
    reached: list[Reached] = field(default_factory=list)
    charge_ids: list[UUID] = field(default_factory=list)
    uses_credit: bool = True
    fault: str = ""

    @property
    def net_minor(self) -> int:
        return sum(draft.net_minor for draft in self.invoices)

    @property
    def tax_minor(self) -> int:
        return sum(draft.tax_minor for draft in self.invoices)

    @property
    def credited_minor(self) -> int:
        return sum(draft.net_minor + draft.tax_minor for draft in self.notes)

    @property
    def digest(self) -> str:
        """The same for the same documents; ids and numbers are not part of it."""
        text = repr([_told(draft) for draft in (*self.notes, *self.invoices)])
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _told(draft: Draft) -> tuple[object, ...]:
    return (
        draft.kind, draft.customer_id, draft.currency, draft.issued_on, draft.due_on,
        draft.payer_party_id, draft.issuer_party_id, draft.credits_id,
        [
            (
                line.source_kind, line.service_id, line.description, line.from_on, line.to_on,
                line.basis, line.rate_minor, line.quantity, line.unit_minor, line.price_minor,
                line.amount_minor, line.tax_class, line.income, line.credits_line_id,
                [tuple(tax) for tax in line.taxes],
            )
            for line in draft.lines
        ],
    )  # fmt: skip
