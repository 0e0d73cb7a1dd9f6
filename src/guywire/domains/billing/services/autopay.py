"""Autopay: what is due is taken from the customer's default instrument, on our schedule (B-PAY-9).

An invoice is tried once by itself with one instrument; then the ladder decides (``retrying``).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from guywire.domains.customers.queries import today
from guywire.engines.money import Money
from guywire.kit import clock

from ..gateways.port import InstrumentKind
from ..models import (
    AttemptPart,
    CollectingSettings,
    GatewayAccount,
    Invoice,
    PaymentAttempt,
    PaymentInstrument,
)
from . import settling
from .accounts import lock_account
from .attempts import Wanted, begin
from .collecting import collecting
from .disputes import has_open_dispute
from .instruments import note_problem
from .retrying import due_again

Origin, Problem = PaymentAttempt.Origin, PaymentInstrument.Problem


def collect_due(on: date | None = None) -> int:
    """Begin an attempt for everybody of whom something is due; how many."""
    settings, day = collecting(), on or today()
    if not settings.autopay:
        return 0
    instruments = PaymentInstrument.objects.select_related("account").filter(
        is_default=True, removed_at=None, account__state=GatewayAccount.State.ACTIVE
    )
    owing = _due(settings, day).filter(customer=OuterRef("customer"))
    found = instruments.filter(Exists(owing)).order_by("customer_id")
    return sum(_collect(instrument, settings, day) for instrument in found)


def collect_from(instrument_id: UUID) -> int:
    """The instrument is new or was corrected: what is due is tried with it at once."""
    settings = collecting()
    rows = PaymentInstrument.objects.select_related("account").filter(pk=instrument_id)
    found = rows.filter(
        is_default=True, removed_at=None, account__state=GatewayAccount.State.ACTIVE
    ).first()
    return _collect(found, settings, today()) if found is not None and settings.autopay else 0


def _due(settings: CollectingSettings, day: date) -> QuerySet[Invoice]:
    """Open invoices whose autopay day has come."""
    until = day - timedelta(days=settings.offset_days)
    counted = {f"{settings.counts_from}_on__lte": until}
    return Invoice.objects.filter(
        kind=Invoice.Kind.INVOICE, state__in=settling.OPEN, balance_minor__gt=0, **counted
    )


def _collect(instrument: PaymentInstrument, settings: CollectingSettings, day: date) -> int:
    """One customer; 1 if an attempt began."""
    account = lock_account(instrument.customer_id)
    if has_open_dispute(instrument.customer_id) or not _is_usable(instrument, day):
        return 0
    if account.use_credit:
        settling.use_credit(instrument.customer_id, account.currency, on=day)
    due = _untried(_due(settings, day), instrument, settings)
    if not due.exists():
        return 0
    wanted = due
    if settings.pays == CollectingSettings.Pays.BALANCE:
        everything = Invoice.objects.filter(
            kind=Invoice.Kind.INVOICE, state__in=settling.OPEN, balance_minor__gt=0
        )
        wanted = _untried(everything, instrument, settings)
    rows = list(wanted.filter(currency=account.currency).order_by("due_on", "issued_on", "number"))
    return _begin(instrument, account.currency, rows)


def _begin(instrument: PaymentInstrument, currency: str, rows: Sequence[Invoice]) -> int:
    if not rows:
        return 0
    begin(
        Wanted(
            customer_id=instrument.customer_id,
            account=instrument.account,
            instrument=instrument,
            amount=Money(sum(row.balance_minor for row in rows), currency),
            parts=[settling.Part(row.pk, row.balance_minor) for row in rows],
            origin=Origin.AUTOPAY,
        )
    )
    return 1


def _untried(
    rows: QuerySet[Invoice], instrument: PaymentInstrument, settings: CollectingSettings
) -> QuerySet[Invoice]:
    """Of the customer's, what was not tried with this instrument as it is now, nor is under way."""
    parts = AttemptPart.objects.filter(invoice=OuterRef("pk"))
    by_itself = Q(
        attempt__instrument=instrument, attempt__origin__in=(Origin.AUTOPAY, Origin.RETRY)
    )
    if instrument.corrected_at is not None:
        by_itself &= Q(attempt__created_at__gte=instrument.corrected_at)
    tried = by_itself & ~Q(attempt__state=PaymentAttempt.State.CANCELED)
    rows = rows.filter(customer=instrument.customer_id)
    rows = rows.filter(~Exists(parts.filter(Q(is_open=True) | tried)))
    if not settings.pays_first:
        earlier = Invoice.objects.filter(
            customer=OuterRef("customer"), kind=Invoice.Kind.INVOICE, number__lt=OuterRef("number")
        )
        rows = rows.filter(Exists(earlier.exclude(state=Invoice.State.DRAFT)))
    return rows.exclude(disputes__dispute__state="open")


