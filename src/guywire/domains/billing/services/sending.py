"""Documents on their way to customers: asked for, taken, gone, come back (B-DOC-9).

A letter is marked before it is handed over, in a transaction of its own: whatever happens then, it
is not handed over twice by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import defer

from ..events import DocumentCameBack, DocumentSent
from ..models import BillingAccount, Charge, Invoice, Sending
from .accounts import settings
from .charges import add_charge

State, Channel = Sending.State, Sending.Channel
Delivery = BillingAccount.Delivery
DOUBTFUL_AFTER = timedelta(minutes=15)
QUEUED_AT_ONCE = 1_000
NEVER_SENT = Q(state__in=(Invoice.State.DRAFT, Invoice.State.VOID))
SEND_LETTERS, SEND_UNSENT = "guywire.billing.send_letters", "guywire.billing.send_unsent"


class NothingToSend(DomainError):
    """A draft, or a document that was voided."""

    code = "nothing_to_send"


class NotSent(Conflict):
    """The sending does not stand as it is said to."""

    code = "sending_stands_otherwise"


def send(invoice: Invoice) -> Sending:
    """Send a document once more, or for the first time; by mail, or on paper where there is none.

    One that waits or is on its way is not asked for again.
    """
    row = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if row.state in {Invoice.State.DRAFT, Invoice.State.VOID}:
        raise NothingToSend(f"{row} is {row.get_state_display().lower()}.")
    waiting = row.sendings.filter(state__in=(State.WAITING, State.SENDING)).first()
    if waiting is not None:
        return waiting
    [made] = _queue([row], is_again=True)
    defer(SEND_LETTERS)
    return made


def send_later(run_id: UUID | None = None) -> None:
    """Send whatever was never sent, of one billing run or all, in the background."""
    defer(SEND_UNSENT, run_id=str(run_id or ""))


def unsent(run_id: UUID | None = None) -> QuerySet[Invoice]:
    """What was issued and never asked to be sent, and whose customer wants it."""
    asked = Sending.objects.filter(invoice=OuterRef("pk"))
    silent = BillingAccount.objects.filter(customer=OuterRef("customer"), delivery=Delivery.NONE)
    rows = Invoice.objects.filter(~NEVER_SENT, ~Exists(asked), ~Exists(silent), sent_at=None)
    return rows.filter(run=run_id) if run_id else rows


def queue_unsent(run_id: UUID | None = None) -> int:
    """Put the next documents that were never sent on their way; how many."""
    rows = list(unsent(run_id).order_by("issued_on", "number")[:QUEUED_AT_ONCE])
    return len(_queue(rows)) if rows else 0


def _queue(rows: Sequence[Invoice], *, is_again: bool = False) -> list[Sending]:
    ids = [row.pk for row in rows]
    documents = list(Invoice.objects.filter(pk__in=ids).select_related("customer"))
    customers = {row.customer_id for row in documents}
    accounts = {
        account.customer_id: account
        for account in BillingAccount.objects.filter(customer__in=customers)
    }
    turns = _turns(ids) if is_again else {}
    made = []
    for row in documents:
        on_paper = accounts[row.customer_id].delivery == Delivery.PRINT
        address = row.customer.email
        channel = Channel.PRINT if on_paper or not address else Channel.EMAIL
        turn = turns.get((row.pk, channel), 0) + 1
        made.append(
            Sending(
                invoice=row,
                channel=channel,
                turn=turn,
                address=address if channel == Channel.EMAIL else "",
                reason="" if on_paper or address else "There is no e-mail address.",
            )
        )
        if on_paper and turn == 1:
            _charge_paper(row)
    return Sending.objects.bulk_create(made, ignore_conflicts=not is_again)


def _turns(ids: Iterable[UUID]) -> dict[tuple[UUID, str], int]:
    rows = Sending.objects.filter(invoice__in=ids).order_by().values_list("invoice", "channel")
    return {(pk, channel): turn for pk, channel, turn in rows.annotate(turn=Max("turn"))}


def _charge_paper(invoice: Invoice) -> None:
    """Who wants paper pays for it with his next invoice, if the WISP asks for that."""
    terms = settings()
    fits = invoice.currency == invoice.tenant.currency and invoice.kind == Invoice.Kind.INVOICE
    if not terms.paper_fee_minor or not fits:
        return
    add_charge(
        invoice.customer_id,
        description=f"Paper invoice {invoice.number}",
        unit=Money(terms.paper_fee_minor, invoice.currency),
        kind=Charge.Kind.PAPER,
        key=f"paper:{invoice.pk}",
    )


def take_letter() -> Sending | None:
    """The next letter, marked as being sent. One whose document was voided meanwhile is refused."""
    waiting = Sending.objects.filter(channel=Channel.EMAIL, state=State.WAITING)
    rows = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("invoice")
    for row in rows.order_by("created_at", "id")[:QUEUED_AT_ONCE]:
        if row.invoice.state == Invoice.State.VOID:
            close(row, State.REFUSED, reason="The document was voided.")
            continue
        row.state, row.taken_at = State.SENDING, clock.now()
        row.save(update_fields=["state", "taken_at"])
        return row
    return None


def doubt_silent() -> int:
    """Letters whose worker ended while it handed them over; how many."""
    rows = Sending.objects.filter(
        channel=Channel.EMAIL, state=State.SENDING, taken_at__lt=clock.now() - DOUBTFUL_AFTER
    )
    return rows.update(
        state=State.DOUBTFUL, reason="The work was interrupted while it was sent; it may have gone."
    )


def put_back(row: Sending, *, reason: str) -> None:
    """The mail server took nothing: the letter waits."""
    close(row, State.WAITING, reason=reason)


def close(row: Sending, state: Sending.State, *, reason: str = "") -> None:
    row.state, row.reason = state, reason[:300]
    row.save(update_fields=["state", "reason"])


def mark_sent(row: Sending, *, paper: str = "") -> Sending:
    """The document has gone."""
    now = clock.now()
    row.state, row.paper, row.sent_at, row.reason = State.SENT, paper, now, ""
    row.save(update_fields=["state", "paper", "sent_at", "reason"])
    Invoice.objects.filter(pk=row.invoice_id, sent_at=None).update(sent_at=now)
    publish(
        DocumentSent(
            invoice_id=row.invoice_id,
            customer_id=row.invoice.customer_id,
            channel=row.channel,
        )
    )
    return row


def refuse(row: Sending, *, reason: str) -> Sending:
    """The mail server does not take the letter: the document is printed instead."""
    close(row, State.REFUSED, reason=reason)
    return _print_instead(row)


def note_bounce(sending: Sending, *, reason: str) -> Sending:
    """A letter came back: the document is printed instead."""
    row = Sending.objects.select_for_update().get(pk=sending.pk)
    if row.channel != Channel.EMAIL or row.state not in {State.SENT, State.DOUBTFUL}:
        raise NotSent(f"This letter is {row.get_state_display().lower()}.")
    close(row, State.BOUNCED, reason=reason)
    return _print_instead(row)


def _print_instead(row: Sending) -> Sending:
    turn = _turns([row.invoice_id]).get((row.invoice_id, Channel.PRINT), 0) + 1
    made = Sending.objects.create(
        invoice_id=row.invoice_id, channel=Channel.PRINT, turn=turn, reason=row.reason
    )
    publish(
        DocumentCameBack(
            invoice_id=row.invoice_id,
            customer_id=row.invoice.customer_id,
            address=row.address,
            reason=row.reason,
        )
    )
    return made


def settle_doubt(sending: Sending, *, has_gone: bool) -> Sending:
    """Somebody has looked whether a doubtful letter went; if not, it waits again."""
    row = Sending.objects.select_for_update().get(pk=sending.pk)
    if row.state != State.DOUBTFUL:
        raise NotSent(f"This letter is {row.get_state_display().lower()}.")
    if has_gone:
        return mark_sent(row)
    put_back(row, reason="")
    defer(SEND_LETTERS)
    return row
