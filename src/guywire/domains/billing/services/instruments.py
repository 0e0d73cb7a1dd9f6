"""What customers pay with: saved at the gateway, known here by its token."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from guywire.domains.customers.queries import today
from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import defer

from ..events import InstrumentReady, InstrumentRemoved, InstrumentSaved, InstrumentUnusable
from ..gateways.asking import Payer
from ..gateways.opening import Credentials
from ..gateways.port import CustomerRef, Instrument, InstrumentKind, SetupResult, SetupState
from ..inputs.collecting import InstrumentInput
from ..models import (
    BillingAccount,
    GatewayAccount,
    GatewayCustomer,
    InstrumentSetup,
    PaymentAttempt,
    PaymentInstrument,
)
from .accounts import lock_account
from .gateway_accounts import credentials_of, require_in_use

OPEN_SETUP, FORGET = "guywire.billing.open_setup", "guywire.billing.forget_instrument"
Problem = PaymentInstrument.Problem
SUPPORTED = {
    GatewayAccount.Gateway.STRIPE: frozenset(
        {InstrumentKind.CARD, InstrumentKind.US_BANK_ACCOUNT, InstrumentKind.SEPA_DEBIT}
    ),
    GatewayAccount.Gateway.PAYPAL: frozenset({InstrumentKind.PAYPAL}),
}


class KindNotTaken(DomainError):
    code = "kind_not_taken"


class InstrumentGone(Conflict):
    code = "instrument_gone"


class InstrumentBusy(Conflict):
    """Money is on its way from it."""

    code = "instrument_busy"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a gateway to save an instrument."""

    credentials: Credentials
    payer: Payer
    kind: InstrumentKind


def payer_of(customer_id: UUID, account: GatewayAccount) -> Payer:
    billed = BillingAccount.objects.select_related("customer").get(customer=customer_id)
    customer = billed.customer
    known = GatewayCustomer.objects.filter(account=account, customer=customer_id).first()
    ref = CustomerRef(gateway_id=known.external_id if known else "", reference=str(customer_id))
    return Payer(customer_id, account.pk, customer.name, customer.email, ref)


def note_payer(payer: Payer, ref: CustomerRef) -> None:
    """The gateway's id of a customer; whoever was told first is right."""
    if ref.gateway_id:
        GatewayCustomer.objects.bulk_create(
            [
                GatewayCustomer(
                    account_id=payer.account_id,
                    customer_id=payer.customer_id,
                    external_id=ref.gateway_id,
                )
            ],
            ignore_conflicts=True,
        )


def begin_setup(data: InstrumentInput) -> InstrumentSetup:
    """Ask for a page of the gateway where the customer enters a card or bank account.

    Raises KindNotTaken, GatewayNotInUse.
    """
    account = GatewayAccount.objects.get(pk=data.account_id)
    require_in_use(account)
    kind = InstrumentKind(data.kind)
    if kind not in SUPPORTED[GatewayAccount.Gateway(account.gateway)]:
        raise KindNotTaken(f"{account} saves no {kind.value.replace('_', ' ')}.", field="kind")
    lock_account(data.customer_id)
    setup_id = uuid.uuid4()
    setup = InstrumentSetup.objects.create(
        pk=setup_id,
        customer_id=data.customer_id,
        account=account,
        kind=data.kind,
        external_id=str(setup_id),
        makes_default=data.makes_default,
    )
    defer(OPEN_SETUP, setup_id=str(setup_id))
    return setup


def take_setup(setup_id: UUID) -> Asked | None:
    """What the gateway is to be asked; None if its page is open already."""
    rows = InstrumentSetup.objects.select_related("account")
    setup = rows.filter(pk=setup_id, page_url="", state=InstrumentSetup.State.WAITING).first()
    if setup is None:
        return None
    payer = payer_of(setup.customer_id, setup.account)
    return Asked(credentials_of(setup.account), payer, InstrumentKind(setup.kind))


def note_page(setup_id: UUID, payer: Payer, external_id: str, url: str) -> None:
    """The gateway's page is open."""
    note_payer(payer, payer.ref)
    waiting = InstrumentSetup.objects.filter(pk=setup_id, page_url="")
    waiting.update(external_id=external_id, page_url=url)


def note_refused(setup_id: UUID, why: str) -> None:
    waiting = InstrumentSetup.objects.filter(pk=setup_id, page_url="")
    waiting.update(state=InstrumentSetup.State.FAILED, reason=why[:200])


def finish_setup(setup_id: UUID, result: SetupResult) -> InstrumentSetup:
    """What became of a set-up; told twice, nothing more happens."""
    setup = InstrumentSetup.objects.select_for_update().get(pk=setup_id)
    if setup.state == InstrumentSetup.State.SAVED:
        return setup
    if result.state is SetupState.SAVED and result.instrument is not None:
        saved = keep_instrument(setup.customer_id, setup.account, result.instrument)
        if setup.makes_default:
            make_default(saved)
        setup.instrument, setup.state = saved, InstrumentSetup.State.SAVED
    elif result.state is SetupState.FAILED:
        setup.state = InstrumentSetup.State.FAILED
        setup.reason = str(result.decline.message)[:200] if result.decline else ""
    setup.save(update_fields=["instrument", "state", "reason"])
    return setup


