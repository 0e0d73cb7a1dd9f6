"""Outside billing systems: one contract for all, on their simulators; then what each has alone."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from guywire.domains.billing.gateways.errors import (
    BadCredentials,
    BadSignature,
    GatewayRefused,
    GatewayUnavailable,
    NotFound,
    UnknownOutcome,
)
from guywire.domains.billing.gateways.external.exact import money_of, written
from guywire.domains.billing.gateways.external.oauth import Application, Tokens
from guywire.domains.billing.gateways.external.port import (
    BillingSystem,
    ExternalCustomer,
    ExternalInvoice,
    ExternalLine,
    ExternalState,
    ExternalStatus,
)
from guywire.domains.billing.gateways.external.public import PublicTransport
from guywire.domains.billing.gateways.external.quickbooks import QuickBooks, QuickBooksSettings
from guywire.domains.billing.gateways.external.stripe_invoicing import SUBSCRIBED, StripeInvoicing
from guywire.domains.billing.gateways.external.webhook import (
    WebhookBilling,
    WebhookSettings,
    signature,
)
from guywire.domains.billing.gateways.external.xero import Xero, XeroSettings
from guywire.domains.billing.gateways.stripe import StripeCredentials
from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.testing.plugin import NOON
from guywire.lab.payments import Fault, LabClock, StripeLab, serving
from guywire.lab.payments.books import CLIENT_ID, CLIENT_KEY
from guywire.lab.payments.own_books import PATH, SHARED_KEY, OwnBooksLab
from guywire.lab.payments.quickbooks import REALM, VERIFIER, QuickBooksLab
from guywire.lab.payments.stripe import API_KEY
from guywire.lab.payments.stripe_store import Delivery
from guywire.lab.payments.xero import TENANT, WEBHOOK_KEY, XeroLab

SYSTEMS = ("quickbooks", "xero", "stripe_invoicing", "webhook")
LABS: dict[str, type[Any]] = {
    "quickbooks": QuickBooksLab,
    "xero": XeroLab,
    "webhook": OwnBooksLab,
}
APPLICATION = Application(client_id=CLIENT_ID, client_secret=CLIENT_KEY)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def invoice(number: str = "2026-0007") -> ExternalInvoice:
    return ExternalInvoice(
        number=number,
        customer=ExternalCustomer(
            reference="C-1", name="Ada O'Neil \\ Sons", email="ada@wisp.example"
        ),
        issued_on=date(2026, 3, 4),
        due_on=date(2026, 3, 18),
        lines=(
            ExternalLine(description="Internet, March", amount=eur("49.90"), tax=eur("9.48")),
            ExternalLine(description="Router", amount=eur("5.05"), tax=eur("0.00")),
        ),
        total=eur("64.43"),
        memo="Thank you",
    )


@dataclass
class Desk:
    """A billing system's adapter on its simulator."""

    system: BillingSystem
    lab: Any
    time: LabClock
    stored: list[Tokens] = field(default_factory=list[Tokens])

    def count(self) -> int:
        if isinstance(self.lab, StripeLab):
            kept = self.lab.store.objects.values()
            return sum(one["object"] == "invoice" for one in kept)
        return len(self.lab.invoices)

    def pay(self, external_id: str, text: str) -> None:
        if isinstance(self.lab, StripeLab):
            self.lab.invoices.pay(external_id, eur(text).minor)
        else:
            self.lab.pay(external_id, text)

    def heard(self) -> list[ExternalState]:
        """What its messages lead to: the state told, or asked for."""
        states = []
        for one in self.lab.deliveries():
            for change in self.system.read_webhook(one.headers, one.body, now=self.time.now()):
                states.append(change.state or self.system.fetch_status(change.external_id))
        return states


