"""Rehearsals and runs as the API shows them; amounts are decimal texts with their currency."""

from datetime import date, datetime
from uuid import UUID

from .outputs import Amount, Output


class WorkOutput(Output):
    """How far a rehearsal or a run is, and what it comes to so far."""

    number: str
    for_on: date
    state: str
    error: str
    row_count: int
    done_count: int
    invoices: int
    credit_notes: int
    currency: str
    net: Amount
    tax: Amount
    credited: Amount
    left_out: int
    digest: str
    created_at: datetime
    finished_at: datetime | None


class RehearsalOutput(WorkOutput):
    """What a run would issue."""


class BillingRunOutput(WorkOutput):
    """What a run has issued."""

    rehearsal_id: UUID | None


class RehearsedOutput(Output):
    """What one customer would get; ``fault`` says why he would get nothing."""

    rehearsal_id: UUID
    payer_id: UUID
    invoices: int
    credit_notes: int
    currency: str
    net: Amount
    tax: Amount
    credited: Amount
    digest: str
    fault: str


class LeftOutOutput(Output):
    """Who was not billed by a run, and why."""

    run_id: UUID
    payer_id: UUID
    reason: str
