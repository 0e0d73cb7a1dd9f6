"""Simulated payment gateways and billing systems, on loopback only: no money is anywhere in here.

They answer as Stripe, PayPal, QuickBooks Online and Xero are documented to, also on their bad days:
declines, 3-D Secure, bank debits that settle or come back days later, disputes, webhooks that come
twice, late, out of order or forged, requests that are done but not answered, 429 and 5xx.

    clock = LabClock(datetime(2026, 3, 4, 12, tzinfo=UTC))
    stripe = StripeLab(clock)
    with serving(stripe) as url: ...
    clock.advance(days=5)                  # what is due until then happens: debits settle
    stripe.faults.append(Fault.DROP_AFTER) # the next request is done, and its answer lost
    stripe.deliveries()                    # signed webhooks, for the test to send as it likes
"""

from .clock import LabClock
from .paypal import PayPalLab
from .server import Fault, serving
from .stripe import StripeLab

__all__ = ["Fault", "LabClock", "PayPalLab", "StripeLab", "serving"]
