"""The entities of the billing domain, each declared once."""

from .books import ACCOUNT, BILLING_ACCOUNT, JOURNAL, LEDGER_PERIOD
from .documents import INVOICE
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
)

__all__ = [
    "ACCOUNT",
    "BILLING_ACCOUNT",
    "BILLING_RUN",
    "CHARGE",
    "ENTITIES",
    "INVOICE",
    "JOURNAL",
    "LEDGER_PERIOD",
    "LEFT_OUT",
    "PAYMENT",
    "REHEARSAL",
    "REHEARSED",
    "SENDING",
    "TAX_EXEMPTION",
    "TAX_RATE",
]