def _is_usable(instrument: PaymentInstrument, day: date) -> bool:
    """Whether it may be charged by itself; an expired card is noted, and its holder told, once."""
    if instrument.is_expired(day):
        note_problem(instrument, Problem.EXPIRED)
    return instrument.problem == Problem.NONE


def retry_due(now: datetime | None = None) -> int:
    """Make again what is due again; how many."""
    return sum(_retry(attempt_id) for attempt_id in due_again(now or clock.now()))


def _retry(attempt_id: UUID) -> int:
    rows = PaymentAttempt.objects.select_related("instrument", "account")
    attempt = rows.get(pk=attempt_id)
    account = lock_account(attempt.customer_id)
    attempt = rows.select_for_update(of=("self",)).get(pk=attempt_id)
    if attempt.next_try_at is None or attempt.instrument is None:
        return 0
    parts = _still_open(attempt)
    why = _why_not(attempt, parts)
    attempt.next_try_at = None if why != "gateway" else attempt.next_try_at
    attempt.next_try_why = why or "tried_again"
    attempt.save(update_fields=["next_try_at", "next_try_why"])
    if why:
        return 0
    begin(
        Wanted(
            customer_id=attempt.customer_id,
            account=attempt.account,
            instrument=attempt.instrument,
            amount=Money(sum(part.amount_minor for part in parts), account.currency),
            parts=parts,
            origin=Origin.RETRY,
            chain=attempt.chain,
        )
    )
    return 1


def _still_open(attempt: PaymentAttempt) -> list[settling.Part]:
    """What it was for, as far as it is open and nobody else asks for it."""
    asked = AttemptPart.objects.filter(invoice=OuterRef("pk"), is_open=True)
    rows = Invoice.objects.filter(
        attempts__attempt=attempt,
        state__in=settling.OPEN,
        balance_minor__gt=0,
        currency=attempt.currency,
    )
    rows = rows.filter(~Exists(asked)).order_by("due_on", "number")
    pairs = rows.annotate(wanted=F("attempts__amount_minor")).values_list(
        "pk", "balance_minor", "wanted"
    )
    return [settling.Part(pk, min(balance, wanted)) for pk, balance, wanted in pairs]


def _why_not(attempt: PaymentAttempt, parts: Sequence[settling.Part]) -> str:
    """Why nothing is tried again; empty if it is."""
    assert attempt.instrument is not None, "asked of attempts with one"
    total = sum(part.amount_minor for part in parts)
    if not total:
        return "paid_otherwise"
    if has_open_dispute(attempt.customer_id):
        return "disputed"
    if attempt.account.state != GatewayAccount.State.ACTIVE:
        return "gateway"
    if not attempt.instrument.is_default or not collecting().autopay:
        return "autopay_off"
    if not _is_usable(attempt.instrument, today()):
        return attempt.instrument.problem
    is_debit = InstrumentKind(attempt.instrument.kind).is_bank_debit
    if is_debit and total != attempt.amount_minor:
        return "amount_differs"
    return ""
