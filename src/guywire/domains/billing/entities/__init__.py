"""The entities of the billing domain, each declared once."""

from .books import ACCOUNT, BILLING_ACCOUNT, JOURNAL, LEDGER_PERIOD
from .collecting import (
    DISPUTE,
    INSTRUMENT_REQUEST,
    PAYMENT_ATTEMPT,
    PAYMENT_INSTRUMENT,
    REFUND,
)
from .documents import INVOICE
from .gateways import GATEWAY_ACCOUNT, GATEWAY_MESSAGE
from .payments import CHARGE, PAYMENT
from .runs import BILLING_RUN, LEFT_OUT, REHEARSAL, REHEARSED
from .sendings import SENDING
from .taxes import TAX_EXEMPTION, TAX_RATE

ENTITIES = (
    INVOICE,
    PAYMENT,
    CHARGE,
    BILLING_ACCOUNT,
    TAX_RATE,
    TAX_EXEMPTION,
    ACCOUNT,
    JOURNAL,
    LEDGER_PERIOD,
    SENDING,
    REHEARSAL,
    REHEARSED,
    BILLING_RUN,
    LEFT_OUT,
    PAYMENT_INSTRUMENT,
    INSTRUMENT_REQUEST,
    PAYMENT_ATTEMPT,
    REFUND,
    DISPUTE,
    GATEWAY_ACCOUNT,
    GATEWAY_MESSAGE,
)

__all__ = [
    "ACCOUNT",
    "BILLING_ACCOUNT",
    "BILLING_RUN",
    "CHARGE",
    "DISPUTE",
    "ENTITIES",
    "GATEWAY_ACCOUNT",
    "GATEWAY_MESSAGE",
    "INSTRUMENT_REQUEST",
    "INVOICE",
    "JOURNAL",
    "LEDGER_PERIOD",
    "LEFT_OUT",
    "PAYMENT",
    "REHEARSAL",
    "REHEARSED",
    "PAYMENT_ATTEMPT",
    "PAYMENT_INSTRUMENT",
    "REFUND",
    "SENDING",
    "TAX_EXEMPTION",
    "TAX_RATE",
]
