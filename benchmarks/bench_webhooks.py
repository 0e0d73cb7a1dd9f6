"""webhooks: messages of a gateway that bank debits were paid, received and applied, once each.

Each comes signed to the application as a server calls it, is checked and kept, and answered; then
its job books the payment, settles the invoice and posts to the ledger, in a transaction of its own.
The queue's own work of handing jobs out is left out. The floor is the bare insert of the message's
row, a transaction each, with psycopg alone. Processor time is that of this process and of the
database's backends. Every tenth message is sent twice.
Value: messages received and applied in a second of processor time.
"""

import io
import json
import sys
import time
import uuid
from importlib import import_module
from typing import Any

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from benchmarks.house import backends, running, settle, spent_s, wisp
from benchmarks.measure import close, fail, row
from guywire.kit.tenancy import in_tenant

GOAL, MESSAGES, SECRET = 1_000, 500, "whsec_bench"
KEPT = "204 No Content"
BARE = (
    "insert into billing_gatewaymessage (id, tenant_id, account_id, external_id, kind, type, told,"
    " occurred_at, received_at, state, outcome) values"
    " (%s, guywire_tenant(), %s, %s, 'charge.succeeded', 'payment_intent.succeeded', %s, now(),"
    " now(), 'received', '')"
)


def waiting(tenant_id: Any) -> tuple[Any, list[dict[str, Any]]]:
    """Debits that are on their way, each for an invoice; the gateway's messages about them."""
    make = import_module("guywire.domains.billing.tests.make")
    money = import_module("guywire.domains.billing.tests.make_collecting")
    inputs = import_module("guywire.domains.billing.inputs.collecting")
    attempts = import_module("guywire.domains.billing.services.attempts")
    outcomes = import_module("guywire.domains.billing.services.outcomes")
    customers = import_module("guywire.domains.customers.models").Customer
    today = import_module("guywire.domains.customers.queries").today
    told: list[dict[str, Any]] = []
    with in_tenant(tenant_id, actor="bench"):
        account = money.gateway_account()
        account.webhook_secret = SECRET
        account.save()
        for customer_id in customers.objects.values_list("pk", flat=True)[:MESSAGES]:
            make.invoice(customer_id, make.line(2_500), on=today())
            asked = inputs.AttemptInput(customer_id=customer_id, account_id=account.pk)
            attempt = attempts.take_payment(asked)
            outcomes.record(attempt.pk, outcomes.Told(state="pending"))
            told.append(intent(attempt.key, len(told)))
    return account, told


def intent(key: str, number: int) -> dict[str, Any]:
    """What Stripe tells of a payment."""
    about = {
        "id": f"pi_{number}", "object": "payment_intent", "amount": 2_500, "currency": "usd",
        "latest_charge": f"ch_{number}", "metadata": {"guywire_reference": key},
        "status": "succeeded",
    }  # fmt: skip
    return {
        "id": f"evt_{number}", "object": "event", "type": "payment_intent.succeeded",
        "created": int(time.time()), "data": {"object": about},
    }  # fmt: skip


def posted(application: Any, path: str, headers: dict[str, str], body: bytes) -> str:
    """Send a webhook; the status it is answered with."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }  # fmt: skip
    statuses: list[str] = []
    answer = application(environ, lambda status, _headers, *_: statuses.append(status))
    b"".join(answer)
    answer.close()
    return statuses[0]


def received(path: str, events: list[dict[str, Any]]) -> None:
    """Every message comes to the door, every tenth twice."""
    store = import_module("guywire.lab.payments.stripe_store")
    application = WSGIHandler()
    for number, event in enumerate(events):
        one = store.delivery("", event, SECRET, int(time.time()))
        for _ in range(1 if number % 10 else 2):
            if posted(application, path, dict(one.headers), one.body) != KEPT:
                fail("a message was refused")


def applied(tenant_id: Any) -> None:
    """Every message is worked on, as workers do it."""
    works = import_module("guywire.kit.jobs").works()
    messages = import_module("guywire.domains.billing.models").GatewayMessage
    with in_tenant(tenant_id, actor="bench"):
        ids = list(messages.objects.values_list("pk", flat=True))
    for message_id in ids:
        works["guywire.billing.apply_message"](
            uuid.UUID(str(tenant_id)), message_id=str(message_id)
        )


def bare(tenant_id: Any, account_id: Any, told: list[dict[str, Any]]) -> float:
    """The floor: the rows of the messages alone; processor seconds."""
    wanted = connection.get_connection_params()
    kept = {name: wanted[name] for name in ("host", "port", "user", "password", "dbname")
            if wanted.get(name)}  # fmt: skip
    with psycopg.connect(**kept) as target:
        spent = spent_s([target.info.backend_pid])
        for event in told:
            with target.transaction():
                target.execute(
                    "select set_config('guywire.tenant', %s, true)", [str(tenant_id)], prepare=True
                )
                words = [uuid.uuid4(), account_id, f"bare {event['id']}", json.dumps(event)]
                target.execute(BARE, words, prepare=True)
        return spent_s([target.info.backend_pid]) - spent


def main() -> None:
    """Measure and print."""
    with running() as owner_url:
        models = import_module("guywire.domains.billing.models")
        laws = import_module("guywire.domains.billing.queries.laws")
        who = wisp("many", MESSAGES)
        tenant_id = uuid.UUID(str(who.tenant_id))
        account, told = waiting(tenant_id)
        settle(owner_url, "billing_paymentattempt", "billing_invoice", "billing_posting")
        path = f"/t/{who.slug}/billing/hooks/{account.pk}/"
        received(path, [{**intent("nobody", -1), "id": "evt_warm"}])
        pids = backends(owner_url)
        spent, began = spent_s(pids), time.perf_counter()
        received(path, told)
        door, door_wall = spent_s(pids) - spent, time.perf_counter() - began
        spent, began = spent_s(pids), time.perf_counter()
        applied(tenant_id)
        work, work_wall = spent_s(pids) - spent, time.perf_counter() - began
        with in_tenant(tenant_id, actor="bench"):
            paid = models.Payment.objects.count()
            kept = models.GatewayMessage.objects.count()
            if (paid, kept) != (MESSAGES, MESSAGES + 1) or laws.broken_laws():
                fail(f"{paid} payments of {kept} messages, {laws.broken_laws()}")
        floor = bare(tenant_id, account.pk, told)
    print(f"{MESSAGES} messages")
    row("", "processor, ms each", "wall, ms each")
    row("received and kept", f"{door / MESSAGES * 1e3:.2f}", f"{door_wall / MESSAGES * 1e3:.2f}")
    row("applied", f"{work / MESSAGES * 1e3:.2f}", f"{work_wall / MESSAGES * 1e3:.2f}")
    row("floor: the bare row", f"{floor / MESSAGES * 1e3:.2f}")
    close("webhooks", MESSAGES / (door + work), ">=", GOAL)


if __name__ == "__main__":
    main()
