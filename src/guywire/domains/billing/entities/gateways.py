"""Gateways: the WISP's accounts at them, and what they told."""

from datetime import datetime
from uuid import UUID

from guywire.kit.entity import Action, Changes, Column, Entity, Panel, Timeline

from ..inputs import ReasonInput
from ..inputs.collecting import GatewayAccountInput
from ..models import GatewayAccount, GatewayMessage
from ..queries import gateways
from ..services import gateway_accounts
from .outputs import Output

State = GatewayAccount.State


class GatewayAccountOutput(Output):
    """An account at a gateway; its secret is written and never read."""

    name: str
    gateway: str
    client_id: str
    is_sandbox: bool
    state: str
    problem: str
    external_id: str
    external_name: str
    is_live: bool
    currencies: list[str]
    tested_at: datetime | None
    created_at: datetime
    updated_at: datetime


class GatewayMessageOutput(Output):
    """What a gateway told, and what became of it."""

    account_id: UUID
    external_id: str
    kind: str
    type: str
    state: str
    outcome: str
    attempt_id: UUID | None
    occurred_at: datetime
    received_at: datetime
    processed_at: datetime | None


GATEWAY_ACCOUNT = Entity(
    model=GatewayAccount,
    input=GatewayAccountInput,
    output=GatewayAccountOutput,
    rows=gateways.accounts,
    create=gateway_accounts.add_gateway,
    change=gateway_accounts.change_gateway,
    remove=gateway_accounts.remove_gateway,
    columns=(
        Column("name", link=True),
        Column("state", badge=True),
        Column("gateway"),
        Column("is_live", "Real money"),
        Column("external_name", "Known there as"),
        Column("tested_at", "Tested"),
        Column("problem"),
        Column("is_sandbox", "Sandbox", hidden=True),
        Column("created_at", "Added", hidden=True),
    ),
    filters=("state", "gateway"),
    search=("name", "external_name", "external_id"),
    natural_key=("name",),
    panels=(
        Panel("Account", "gateway", "state", "problem", "tested_at", "is_live"),
        Panel("At the gateway", "external_name", "external_id", "currencies", "client_id",
              "is_sandbox", "webhook_id"),
        Timeline(),
        Changes(),
    ),
    actions=(
        Action(
            "test",
            gateway_accounts.ask_test,
            icon="stethoscope",
            description="Ask the gateway who we are, and have it tell us of payments",
        ),
        Action(
            "activate",
            gateway_accounts.activate_gateway,
            label="Put in use",
            when=lambda row: row.state != State.ACTIVE and row.tested_at is not None,
            icon="player-play",
            description="Take money through the account; it has to be tested first",
        ),
        Action(
            "pause",
            gateway_accounts.pause_gateway,
            label="Take out of use",
            when=lambda row: row.state != State.TESTING,
            icon="player-pause",
            description="Ask for no more money; what is under way is still heard of",
        ),
    ),
    group="money",
    order=70,
    icon="building-bank",
    empty="Add your own account at Stripe or PayPal, test it, then put it in use.",
    importable=False,
)  # fmt: skip


GATEWAY_MESSAGE = Entity(
    model=GatewayMessage,
    input=ReasonInput,
    output=GatewayMessageOutput,
    rows=gateways.messages,
    create=None,
    change=None,
    extra_inputs=("reason",),
    columns=(
        Column("type", "Message", link=True),
        Column("state", badge=True),
        Column("outcome"),
        Column("attempt", "Payment attempt"),
        Column("account", sort="account__name"),
        Column("received_at", "Received"),
        Column("occurred_at", "Happened", hidden=True),
        Column("processed_at", "Worked on", hidden=True),
        Column("external_id", "Number there", hidden=True),
    ),
    filters=("state", "kind", "account", "attempt"),
    search=("external_id", "type"),
    default_sort="-received_at",
    panels=(
        Panel("Message", "type", "state", "outcome", "attempt", "account", "external_id",
              "occurred_at", "received_at", "processed_at"),
    ),
    group="money",
    order=72,
    icon="webhook",
    empty="What gateways tell of payments stands here.",
    importable=False,
)  # fmt: skip
