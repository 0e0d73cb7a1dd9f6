"""The port: what billing asks of a payment gateway, and the values that pass.

    started = gateway.start_setup(customer, InstrumentKind.CARD, return_url=..., key="setup-7")
    ...the customer comes back from started.redirect_url...
    saved = gateway.finish_setup(started.id, key="setup-7-end").instrument

    result = gateway.charge(ChargeRequest(amount=..., instrument=saved, key="attempt-31", ...))

Two ids of every charge. `gateway_id` names the attempt and is known from its first answer (Stripe's
PaymentIntent, PayPal's order); `transaction_id` names the money that moved (charge, capture), is
empty until then, and is what people find in the gateway's own pages. `reference` is ours: the key
of the attempt, stored at the gateway with it, so that whatever it tells later leads back.

Every writing call takes an idempotency key. The same call with the same key may be repeated as
often as needed within `keys_live_for`: it happens once. After `UnknownOutcome` that is how one asks
what became of it; later than that, `find_charge` looks it up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from guywire.engines.money import Money


class InstrumentKind(StrEnum):
    CARD = "card"
    US_BANK_ACCOUNT = "us_bank_account"
    SEPA_DEBIT = "sepa_debit"
    PAYPAL = "paypal"

    @property
    def is_bank_debit(self) -> bool:
        """Pending for days, and may come back after it looked paid."""
        return self in {InstrumentKind.US_BANK_ACCOUNT, InstrumentKind.SEPA_DEBIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRef:
    """A customer at the gateway: its id there, and ours."""

    gateway_id: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A saved means of payment: the gateway's token and what may be shown of it.

    expires: the first day on which a card is no longer good. label: what the holder knows it by
    where there are no digits (a PayPal address). mandate: the payer's consent to bank debits.
    """

    gateway_id: str
    kind: InstrumentKind
    customer_id: str = ""
    brand: str = ""
    last4: str = ""
    expires: date | None = None
    label: str = ""
    mandate: str = ""
    fingerprint: str = ""


class DeclineCategory(StrEnum):
    """What a decline asks for."""

    NEVER_AGAIN = "never_again"  # the network forbids another try of this instrument
    RETRY_LATER = "retry_later"  # the same may work another day
    NEW_INSTRUMENT = "new_instrument"  # only other or corrected details can work
    AUTHENTICATE = "authenticate"  # the payer has to confirm, so be present


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """Why a charge failed. code: one of `declines.DECLINES`, or a bank's return code such as R01.

    network_code: what the issuer said, as the gateway passes it on. not_before: the least wait
    that the card network asks for.
    """

    code: str
    category: DeclineCategory
    message: str = ""
    network_code: str = ""
    not_before: timedelta | None = None


class SetupState(StrEnum):
    PENDING = "pending"  # the payer has not finished
    SAVED = "saved"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStarted:
    """Where the payer enters the instrument: a page of the gateway, or its script in our page."""

    id: str
    redirect_url: str = ""
    client_secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupResult:
    id: str
    state: SetupState
    instrument: Instrument | None = None
    decline: Decline | None = None


class ChargeState(StrEnum):
    SUCCEEDED = "succeeded"
    PENDING = "pending"  # a bank debit on its way: not paid yet
    REQUIRES_ACTION = "requires_action"  # the payer has to go to redirect_url
    APPROVED = "approved"  # the payer has agreed; finish_charge takes the money
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """Nothing more comes of it by itself; a bank may still take a success back."""
        return self in {ChargeState.SUCCEEDED, ChargeState.FAILED, ChargeState.CANCELED}