@contextmanager
def desk(name: str) -> Iterator[Desk]:
    time = LabClock(NOON)
    lab = LABS.get(name, StripeLab)(time)
    stored: list[Tokens] = []
    tokens = Tokens(access_token="access-0", refresh_token="refresh-0", expires_at=NOON)
    with clock.frozen(NOON), serving(lab) as url:
        system: BillingSystem
        if name == "quickbooks":
            books = QuickBooksSettings(
                realm_id=REALM, verifier=VERIFIER, base_url=url, sign_in_url=f"{url}/token"
            )
            system = QuickBooks(books, APPLICATION, tokens, stored.append)
        elif name == "xero":
            settings = XeroSettings(
                tenant_id=TENANT, webhook_key=WEBHOOK_KEY, base_url=url, sign_in_url=f"{url}/token"
            )
            system = Xero(settings, APPLICATION, tokens, stored.append)
        elif name == "webhook":
            own = WebhookSettings(url=f"{url}{PATH}", secret=SHARED_KEY)
            system = WebhookBilling(own, transport=httpx.HTTPTransport())
        else:
            system = _stripe_invoicing(url)
        with closing(system):
            yield Desk(system, lab, time, stored)


def _stripe_invoicing(url: str) -> StripeInvoicing:
    fields = {"url": "https://wisp.example/hook"}
    fields |= {f"enabled_events[{n}]": kind for n, kind in enumerate(SUBSCRIBED)}
    headers = {"Authorization": f"Bearer {API_KEY}"}
    made = httpx.post(f"{url}/v1/webhook_endpoints", data=fields, headers=headers).json()
    return StripeInvoicing(
        StripeCredentials(secret_key=API_KEY, webhook_secrets=(made["secret"],), base_url=url)
    )


