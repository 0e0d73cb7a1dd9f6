"""A WISP that takes money through a simulated gateway: its jobs, its webhooks, its clock."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import httpx
from django.db import connection

from guywire.domains.billing.gateways.port import EventKind, GatewayEvent
from guywire.domains.billing.inputs.collecting import (
    AttemptInput,
    GatewayAccountInput,
    InstrumentInput,
)
from guywire.domains.billing.models import (
    GatewayAccount,
    Invoice,
    PaymentAttempt,
    PaymentInstrument,
)
from guywire.domains.billing.services import attempts, gateway_accounts, instruments
from guywire.domains.tenants.models import Tenant
from guywire.domains.tenants.tests.make import Door, door
from guywire.kit import clock
from guywire.kit.jobs import works
from guywire.kit.testing.plugin import NOON
from guywire.lab.payments import LabClock, PayPalLab, StripeLab, serving
from guywire.lab.payments.paypal import CLIENT_ID, CLIENT_KEY
from guywire.lab.payments.stripe import API_KEY
from guywire.lab.payments.stripe_store import Delivery

from . import make

WAITING = (
    "select id, task_name, (args - 'tenant_id')::text from procrastinate_jobs"
    " where status = 'todo' and task_name = any(%s) and id > %s order by id"
)
CHARGES = (
    "charge", "refund", "look_up", "apply_message", "catch_up", "open_setup", "test_gateway",
    "forget_instrument",
)  # fmt: skip
OURS = [f"guywire.billing.{name}" for name in CHARGES]
EVENTS = "guywire.kit.events.deliver"


@dataclass
class Counter:
    """Everything in one hand; the tenant's scope is open around it."""

    wisp: Tenant
    lab: StripeLab | PayPalLab
    time: LabClock
    account: GatewayAccount
    stack: ExitStack
    street: Door
    seen: int = 0
    listens: bool = False
    who: UUID = field(default_factory=make.customer_id)

    def wait(self, days: int = 0, minutes: int = 0) -> None:
        """Time passes here and at the gateway."""
        self.time.advance(days=days, minutes=minutes)
        self.stack.enter_context(clock.frozen(self.time.now()))

    def work(self) -> list[str]:
        """Do what is queued, and what that queues; the names of what was done."""
        done = []
        while jobs := self._waiting():
            for job_id, name, arguments in jobs:
                self.seen = job_id
                works()[name](self.wisp.pk, **arguments)
                done.append(name.removeprefix("guywire.billing."))
        return done

    def _waiting(self) -> list[tuple[int, str, dict[str, Any]]]:
        names = [*OURS, EVENTS] if self.listens else OURS
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [names, self.seen])
            rows = cursor.fetchall()
        return [(row_id, name, json.loads(told)) for row_id, name, told in rows[:1]]

    def deliveries(self) -> list[Delivery]:
        return list(self.lab.deliveries())

    def post(self, one: Delivery, account: GatewayAccount | None = None) -> int:
        """A webhook comes to the door; the status it is answered with."""
        account = account or self.account
        answer = self.street.post(
            f"/billing/hooks/{account.pk}/",
            data=one.body,
            content_type="application/json",
            headers=dict(one.headers),
        )
        return int(answer.status_code)

    def hear(self, deliveries: Iterable[Delivery] | None = None) -> None:
        """All webhooks that wait come, and are worked on."""
        for one in self.deliveries() if deliveries is None else deliveries:
            assert self.post(one) == 204
        self.work()

    def saved(self, token: str, who: UUID | None = None) -> PaymentInstrument:
        """The customer enters a card or bank account on the gateway's page, and comes back."""
        kind = "card"
        if "Bank" in token or "sepa" in token:
            kind = "us_bank_account" if "Bank" in token else "sepa_debit"
        if isinstance(self.lab, PayPalLab):
            kind = "paypal"
        data = InstrumentInput(customer_id=who or self.who, account_id=self.account.pk, kind=kind)
        setup = instruments.begin_setup(data)
        self.work()
        setup.refresh_from_db()
        httpx.post(setup.page_url, data={"choice": token})
        back = self.street.get(f"/billing/setups/{setup.pk}/back/")
        assert back.status_code == 200
        self.deliveries()
        return PaymentInstrument.objects.get(setups=setup)

    def charge(self, instrument: PaymentInstrument, **fields: Any) -> PaymentAttempt:
        """Staff takes a payment, up to where the gateway has answered."""
        given = {"customer_id": instrument.customer_id, "instrument_id": instrument.pk}
        attempt = attempts.take_payment(AttemptInput(**(given | fields)))
        self.work()
        attempt.refresh_from_db()
        return attempt

    def owes(self, minor: int, who: UUID | None = None, due: date | None = None) -> Invoice:
        day = clock.today("UTC")
        return make.invoice(who or self.who, make.line(minor), on=day, due=due or day)

    def moved(self) -> int:
        """Charges that went through at the gateway."""
        rows = self.lab.store.objects.items()
        return sum(
            1
            for key, one in rows
            if key.startswith("capture:")
            or (one.get("object") == "charge" and one["status"] != "failed")
        )


def paid_event(attempt: PaymentAttempt, **fields: Any) -> GatewayEvent:
    """A message that the gateway never sent, to see what becomes of it."""
    given: dict[str, Any] = {
        "id": f"evt-{make.new_id()}",
        "kind": EventKind.CHARGE_SUCCEEDED,
        "type": "payment_intent.succeeded",
        "object_id": "pi_x",
        "occurred_at": clock.now(),
        "reference": attempt.key,
        "amount": attempt.amount,
    }
    return GatewayEvent(**(given | fields))


@contextmanager
def counter(wisp: Tenant, gateway: str = "stripe") -> Iterator[Counter]:
    """A gateway account that is set up, tested and in use."""
    time = LabClock(NOON)
    lab: StripeLab | PayPalLab = StripeLab(time) if gateway == "stripe" else PayPalLab(time)
    with ExitStack() as stack, serving(lab) as url:
        stack.enter_context(clock.frozen(NOON))
        account = gateway_accounts.add_gateway(
            GatewayAccountInput(
                name=f"Our {gateway}",
                gateway=gateway,
                client_id=CLIENT_ID if gateway == "paypal" else "",
                secret=API_KEY if gateway == "stripe" else CLIENT_KEY,
            )
        )
        account.base_url = url
        account.save()
        made = Counter(wisp, lab, time, account, stack, door(wisp, None))
        gateway_accounts.ask_test(account)
        made.work()
        made.account = gateway_accounts.activate_gateway(account)
        yield made
