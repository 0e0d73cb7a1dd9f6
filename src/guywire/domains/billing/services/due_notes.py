"""Credit notes of a run: what rating gives back, by the lines and taxes it was billed with."""

from collections.abc import Iterable
from uuid import UUID

from ..models import Invoice, InvoiceLine
from ..queries.history import Given, given_back
from .creditable import Creditable
from .due_shapes import Due
from .issuing import Draft


def credit_notes(found: Iterable[Due], *, run_id: UUID | None) -> None:
    """Make of what is given back a credit note for each invoice it was billed on."""
    dues = [due for due in found if due.notes]
    parts = [line for due in dues for line in due.notes[0].lines]
    wanted = {part.credits_line_id for part in parts if part.credits_line_id is not None}
    if not wanted:
        return
    rows = InvoiceLine.objects.filter(pk__in=wanted).select_related("invoice")
    lines = {line.pk: line for line in rows.prefetch_related("taxes")}
    before = given_back(list(lines))
    for due in dues:
        due.notes = _notes(due.notes[0], lines, before, run_id)


def _notes(
    pending: Draft,
    lines: dict[UUID, InvoiceLine],
    before: dict[UUID, list[Given]],
    run_id: UUID | None,
) -> list[Draft]:
    notes: dict[UUID, Draft] = {}
    for part in pending.lines:
        assert part.credits_line_id is not None
        assert part.price_minor is not None
        line = lines[part.credits_line_id]
        one = Creditable.of(line, before.get(line.pk, ()))
        made = one.draft(one.by_price(part.price_minor), part.from_on, part.to_on)
        before[line.pk].append(
            Given(line.pk, part.from_on, part.to_on, part.price_minor, made.amount_minor)
        )
        if line.invoice_id not in notes:
            notes[line.invoice_id] = _note(line.invoice, pending, run_id)
        notes[line.invoice_id].lines.append(made)
    return list(notes.values())


def _note(invoice: Invoice, pending: Draft, run_id: UUID | None) -> Draft:
    return Draft(
        kind=Invoice.Kind.CREDIT_NOTE.value,
        customer_id=invoice.customer_id,
        currency=invoice.currency,
        issued_on=max(pending.issued_on, invoice.issued_on or pending.issued_on),
        due_on=None,
        lines=[],
        payer_party_id=invoice.payer_party_id or pending.payer_party_id,
        issuer_party_id=invoice.issuer_party_id or pending.issuer_party_id,
        includes_tax=invoice.includes_tax,
        tax_rounding=invoice.tax_rounding,
        credits_id=invoice.pk,
        run_id=run_id,
    )
