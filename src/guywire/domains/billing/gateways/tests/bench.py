"""One bench a gateway: the adapter on the simulator, and what only the payer or the bank does."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx

from guywire.domains.billing.gateways.paypal import PayPal, PayPalCredentials
from guywire.domains.billing.gateways.port import (
    ChargeRequest,
    CustomerRef,
    Gateway,
    GatewayEvent,
    Instrument,
    InstrumentKind,
    RefundRequest,
)
from guywire.domains.billing.gateways.stripe import Stripe, StripeCredentials
from guywire.engines.money import Money
from guywire.kit import clock
from guywire.kit.testing.plugin import NOON
from guywire.lab.payments import LabClock, PayPalLab, StripeLab, serving
from guywire.lab.payments.paypal import CLIENT_ID, CLIENT_KEY
from guywire.lab.payments.stripe import API_KEY
from guywire.lab.payments.stripe_store import Delivery

HOOK = "https://wisp.example/webhooks"
BACK = {"return_url": "https://wisp.example/back", "cancel_url": "https://wisp.example/no"}
STRIPE_TOKENS = {
    "works": "pm_card_visa",
    "declined": "pm_card_chargeDeclined",
    "closed": "pm_card_chargeDeclinedStolenCard",
    "confirms": "pm_card_authenticationRequired",
    "slow": "pm_usBankAccount_success",
    "bounces": "pm_usBankAccount_insufficientFunds",
}
PAYERS = {
    "works": "pays@payer.test",
    "declined": "declined@payer.test",
    "closed": "closed@payer.test",
    "confirms": "confirms@payer.test",
    "slow": "echeck@payer.test",
    "bounces": "bounces@payer.test",
}


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


@dataclass
class Bench:
    """What the contract's tests hold in hand, whatever the gateway."""

    name: str
    gateway: Gateway
    lab: StripeLab | PayPalLab
    time: LabClock
    customer: CustomerRef

    def save(self, who: str, key: str = "setup") -> Instrument:
        """An instrument of a payer, entered on the gateway's page."""
        kind = InstrumentKind.PAYPAL
        choice = PAYERS[who]
        if self.name == "stripe":
            choice = STRIPE_TOKENS[who]
            is_bank = "usBank" in choice
            kind = InstrumentKind.US_BANK_ACCOUNT if is_bank else InstrumentKind.CARD
        started = self.gateway.start_setup(self.customer, kind, key=f"{key}-{who}", **BACK)
        self.choose(started.redirect_url, choice)
        saved = self.gateway.finish_setup(started.id, key=f"{key}-{who}-end").instrument
        assert saved is not None
        return saved

    def choose(self, page: str, choice: str) -> str:
        """Press a button of a page; gives where it leads."""
        answer = httpx.post(page, data={"choice": choice})
        return str(answer.headers.get("Location", ""))

    def ask(self, instrument: Instrument | None, amount: Money, key: str) -> ChargeRequest:
        return ChargeRequest(
            amount=amount,
            customer=self.customer,
            key=key,
            instrument=instrument,
            off_session=instrument is not None,
            description="Internet, March",
            invoices=("2026-0007",),
            **({} if instrument else BACK),
        )

    def heard(self) -> list[GatewayEvent]:
        """The webhooks that wait, as we read them."""
        return [self.read(one) for one in self.lab.deliveries()]

    def read(self, one: Delivery, later: timedelta = timedelta(0)) -> GatewayEvent:
        return self.gateway.read_event(one.headers, one.body, now=self.time.now() + later)

    def moved(self) -> int:
        """Charges that exist at the gateway: the proof that nothing happened twice."""
        kinds = ("charge", "capture:")
        return sum(
            1
            for key, one in self.lab.store.objects.items()
            if key.startswith(kinds[1]) or one.get("object") == kinds[0]
        )


def refund_of(result_id: str, transaction_id: str, amount: Money, key: str) -> RefundRequest:
    return RefundRequest(
        charge_id=result_id, transaction_id=transaction_id, amount=amount, key=key, reason="moved"
    )


@contextmanager
def bench(name: str) -> Iterator[Bench]:
    """A gateway's adapter on its simulator, with a webhook of ours registered."""
    time = LabClock(NOON)
    lab: StripeLab | PayPalLab = StripeLab(time) if name == "stripe" else PayPalLab(time)
    with clock.frozen(NOON), serving(lab) as url:
        gateway = _stripe(url) if name == "stripe" else _paypal(url)
        customer = gateway.save_customer(
            reference="customer-1", name="Ada", email="ada@wisp.example", key="customer-1"
        )
        yield Bench(name, gateway, lab, time, customer)
        gateway.close()


def _stripe(url: str) -> Gateway:
    with closing(Stripe(StripeCredentials(secret_key=API_KEY, base_url=url))) as bare:
        hook = bare.register_webhook(HOOK, key="hook")
    return Stripe(
        StripeCredentials(secret_key=API_KEY, webhook_secrets=(hook.secret,), base_url=url)
    )


def _paypal(url: str) -> Gateway:
    account = PayPalCredentials(client_id=CLIENT_ID, client_secret=CLIENT_KEY, base_url=url)
    with closing(PayPal(account)) as bare:
        hook = bare.register_webhook(HOOK, key="hook")
    return PayPal(
        PayPalCredentials(
            client_id=CLIENT_ID, client_secret=CLIENT_KEY, webhook_id=hook.id, base_url=url
        )
    )