LONGEST_KEY = 100
"""PayPal takes 108 characters, Stripe 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRequest:
    """Money to take. key: unique for this attempt, and its reference for ever.

    Raises ValueError for what no gateway could do.

    instrument: None sends the payer to a page of the gateway (return_url needed). off_session: the
    payer is not there, so nothing can be asked of them. invoices: numbers, for people who read the
    gateway's pages.
    """

    amount: Money
    customer: CustomerRef
    key: str
    instrument: Instrument | None = None
    off_session: bool = False
    description: str = ""
    invoices: tuple[str, ...] = ()
    return_url: str = ""
    cancel_url: str = ""

    def __post_init__(self) -> None:
        _check(self.key, self.amount)
        if self.instrument is None and (self.off_session or not self.return_url):
            raise ValueError("without an instrument the payer has to be there and to come back")


def _check(key: str, amount: Money) -> None:
    if not 1 <= len(key) <= LONGEST_KEY:
        raise ValueError(f"a key has 1 to {LONGEST_KEY} characters, not {len(key)}")
    if amount.minor <= 0:
        raise ValueError(f"{amount} is nothing to move")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeResult:
    state: ChargeState
    gateway_id: str
    amount: Money
    reference: str = ""
    transaction_id: str = ""
    decline: Decline | None = None
    fee: Money | None = None
    redirect_url: str = ""
    client_secret: str = ""
    refunded: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """Money back to where it came from. amount: all or part of what is left of the charge."""

    charge_id: str
    transaction_id: str
    amount: Money
    key: str
    reason: str = ""

    def __post_init__(self) -> None:
        _check(self.key, self.amount)


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundResult:
    state: RefundState
    gateway_id: str
    amount: Money
    reference: str = ""
    message: str = ""


class EventKind(StrEnum):
    CHARGE_SUCCEEDED = "charge.succeeded"
    CHARGE_PENDING = "charge.pending"
    CHARGE_REQUIRES_ACTION = "charge.requires_action"
    CHARGE_APPROVED = "charge.approved"
    CHARGE_FAILED = "charge.failed"
    CHARGE_CANCELED = "charge.canceled"
    CHARGE_RETURNED = "charge.returned"  # a bank debit came back, before or after it looked paid
    REFUND_PENDING = "refund.pending"
    REFUND_SUCCEEDED = "refund.succeeded"
    REFUND_FAILED = "refund.failed"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_WON = "dispute.won"
    DISPUTE_LOST = "dispute.lost"
    DISPUTE_FEE = "dispute.fee"  # money and fee were taken from us
    DISPUTE_REINSTATED = "dispute.reinstated"  # and given back
    INSTRUMENT_SAVED = "instrument.saved"
    INSTRUMENT_UPDATED = "instrument.updated"
    INSTRUMENT_REMOVED = "instrument.removed"
    INSTRUMENT_FAILED = "instrument.failed"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"
    OTHER = "other"  # nothing that billing acts on


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEvent:
    """What a gateway tells, in one shape. Events come twice, late, and in any order.

    id: the same for every delivery of one event. object_id: what `kind` is about (charge, refund,
    dispute, instrument, payout). charge_id, transaction_id, reference: the charge concerned, empty
    where the gateway does not say. amount, fee: as the event tells them; ask `charge_state` for the
    fee of a charge that comes without.
    """

    id: str
    kind: EventKind
    type: str
    object_id: str
    occurred_at: datetime
    charge_id: str = ""
    transaction_id: str = ""
    reference: str = ""
    amount: Money | None = None
    fee: Money | None = None
    decline: Decline | None = None
    instrument: Instrument | None = None
    reason: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose credentials these are, as the gateway answers."""

    id: str
    name: str
    is_live: bool
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRegistered:
    """A webhook of ours at the gateway; secret: what it signs with, where it has one."""

    id: str
    secret: str = ""


class Gateway(Protocol):
    """One account at one gateway. Any call may raise an error of `errors`."""

    name: str
    kinds: frozenset[InstrumentKind]
    keys_live_for: timedelta

    def close(self) -> None:
        """Let go of the connections."""
        ...

    def account(self) -> Account:
        """Ask who we are: the test of the credentials."""
        ...

    def register_webhook(self, url: str, *, key: str) -> WebhookRegistered:
        """Have events sent to an address of ours."""
        ...

    def save_customer(self, *, reference: str, name: str, email: str, key: str) -> CustomerRef:
        """Make a customer at the gateway."""
        ...

    def start_setup(
        self,
        customer: CustomerRef,
        kind: InstrumentKind,
        *,
        key: str,
        return_url: str = "",
        cancel_url: str = "",
    ) -> SetupStarted:
        """Begin to save an instrument for later charges."""
        ...

    def finish_setup(self, setup_id: str, *, key: str) -> SetupResult:
        """What became of it; to be asked when the payer returns, and harmless to ask again."""
        ...

    def remove_instrument(self, instrument: Instrument) -> None:
        """Forget a saved instrument; harmless where it is gone already."""
        ...

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """Take money."""
        ...

    def finish_charge(self, gateway_id: str, *, key: str) -> ChargeResult:
        """Take the money that the payer has approved; else only tell how the charge stands."""
        ...

    def charge_state(self, gateway_id: str) -> ChargeResult:
        """How a charge stands now, with its fee."""
        ...

    def find_charge(self, request: ChargeRequest, *, since: datetime) -> ChargeResult | None:
        """Look up an attempt by its key among what happened since; None: it never happened."""
        ...

    def cancel_charge(self, gateway_id: str, *, key: str) -> ChargeResult:
        """Give up a charge that waits for the payer; the answer tells if it was too late."""
        ...

    def refund(self, request: RefundRequest) -> RefundResult:
        """Give money back. Raises OverRefund."""
        ...

    def refund_state(self, gateway_id: str) -> RefundResult: ...

    def read_event(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> GatewayEvent:
        """Check a webhook's signature and age, and read it.

        Raises BadSignature; GatewayUnavailable where the gateway has to be asked (PayPal) and does
        not answer: refuse the webhook then, and it comes again.
        """
        ...

    def events_since(self, moment: datetime) -> Iterator[GatewayEvent]:
        """What was told since, oldest first: for what a webhook of ours has missed."""
        ...
