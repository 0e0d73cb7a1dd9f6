"""Documents on their way: what waits, what went, what came back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from guywire.kit.access import Actor
from guywire.kit.entity import Action, Entity, ListLink, Panel
from guywire.kit.tables import Column

from ..inputs import ReasonInput
from ..models import Sending
from ..queries.sendings import sendings
from ..services import sending as services

State, Channel = Sending.State, Sending.Channel


class SendingOutput(BaseModel):
    """One way that a document goes to its customer."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    invoice_id: UUID
    channel: str
    turn: int
    state: str
    address: str
    reason: str
    paper: str
    batch_id: UUID | None
    created_at: datetime
    sent_at: datetime | None


def _bounced(row: Sending, given: ReasonInput) -> Any:
    return services.note_bounce(row, reason=given.reason)


def _has_gone(row: Sending) -> Any:
    return services.settle_doubt(row, has_gone=True)


def _send_after_all(row: Sending) -> Any:
    return services.settle_doubt(row, has_gone=False)


def _is_doubtful(row: Sending) -> bool:
    return row.state == State.DOUBTFUL


def rows(actor: Actor) -> Any:
    return sendings()


SENDING = Entity(
    model=Sending,
    input=ReasonInput,
    output=SendingOutput,
    rows=rows,
    create=None,
    change=None,
    columns=(
        Column("invoice", "Document", link=True, sort="invoice__number"),
        Column("invoice__customer", "Customer", sort="invoice__customer__name"),
        Column("channel"),
        Column("state", badge=True),
        Column("address"),
        Column("reason", "Why"),
        Column("created_at", "Asked for"),
        Column("sent_at", "Sent"),
        Column("batch", hidden=True),
        Column("turn", "Time", hidden=True),
    ),
    filters=("state", "channel", "batch", "invoice"),
    search=("invoice__number", "address"),
    default_sort="-created_at",
    panels=(
        Panel("Sending", "invoice", "channel", "state", "address", "reason", "created_at",
              "sent_at", "batch", "paper"),
    ),
    actions=(
        Action(
            "bounced",
            _bounced,
            label="Came back",
            input=ReasonInput,
            when=lambda row: row.channel == Channel.EMAIL
            and row.state in {State.SENT, State.DOUBTFUL},
            icon="mail-off",
            description="Say that a letter came back; its document waits to be printed",
        ),
        Action(
            "has_gone",
            _has_gone,
            label="It has gone",
            when=_is_doubtful,
            icon="check",
            description="Say that a doubtful letter has gone",
        ),
        Action(
            "send_after_all",
            _send_after_all,
            label="Send it after all",
            when=_is_doubtful,
            icon="mail",
            confirm="The customer may get it twice.",
            description="Send a doubtful letter again",
        ),
    ),
    list_links=(
        ListLink("Print batches", "billing:print-list", "billing.print_batch.view", "printer"),
    ),
    group="money",
    order=60,
    icon="mail",
    empty="Documents that are sent by mail or wait to be printed stand here.",
    importable=False,
)  # fmt: skip
