"""Opens a gateway from what a tenant has stored about its account there."""

from dataclasses import dataclass, field

from .paypal import LIVE, SANDBOX, PayPal, PayPalCredentials
from .port import Gateway
from .stripe import Stripe, StripeCredentials

STRIPE = "https://api.stripe.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """An account at a gateway. base_url: empty but for a simulator."""

    gateway: str
    client_id: str = ""
    secret: str = field(default="", repr=False)
    webhook_id: str = ""
    webhook_secret: str = field(default="", repr=False)
    is_sandbox: bool = False
    base_url: str = ""


def open_gateway(account: Credentials) -> Gateway:
    """The gateway; close it after use."""
    if account.gateway == "paypal":
        return PayPal(
            PayPalCredentials(
                client_id=account.client_id,
                client_secret=account.secret,
                webhook_id=account.webhook_id,
                base_url=account.base_url or (SANDBOX if account.is_sandbox else LIVE),
            )
        )
    return Stripe(
        StripeCredentials(
            secret_key=account.secret,
            webhook_secrets=(account.webhook_secret,) if account.webhook_secret else (),
            base_url=account.base_url or STRIPE,
        )
    )
