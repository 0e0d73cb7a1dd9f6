"""What gateways tell: kept once, worked on once, whatever the order (B-PAY-4)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.jobs import defer

from ..gateways.port import (
    Decline,
    DeclineCategory,
    EventKind,
    GatewayEvent,
    Instrument,
    InstrumentKind,
)
from ..models import GatewayAccount, GatewayMessage, PaymentAttempt, PaymentInstrument
from . import disputes, instruments, outcomes, refunds
from .attempts import CHARGE
from .outcomes import APPLIED, IGNORED, PARKED, Outcome, Told

APPLY, LOOK_UP = "guywire.billing.apply_message", "guywire.billing.look_up"
SLOW = timedelta(minutes=10)
State = GatewayMessage.State


def receive(account: GatewayAccount, event: GatewayEvent) -> bool:
    """Keep a message whose signature is good, and queue it; False if it is here already."""
    message = GatewayMessage(
        account=account,
        external_id=event.id[:160],
        kind=event.kind.value,
        type=event.type[:80],
        told=told_of(event),
        occurred_at=event.occurred_at,
        received_at=clock.now(),
    )
    GatewayMessage.objects.bulk_create([message], ignore_conflicts=True)
    if not GatewayMessage.objects.filter(pk=message.pk).exists():
        return False
    defer(APPLY, message_id=str(message.pk))
    return True


def receive_for(account_id: UUID, event: GatewayEvent) -> bool:
    """Keep what a gateway answered when it was asked for what we missed."""
    return receive(GatewayAccount.objects.get(pk=account_id), event)


def told_of(event: GatewayEvent) -> dict[str, Any]:
    """What billing acts on, as JSON; the gateway's own words stay with the gateway."""
    told: dict[str, Any] = {
        name: getattr(event, name)
        for name in ("object_id", "charge_id", "transaction_id", "reference", "reason")
    }
    for name in ("amount", "fee"):
        money: Money | None = getattr(event, name)
        told[name] = [money.minor, money.currency] if money is not None else None
    if event.decline is not None:
        decline = asdict(event.decline)
        wait = event.decline.not_before
        decline |= {
            "message": str(event.decline.message),
            "not_before": wait.total_seconds() if wait is not None else None,
        }
        told["decline"] = decline
    if event.instrument is not None:
        saved = asdict(event.instrument)
        expires = event.instrument.expires
        told["instrument"] = saved | {"expires": expires.isoformat() if expires else None}
    return told


def event_of(message: GatewayMessage) -> GatewayEvent:
    """The message as the port told it."""
    told: Mapping[str, Any] = message.told
    return GatewayEvent(
        id=message.external_id,
        kind=EventKind(message.kind),
        type=message.type,
        object_id=told["object_id"],
        occurred_at=message.occurred_at,
        charge_id=told["charge_id"],
        transaction_id=told["transaction_id"],
        reference=told["reference"],
        amount=Money(*told["amount"]) if told["amount"] else None,
        fee=Money(*told["fee"]) if told["fee"] else None,
        decline=_decline(told.get("decline")),
        instrument=_instrument(told.get("instrument")),
        reason=told["reason"],
    )


def _decline(told: Mapping[str, Any] | None) -> Decline | None:
    if told is None:
        return None
    wait = told["not_before"]
    return Decline(
        code=told["code"],
        category=DeclineCategory(told["category"]),
        message=told["message"],
        network_code=told["network_code"],
        not_before=timedelta(seconds=wait) if wait is not None else None,
    )


def _instrument(told: Mapping[str, Any] | None) -> Instrument | None:
    if told is None:
        return None
    expires = datetime.fromisoformat(told["expires"]).date() if told["expires"] else None
    return Instrument(**{**told, "kind": InstrumentKind(told["kind"]), "expires": expires})


def apply_message(message_id: UUID) -> None:
    """Work on one message; its mark and its effects commit together."""
    message = (
        GatewayMessage.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(pk=message_id)
        .first()
    )
    if message is None or message.state != State.RECEIVED:
        return
    outcome, attempt_id = _applied(message.account, event_of(message))
    message.state = State(outcome.state)
    message.outcome, message.processed_at = outcome.text[:200], clock.now()
    message.attempt_id = attempt_id
    message.save(update_fields=["state", "outcome", "processed_at", "attempt"])


def _applied(account: GatewayAccount, event: GatewayEvent) -> tuple[Outcome, UUID | None]:
    topic = event.kind.value.partition(".")[0]
    if topic == "instrument":
        return _about_instrument(account, event), None
    if topic not in ("charge", "refund", "dispute"):
        return Outcome(IGNORED, "Nothing to do."), None
    if topic == "refund":
        known = refunds.of_event(account, event)
        if known is not None:
            return refunds.record(known, event), known.attempt_id
    attempt = attempt_of(account, event)
    if attempt is None:
        return Outcome(IGNORED, "No payment of ours."), None
    if topic == "refund":
        why = f"{event.amount} was given back on the gateway's own pages."
        return Outcome(PARKED, why), attempt.pk
    if topic == "dispute":
        return disputes.record(attempt, event), attempt.pk
    return _about_charge(attempt, event), attempt.pk


def attempt_of(account: GatewayAccount, event: GatewayEvent) -> PaymentAttempt | None:
    """The attempt that a message is about, by our reference or the gateway's names."""
    of_account = PaymentAttempt.objects.filter(account=account)
    if event.reference:
        found = of_account.filter(key=event.reference).first()
        if found is not None:
            return found
    named = Q()
    if event.charge_id:
        named |= Q(gateway_id=event.charge_id)
    if event.transaction_id:
        named |= Q(transaction_id=event.transaction_id)
    return of_account.filter(named).first() if named else None


def _about_charge(attempt: PaymentAttempt, event: GatewayEvent) -> Outcome:
    outcome = outcomes.record(attempt.pk, Told.by_event(event))
    if event.kind is EventKind.CHARGE_APPROVED and outcome.state == APPLIED:
        defer(CHARGE, attempt_id=str(attempt.pk))
    is_paid = event.kind is EventKind.CHARGE_SUCCEEDED and outcome.state == APPLIED
    if is_paid and event.fee is None:
        defer(LOOK_UP, attempt_id=str(attempt.pk))
    return outcome


def _about_instrument(account: GatewayAccount, event: GatewayEvent) -> Outcome:
    if event.kind is EventKind.INSTRUMENT_FAILED or event.kind is EventKind.INSTRUMENT_SAVED:
        return Outcome(IGNORED, "Told when the payer comes back.")
    known = PaymentInstrument.objects.filter(account=account, token=event.object_id).first()
    if known is None:
        return Outcome(IGNORED, "No instrument of ours.")
    if event.kind is EventKind.INSTRUMENT_REMOVED:
        instruments.remove_instrument(known, reason=event.reason or "removed at the gateway")
        return Outcome(APPLIED, "Removed.")
    if event.instrument is not None:
        instruments.renew_instrument(known, event.instrument)
    return Outcome(APPLIED, "Renewed.")


def apply_waiting() -> int:
    """Queue again what nobody has worked on."""
    waiting = GatewayMessage.objects.filter(
        state=State.RECEIVED, received_at__lt=clock.now() - SLOW
    )
    ids = list(waiting.order_by("received_at").values_list("pk", flat=True))
    for message_id in ids:
        defer(APPLY, message_id=str(message_id))
    return len(ids)
