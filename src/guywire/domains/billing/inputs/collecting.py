"""What is written of gateways, instruments and collecting."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from guywire.kit.entity import Input, Refers

from ..models import CollectingSettings, GatewayAccount, PaymentInstrument, Refund
from .kinds import Amount, CustomerId, MaybeInvoiceId

LONGEST_LADDER = 10
GatewayAccountId = Annotated[UUID, Refers("billing.GatewayAccount")]
MaybeInstrumentId = Annotated[UUID | None, Refers("billing.PaymentInstrument")]
MaybeGatewayId = Annotated[UUID | None, Refers("billing.GatewayAccount")]


class GatewayAccountInput(Input):
    """The WISP's own account at a gateway."""

    name: str = Field(min_length=1, max_length=80)
    gateway: GatewayAccount.Gateway = GatewayAccount.Gateway.STRIPE
    client_id: str = Field(default="", max_length=200, description="PayPal only")
    secret: str | None = Field(
        default=None, max_length=400, description="Stripe: the secret key; PayPal: the secret"
    )
    is_sandbox: bool = Field(default=False, description="PayPal's sandbox: no real money")


class CollectingSettingsInput(Input):
    """How money is collected by itself."""

    autopay: bool = Field(default=True, description="charge the default instrument by itself")
    counts_from: CollectingSettings.Counts = CollectingSettings.Counts.DUE
    offset_days: int = Field(default=0, ge=-60, le=60, title="Days after it")
    pays: CollectingSettings.Pays = CollectingSettings.Pays.DUE
    pays_first: bool = Field(
        default=True, title="First invoice", description="a customer's first invoice too"
    )
    ladder_days: str = Field(
        default="8, 8, 8",
        max_length=60,
        title="Tried again after",
        description="days, one after the other; empty: never",
    )
    give_up_days: int = Field(
        default=60, ge=1, le=180, title="Give up after", description="days since the first try"
    )
    return_fee: Amount = Field(
        default=Decimal(0), description="charged once for a debit that the bank returns"
    )

    @field_validator("ladder_days")
    @classmethod
    def is_ladder(cls, value: str) -> str:
        steps = [step.strip() for step in value.split(",") if step.strip()]
        if len(steps) > LONGEST_LADDER or not all(
            step.isdecimal() and 1 <= int(step) <= 90 for step in steps
        ):
            raise ValueError("write up to 10 numbers of days from 1 to 90, such as 8, 8, 8")
        return ", ".join(steps)


class InstrumentInput(Input):
    """Begin to save an instrument: the customer enters it on the gateway's page."""

    customer_id: CustomerId
    account_id: GatewayAccountId
    kind: PaymentInstrument.Kind = PaymentInstrument.Kind.CARD
    makes_default: bool = Field(default=True, title="Autopay", description="charges it")


class AttemptInput(Input):
    """Take a payment through a gateway now."""

    customer_id: CustomerId
    instrument_id: MaybeInstrumentId = Field(
        default=None, description="empty: the payer enters one on the gateway's page"
    )
    account_id: MaybeGatewayId = Field(default=None, description="when no instrument is given")
    amount: Amount | None = Field(default=None, description="empty: what is open")
    invoice_id: MaybeInvoiceId = Field(default=None, description="empty: the oldest due first")


class RefundInput(Input):
    """Give money of a payment back."""

    amount: Amount
    way: Refund.Way = Refund.Way.SOURCE
    reason: str = Field(min_length=1, max_length=200)
