"""Money for tests, made by the services that move it."""

import uuid
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from guywire.domains.billing.inputs import (
    AccountInput,
    BillingAccountInput,
    ChargeInput,
    ManualPaymentInput,
    PeriodInput,
    TaxExemptionInput,
    TaxRateInput,
)
from guywire.domains.billing.inputs.desk import JournalInput, LegInput
from guywire.domains.billing.inputs.drafts import DraftInput
from guywire.domains.billing.models import (
    Account,
    BillingAccount,
    Charge,
    Invoice,
    Journal,
    LedgerPeriod,
    Payment,
    Sending,
    TaxExemption,
    TaxRate,
)
from guywire.domains.billing.services import (
    accounts,
    applying,
    books,
    charges,
    chart,
    issuing,
    parties,
    periods,
    snapshots,
    taxes,
)
from guywire.domains.billing.services import (
    sending as sendings,
)
from guywire.domains.billing.tests.make_collecting import (
    dispute,
    gateway_account,
    gateway_account_input,
    gateway_message,
    instrument_request,
    instrument_request_input,
    payment_attempt,
    payment_attempt_input,
    payment_instrument,
    refund,
)
from guywire.domains.billing.tests.make_runs import (
    billing_run,
    customer_left_out,
    rehearsal,
    rehearsal_input,
    rehearsed_customer,
)
from guywire.domains.customers.tests import make as people
from guywire.engines.money import Money
from guywire.kit.events.models import LoggedEvent

__all__ = [
    "billing_run",
    "customer_left_out",
    "dispute",
    "gateway_account",
    "gateway_account_input",
    "gateway_message",
    "instrument_request",
    "instrument_request_input",
    "payment_attempt",
    "payment_attempt_input",
    "payment_instrument",
    "refund",
    "rehearsal",
    "rehearsal_input",
    "rehearsed_customer",
]
USD = "USD"
_serial = count(1)


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
    who: UUID | None = None,
    *lines: issuing.LineDraft,
    on: date = date(2026, 3, 1),
    due: date | None = None,
    **fields: Any,
) -> Invoice:
    """An issued invoice of these lines; a customer and a line of 20.00 unless they are given."""
    who, lines = who or customer_id(), lines or (line(2_000),)
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


def invoice_input(**fields: Any) -> DraftInput:
    given: dict[str, Any] = {
        "lines": [{"description": "Site visit", "unit": "95.00", "quantity": "1.5"}]
    }
    if "customer_id" not in fields:
        given["customer_id"] = customer_id()
    return DraftInput.model_validate(given | fields)


def sending() -> Sending:
    """A document that waits to be printed: its customer has no address."""
    return sendings.send(invoice())


def tax_rate(**fields: Any) -> TaxRate:
    given: dict[str, Any] = {
        "code": f"state{next(_serial)}",
        "name": "State tax",
        "percent": 6,
        "from_on": date(2020, 1, 1),
    }
    return TaxRate.objects.create(**(given | fields))


def payment_input(**fields: Any) -> ManualPaymentInput:
    given: dict[str, Any] = {"amount": Decimal("25.00"), "method": "cash"}
    if "customer_id" not in fields:
        given["customer_id"] = customer_id()
    return ManualPaymentInput(**(given | fields))


def payment(**fields: Any) -> Payment:
    """A payment of 25.00 that settles an invoice of 20.00, unless it is somebody's."""
    if "customer_id" not in fields:
        fields["customer_id"] = invoice().customer_id
    return applying.take_payment(payment_input(**fields))


def charge_input(**fields: Any) -> ChargeInput:
    given: dict[str, Any] = {"description": f"Visit {next(_serial)}", "unit": Decimal("80.00")}
    if "customer_id" not in fields:
        given["customer_id"] = customer_id()
    return ChargeInput(**(given | fields))


def charge(**fields: Any) -> Charge:
    return charges.write_charge(charge_input(**fields))


def tax_rate_input(**fields: Any) -> TaxRateInput:
    given: dict[str, Any] = {
        "code": f"tax{next(_serial)}",
        "name": "County tax",
        "percent": Decimal("1.25"),
        "from_on": date(2020, 1, 1),
        "classes": ["internet"],
    }
    return TaxRateInput(**(given | fields))


def tax_exemption_input(**fields: Any) -> TaxExemptionInput:
    given: dict[str, Any] = {
        "certificate": f"EX-{next(_serial)}",
        "from_on": date(2026, 1, 1),
    }
    if "customer_id" not in fields:
        given["customer_id"] = customer_id()
    return TaxExemptionInput(**(given | fields))


def tax_exemption(**fields: Any) -> TaxExemption:
    return taxes.create_exemption(tax_exemption_input(**fields))


def account_input(**fields: Any) -> AccountInput:
    given: dict[str, Any] = {
        "code": f"9{next(_serial):03d}", "name": "Petty cash", "kind": Account.Kind.ASSET,
    }  # fmt: skip
    return AccountInput(**(given | fields))


def account(**fields: Any) -> Account:
    return books.create_account(account_input(**fields))


def journal_input(**fields: Any) -> JournalInput:
    """From the till to the bank."""
    ids = chart.account_ids()
    given: dict[str, Any] = {
        "memo": "To the bank",
        "legs": [
            LegInput(account_id=UUID(ids["bank"]), debit=Decimal("10.00")),
            LegInput(account_id=UUID(ids["cash"]), credit=Decimal("10.00")),
        ],
    }
    return JournalInput(**(given | fields))


def journal(**fields: Any) -> Journal:
    return books.write_entry(journal_input(**fields))


def ledger_period_input(**fields: Any) -> PeriodInput:
    """Each closes a day after the one before."""
    last = date(2020, 1, 1).toordinal() + next(_serial)
    return PeriodInput(**({"last_day": date.fromordinal(last)} | fields))


def ledger_period(**fields: Any) -> LedgerPeriod:
    return periods.close_period(ledger_period_input(**fields).last_day)


def billing_account_input(**fields: Any) -> BillingAccountInput:
    given: dict[str, Any] = {"delivery": "print"}
    if "customer_id" not in fields:
        given["customer_id"] = customer_id()
    return BillingAccountInput(**(given | fields))


def billing_account(**fields: Any) -> BillingAccount:
    return accounts.create_account(billing_account_input(**fields))


def told(name: str) -> int:
    """How often a fact was told."""
    return LoggedEvent.objects.filter(name=name).count()
