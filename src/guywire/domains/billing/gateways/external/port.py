"""The port to billing systems that keep invoices for a tenant instead of us.

    pushed = system.push_invoice(invoice, key="invoice-2026-0007")
    for change in system.read_webhook(headers, body, now=now):
        state = change.state or system.fetch_status(change.external_id)

Most systems only tell *that* an invoice changed; then the state is asked for. Calls raise the
errors of `gateways.errors`, with the same meaning: after `UnknownOutcome` the same push with the
same key pushes nothing twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from guywire.domains.billing.gateways.port import Account
from guywire.engines.money import Money


class ExternalStatus(StrEnum):
    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    VOIDED = "voided"
    UNCOLLECTIBLE = "uncollectible"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalCustomer:
    """A customer as the other system is told of it. external_id: its id there, once known."""

    reference: str
    name: str
    email: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalLine:
    """amount: net, for the whole quantity; tax: what comes on top of it."""

    description: str
    amount: Money
    tax: Money
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalInvoice:
    """An invoice as issued. ValueError where its lines do not add up to its total."""

    number: str
    customer: ExternalCustomer
    issued_on: date
    due_on: date
    lines: tuple[ExternalLine, ...]
    total: Money
    memo: str = ""

    def __post_init__(self) -> None:
        zero = Money.zero(self.total.currency)
        if not self.lines:
            raise ValueError(f"invoice {self.number} has no lines")
        if sum((line.amount + line.tax for line in self.lines), zero) != self.total:
            raise ValueError(f"the lines of invoice {self.number} do not add up to {self.total}")

    @property
    def tax(self) -> Money:
        return sum((line.tax for line in self.lines), Money.zero(self.total.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """Where the invoice is now. url: its page in the other system, where it has one."""

    external_id: str
    customer_id: str = ""
    number: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalState:
    external_id: str
    status: ExternalStatus
    total: Money
    due: Money
    paid_on: date | None = None
    transaction_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalChange:
    """Something happened to an invoice. id: the same for every delivery of one message.

    failed: a payment of it failed, in the other system's words.
    """

    id: str
    external_id: str
    occurred_at: datetime
    state: ExternalState | None = None
    failed: str = ""


class BillingSystem(Protocol):
    """One company at one system. Any call may raise an error of `gateways.errors`."""

    name: str

    def close(self) -> None:
        """Let go of the connections."""
        ...

    def account(self) -> Account:
        """Ask who we are: the test of the credentials before the integration becomes active."""
        ...

    def push_invoice(self, invoice: ExternalInvoice, *, key: str) -> Pushed:
        """Make the invoice there, and its customer where there is none yet."""
        ...

    def void_invoice(self, external_id: str, *, key: str) -> ExternalState:
        """Void it there; harmless where it is void already."""
        ...

    def fetch_status(self, external_id: str) -> ExternalState: ...

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[ExternalChange, ...]:
        """Check a message's signature and read it. Raises BadSignature."""
        ...


def status_of(total: Money, due: Money) -> ExternalStatus:
    """By what is left to pay, for systems that only keep amounts."""
    if not due:
        return ExternalStatus.PAID
    return ExternalStatus.PARTLY_PAID if due < total else ExternalStatus.OPEN
