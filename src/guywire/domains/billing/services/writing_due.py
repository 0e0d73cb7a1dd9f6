"""Writing what is due: documents, how far services are billed, credit that pays."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from guywire.kit.staging import among, insert_rows

from ..models import Charge, Invoice, Payment, RatedService
from . import settling
from .due_shapes import Due
from .issuing import issue
from .parties import keep_parties
from .snapshots import issuer_of

RATED_COLUMNS = (
    "service_id", "customer_id", "rated_to", "next_bill_on", "is_settled", "terms_digest",
    "rated_at_touch",
)  # fmt: skip


def write_due(found: Sequence[Due], for_on: date) -> None:
    """Issue what is due. The payers' accounts are locked, and nobody has a fault."""
    parties = [due.party for due in found if due.party is not None and due.invoices]
    keep_parties([issuer_of(), *parties])
    issue([draft for due in found for draft in (*due.notes, *due.invoices)])
    billed = [pk for due in found for pk in due.charge_ids]
    if billed:
        Charge.objects.filter(pk__in=billed).update(state=Charge.State.BILLED)
    _reach(found)
    _settle(found, for_on)


def _reach(found: Iterable[Due]) -> None:
    insert_rows(
        RatedService,
        RATED_COLUMNS,
        (
            (
                one.service_id, one.customer_id, one.rated_to, one.next_bill_on,
                one.is_settled, one.terms_digest, one.touched,
            )
            for due in found
            for one in due.reached
        ),
        after=(
            "on conflict (tenant_id, service_id, customer_id) do update set"
            " rated_to = excluded.rated_to, next_bill_on = excluded.next_bill_on,"
            " is_settled = excluded.is_settled, terms_digest = excluded.terms_digest,"
            " rated_at_touch = excluded.rated_at_touch"
        ),
    )  # fmt: skip


def _settle(found: Sequence[Due], for_on: date) -> None:
    """Credit notes settle what they credit first; then credit pays what is due (B-PAY-2)."""
    ids = [draft.document_id for due in found for draft in due.notes]
    if ids:
        for note in Invoice.objects.filter(pk__in=ids).order_by("number"):
            settle_note(note)
    payers = {due.payer_id: due.currency for due in found if due.invoices and due.uses_credit}
    for payer_id in sorted(_with_credit(payers)):
        settling.use_credit(payer_id, payers[payer_id], on=for_on)


def settle_note(note: Invoice) -> None:
    """A credit note settles the invoice it credits, then the oldest due."""
    invoice = note.credits
    if invoice is not None and invoice.state in settling.OPEN and note.balance_minor:
        part = min(note.balance_minor, invoice.balance_minor)
        if part:
            settling.apply(note, [settling.Part(invoice.pk, part)], on=note.issued_on)
    if note.balance_minor:
        settling.apply_oldest(note, on=note.issued_on)


def _with_credit(payers: Iterable[UUID]) -> set[UUID]:
    wanted = list(payers)
    notes = Invoice.objects.filter(
        among("customer", wanted), kind=Invoice.Kind.CREDIT_NOTE, balance_minor__gt=0
    )
    payments = Payment.objects.filter(
        among("customer", wanted), state=Payment.State.SETTLED, unapplied_minor__gt=0
    )
    return {*notes.values_list("customer", flat=True), *payments.values_list("customer", flat=True)}