def keep_instrument(
    customer_id: UUID, account: GatewayAccount, told: Instrument
) -> PaymentInstrument:
    """Keep what the gateway saved; the same token is kept once, and its details renewed."""
    lock_account(customer_id)
    known = PaymentInstrument.objects.filter(account=account, token=told.gateway_id).first()
    if known is not None:
        return renew_instrument(known, told)
    made = PaymentInstrument.objects.create(
        customer_id=customer_id,
        account=account,
        token=told.gateway_id,
        kind=told.kind.value,
        gateway_customer=told.customer_id,
        brand=told.brand[:40],
        last4=told.last4[-4:],
        label=told.label[:120],
        mandate=told.mandate[:120],
        fingerprint=told.fingerprint[:120],
        expires_on=told.expires,
    )
    if told.customer_id:
        ref = CustomerRef(gateway_id=told.customer_id, reference=str(customer_id))
        note_payer(payer_of(customer_id, account), ref)
    publish(InstrumentSaved(instrument_id=made.pk, customer_id=customer_id))
    return made


def renew_instrument(instrument: PaymentInstrument, told: Instrument) -> PaymentInstrument:
    """Its details changed at the bank: what failed with the old ones counts no more (B-PAY-9)."""
    instrument = PaymentInstrument.objects.select_for_update().get(pk=instrument.pk)
    before = (instrument.last4, instrument.expires_on)
    instrument.brand = told.brand[:40] or instrument.brand
    instrument.last4 = told.last4[-4:] or instrument.last4
    instrument.expires_on = told.expires or instrument.expires_on
    if before != (instrument.last4, instrument.expires_on):
        instrument.corrected_at = clock.now()
        if instrument.problem != Problem.DISPUTED:
            instrument.problem = Problem.NONE
        _forget_tries(instrument.customer_id)
        if instrument.is_default:
            _ready(instrument)
    instrument.save()
    return instrument


def make_default(instrument: PaymentInstrument) -> PaymentInstrument:
    """Autopay charges this one from now on; what waited for the other is tried with this one."""
    lock_account(instrument.customer_id)
    instrument = PaymentInstrument.objects.select_for_update().get(pk=instrument.pk)
    if instrument.removed_at is not None:
        raise InstrumentGone(f"{instrument} was removed.")
    if instrument.is_default:
        return instrument
    of_customer = PaymentInstrument.objects.filter(customer=instrument.customer_id)
    of_customer.filter(is_default=True).exclude(pk=instrument.pk).update(is_default=False)
    instrument.is_default = True
    instrument.save(update_fields=["is_default"])
    _forget_tries(instrument.customer_id, but=instrument.pk)
    _ready(instrument)
    return instrument


def _ready(instrument: PaymentInstrument) -> None:
    publish(InstrumentReady(instrument_id=instrument.pk, customer_id=instrument.customer_id))


def stop_autopay(instrument: PaymentInstrument) -> PaymentInstrument:
    """The customer pays by hand from now on."""
    lock_account(instrument.customer_id)
    PaymentInstrument.objects.filter(pk=instrument.pk).update(is_default=False)
    _forget_tries(instrument.customer_id)
    instrument.refresh_from_db()
    return instrument


def _forget_tries(customer_id: UUID, but: UUID | None = None) -> None:
    waiting = PaymentAttempt.objects.filter(customer=customer_id, next_try_at__isnull=False)
    waiting.exclude(instrument=but).update(next_try_at=None, next_try_why="other_instrument")


def remove_instrument(instrument: PaymentInstrument, *, reason: str = "") -> PaymentInstrument:
    """Use it no more. InstrumentBusy while money is on its way from it and we decide."""
    lock_account(instrument.customer_id)
    instrument = PaymentInstrument.objects.select_for_update().get(pk=instrument.pk)
    if instrument.removed_at is not None:
        return instrument
    if not reason and instrument.attempts.filter(state__in=PaymentAttempt.LIVE).exists():
        raise InstrumentBusy(f"A payment with {instrument} is under way.")
    instrument.removed_at, instrument.is_default = clock.now(), False
    instrument.save(update_fields=["removed_at", "is_default"])
    instrument.attempts.filter(next_try_at__isnull=False).update(
        next_try_at=None, next_try_why="removed"
    )
    if not reason:
        defer(FORGET, instrument_id=str(instrument.pk))
    publish(
        InstrumentRemoved(
            instrument_id=instrument.pk, customer_id=instrument.customer_id, reason=reason
        )
    )
    return instrument


def note_problem(instrument: PaymentInstrument, problem: Problem) -> None:
    """It cannot be charged; the customer is told once."""
    changed = PaymentInstrument.objects.filter(pk=instrument.pk).exclude(problem=problem)
    if changed.update(problem=problem):
        instrument.problem = problem
        publish(
            InstrumentUnusable(
                instrument_id=instrument.pk,
                customer_id=instrument.customer_id,
                problem=problem.value,
            )
        )


def require_usable(instrument: PaymentInstrument) -> None:
    """Raises InstrumentGone, and notes a card that has expired meanwhile."""
    if instrument.removed_at is not None:
        raise InstrumentGone(f"{instrument} was removed.", field="instrument_id")
    if instrument.is_expired(today()):
        raise InstrumentGone(f"{instrument} has expired.", field="instrument_id")
    if instrument.problem == Problem.DECLINED:
        raise InstrumentGone(
            f"The bank declined {instrument} for good; another is needed.", field="instrument_id"
        )


def at_gateway(instrument: PaymentInstrument) -> Instrument:
    """The instrument as the port takes it."""
    return Instrument(
        gateway_id=instrument.token,
        kind=InstrumentKind(instrument.kind),
        customer_id=instrument.gateway_customer,
        brand=instrument.brand,
        last4=instrument.last4,
        expires=instrument.expires_on,
        label=instrument.label,
        mandate=instrument.mandate,
        fingerprint=instrument.fingerprint,
    )


def to_forget(instrument_id: UUID) -> tuple[Credentials, Instrument] | None:
    """What the gateway is to forget."""
    rows = PaymentInstrument.objects.select_related("account")
    found = rows.filter(pk=instrument_id, removed_at__isnull=False).first()
    return None if found is None else (credentials_of(found.account), at_gateway(found))
