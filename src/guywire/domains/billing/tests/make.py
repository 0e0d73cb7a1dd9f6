"""Money for tests, made by the services that move it."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID

from guywire.domains.billing.models import Account, BillingAccount, Invoice, TaxRate
from guywire.domains.billing.services import accounts, issuing, parties, snapshots
from guywire.domains.customers.tests import make as people
from guywire.engines.money import Money
from guywire.kit.events.models import LoggedEvent

USD = "USD"


def usd(minor: int) -> Money:
    return Money(minor, USD)


def new_id() -> UUID:
    return uuid.uuid4()


def customer_id() -> UUID:
    return people.customer().pk


def account_in(who: UUID, currency: str) -> BillingAccount:
    """The customer's account in a currency."""
    account = accounts.lock_account(who)
    account.currency = currency
    account.save()
    return account


def line(amount_minor: int, **fields: Any) -> issuing.LineDraft:
    given: dict[str, Any] = {
        "source_kind": "typed",
        "source_id": uuid.uuid4(),
        "customer_id": uuid.uuid4(),
        "description": "Internet",
        "amount_minor": amount_minor,
        "unit_minor": amount_minor,
        "tax_class": "internet",
        "income": Account.Role.INTERNET.value,
    }
    return issuing.LineDraft(**(given | fields))


def invoice(
    who: UUID, *lines: issuing.LineDraft, on: date, due: date | None = None, **fields: Any
) -> Invoice:
    """An issued invoice of these lines."""
    account = accounts.lock_account(who)
    for drafted in lines:
        drafted.customer_id = who
    kept = parties.keep_parties([snapshots.issuer_of(), snapshots.payer_of(account)])
    draft = issuing.Draft(
        kind=fields.pop("kind", "invoice"),
        customer_id=who,
        currency=account.currency,
        issued_on=on,
        due_on=due or on,
        lines=list(lines),
        payer_party_id=kept[who],
        issuer_party_id=kept[None],
        **fields,
    )
    issuing.issue([draft])
    return Invoice.objects.get(pk=draft.document_id)


def tax_rate(**fields: Any) -> TaxRate:
    given: dict[str, Any] = {
        "code": "state",
        "name": "State tax",
        "percent": 6,
        "from_on": date(2020, 1, 1),
    }
    return TaxRate.objects.create(**(given | fields))


def told(name: str) -> int:
    """How often a fact was told."""
    return LoggedEvent.objects.filter(name=name).count()