@pytest.fixture(params=SYSTEMS)
def at(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with desk(request.param) as made:
        yield made


def test_b_pay_10_an_invoice_is_pushed_once_with_its_exact_total(at: Desk) -> None:
    assert at.system.account().name == "Lab (simulated)"
    pushed = at.system.push_invoice(invoice(), key="push-1")
    assert at.system.push_invoice(invoice(), key="push-1") == pushed
    assert at.count() == 1
    state = at.system.fetch_status(pushed.external_id)
    assert state == ExternalState(
        external_id=pushed.external_id,
        status=ExternalStatus.OPEN,
        total=eur("64.43"),
        due=eur("64.43"),
    )
    assert at.heard() == []


def test_a_push_whose_answer_was_lost_is_repeated_and_makes_one_invoice(at: Desk) -> None:
    at.system.account()
    at.lab.faults.append(Fault.DROP_AFTER)
    with pytest.raises((UnknownOutcome, GatewayUnavailable)):
        at.system.push_invoice(invoice(), key="push-1")
    pushed = at.system.push_invoice(invoice(), key="push-1")
    assert at.count() == 1
    assert at.system.fetch_status(pushed.external_id).total == eur("64.43")


def test_payments_there_are_heard_here(at: Desk) -> None:
    pushed = at.system.push_invoice(invoice(), key="push-1")
    at.pay(pushed.external_id, "14.43")
    (part,) = at.heard()
    assert (part.status, part.due) == (ExternalStatus.PARTLY_PAID, eur("50.00"))
    at.pay(pushed.external_id, "50.00")
    (paid,) = at.heard()
    assert (paid.status, paid.due) == (ExternalStatus.PAID, eur("0.00"))
    assert paid == at.system.fetch_status(pushed.external_id)


def test_a_void_invoice_stays_void(at: Desk) -> None:
    pushed = at.system.push_invoice(invoice(), key="push-1")
    state = at.system.void_invoice(pushed.external_id, key="void-1")
    assert state.status is ExternalStatus.VOIDED
    assert state.due == eur("0.00")
    again = at.system.void_invoice(pushed.external_id, key="void-2")
    assert again.status is ExternalStatus.VOIDED


def test_a_message_that_is_not_theirs_is_refused(at: Desk) -> None:
    pushed = at.system.push_invoice(invoice(), key="push-1")
    at.pay(pushed.external_id, "14.43")
    (real,) = at.lab.deliveries()
    changed = replace(real, body=real.body + b" ")
    bare = Delivery(real.url, {}, real.body)
    for bad in (changed, bare):
        with pytest.raises(BadSignature):
            at.system.read_webhook(bad.headers, bad.body, now=at.time.now())
    shouted = {name.upper(): value for name, value in real.headers.items()}
    (change,) = at.system.read_webhook(shouted, real.body, now=at.time.now())
    assert change.external_id == pushed.external_id
    (again,) = at.system.read_webhook(real.headers, real.body, now=at.time.now())
    assert again.id == change.id


def test_an_invoice_that_is_not_there_is_not_found(at: Desk) -> None:
    with pytest.raises(NotFound):
        at.system.fetch_status("nothing")


def test_an_invoice_that_does_not_add_up_is_not_pushed() -> None:
    with pytest.raises(ValueError, match="do not add up to EUR 64.44"):
        replace(invoice(), total=eur("64.44"))
    with pytest.raises(ValueError, match="no lines"):
        replace(invoice(), lines=())


@pytest.mark.parametrize("name", ["quickbooks", "xero"])
def test_the_sign_in_is_renewed_once_and_the_new_tokens_are_stored(name: str) -> None:
    with desk(name) as at:
        at.system.account()
        at.system.account()
        assert at.lab.refreshed == 1
        (tokens,) = at.stored
        assert (tokens.access_token, tokens.refresh_token) == ("access-1", "refresh-1")
        assert tokens.expires_at == NOON + timedelta(minutes=30)
        with clock.frozen(NOON + timedelta(minutes=29)):
            at.system.account()
        assert [one.refresh_token for one in at.stored] == ["refresh-1", "refresh-2"]
        at.lab.refreshed += 1
        with clock.frozen(NOON + timedelta(days=2)), pytest.raises(BadCredentials, match="again"):
            at.system.account()
        assert len(at.stored) == 2


@pytest.mark.parametrize("name", ["quickbooks", "xero"])
def test_a_number_that_is_taken_there_is_refused_in_their_words(name: str) -> None:
    with desk(name) as at:
        at.system.push_invoice(invoice(), key="push-1")
        line = ExternalLine(description="Other", amount=eur("1.00"), tax=eur("0.00"))
        other = replace(invoice(), lines=(line,), total=eur("1.00"))
        with pytest.raises(GatewayRefused, match="Duplicate Document|must be unique"):
            at.system.push_invoice(other, key="push-2")
        assert at.count() == 1


def test_xero_has_forgotten_the_key_and_still_keeps_one_invoice() -> None:
    with desk("xero") as at:
        pushed = at.system.push_invoice(invoice(), key="push-1")
        assert at.system.push_invoice(invoice(), key="push-1 after its key's time") == pushed
        assert at.count() == 1


def test_quickbooks_finds_a_customer_that_it_has() -> None:
    with desk("quickbooks") as at:
        first = at.system.push_invoice(invoice(), key="push-1")
        second = at.system.push_invoice(invoice("2026-0008"), key="push-2")
        assert first.customer_id == second.customer_id
        assert list(at.lab.customers.values()) == ["Ada O'Neil \\ Sons (C-1)"]


def test_names_in_the_addresses_that_are_asked_are_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with desk("quickbooks") as at:
        at.system.push_invoice(invoice(), key="push-1")
    assert "Ada" not in caplog.text


def test_a_failed_payment_is_told() -> None:
    with desk("stripe_invoicing") as at:
        pushed = at.system.push_invoice(invoice(), key="push-1")
        at.lab.invoices.fail(pushed.external_id)
        (one,) = at.lab.deliveries()
        (change,) = at.system.read_webhook(one.headers, one.body, now=NOON)
        assert change.failed
        assert change.state is not None
        assert change.state.status is ExternalStatus.OPEN
    with desk("webhook") as at:
        pushed = at.system.push_invoice(invoice(), key="push-1")
        at.lab.pay(pushed.external_id, "0", failed="card expired")
        (one,) = at.lab.deliveries()
        (change,) = at.system.read_webhook(one.headers, one.body, now=NOON)
        assert change.failed == "card expired"


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"id": "m", "at": "2026-03-04T12:00:00", "invoice": {}}',
        b'{"id": "m", "at": "2026-03-04T12:00:00Z", "invoice": {"id": "1", "status": "odd"}}',
        b'{"id": "m", "at": "2026-03-04T12:00:00Z", "invoice": {"id": "1", "status": "paid",'
        b' "currency": "EUR", "total": "1.005", "due": "0"}}',
    ],
)
def test_a_signed_message_that_makes_no_sense_is_refused(body: bytes) -> None:
    with desk("webhook") as at:
        headers = {"Guywire-Signature": signature(SHARED_KEY, body, NOON)}
        with pytest.raises(BadSignature, match="makes no sense"):
            at.system.read_webhook(headers, body, now=NOON)
        with pytest.raises(BadSignature, match="too long ago"):
            at.system.read_webhook(headers, body, now=NOON + timedelta(minutes=6))


@pytest.mark.parametrize("name", ["quickbooks", "xero"])
def test_books_that_sign_nonsense_are_refused(name: str) -> None:
    keys = {"quickbooks": (VERIFIER, "intuit-signature"), "xero": (WEBHOOK_KEY, "x-xero-signature")}
    secret, header = keys[name]
    body = json.dumps({"events": [{}], "eventNotifications": [{}]}).encode()
    seal = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    with desk(name) as at, pytest.raises(BadSignature, match="makes no sense"):
        at.system.read_webhook({header: seal}, body, now=NOON)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "100.64.0.1"]
)
def test_a_tenants_address_leads_nowhere_inside(address: str) -> None:
    asked: list[httpx.Request] = []

    def reached(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"name": "inside"})

    guarded = PublicTransport(
        lambda host, port: ["93.184.216.34", address], httpx.MockTransport(reached)
    )
    settings = WebhookSettings(url="https://books.example/hook", secret=SHARED_KEY)
    system = WebhookBilling(settings, transport=guarded)
    with closing(system), pytest.raises(GatewayUnavailable, match="cannot be reached"):
        system.account()
    assert asked == []


def test_a_public_address_is_reached_by_the_address_that_was_checked() -> None:
    asked: list[httpx.Request] = []

    def reached(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"name": "Books"})

    guarded = PublicTransport(lambda host, port: ["93.184.216.34"], httpx.MockTransport(reached))
    settings = WebhookSettings(url="https://books.example/hook", secret=SHARED_KEY)
    with closing(WebhookBilling(settings, transport=guarded)) as system:
        assert system.account().name == "Books"
    (request,) = asked
    assert request.url == "https://93.184.216.34/hook"
    assert request.headers["Host"] == "books.example"
    assert request.extensions["sni_hostname"] == "books.example"


def test_amounts_are_written_and_read_exactly() -> None:
    assert written({"a": [Decimal("0.10"), 1, "x"], "b": None}) == '{"a":[0.10,1,"x"],"b":null}'
    with pytest.raises(ValueError, match="not a number"):
        written(Decimal("NaN"))
    assert money_of(Decimal("100.0"), "EUR") == eur("100.00")
    assert money_of(7, "JPY") == Money(7, "JPY")
    wrong: list[Any] = ["1.005", "x", None, 1.5, [], Decimal("Infinity")]
    for bad in wrong:
        with pytest.raises(ValueError, match="not an amount|more decimals"):
            money_of(bad, "EUR")


def test_secrets_of_billing_systems_are_not_printed() -> None:
    tokens = Tokens(access_token="aa", refresh_token="rr", expires_at=NOON)
    shown = repr((tokens, WebhookSettings(url="https://x.example", secret="ss"), APPLICATION))
    assert not any(word in shown for word in ("'aa'", "'rr'", "'ss'", CLIENT_KEY))
