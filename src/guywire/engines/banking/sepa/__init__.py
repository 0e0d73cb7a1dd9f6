"""SEPA direct debit: files to collect euros by mandate, and what the banks say of them.

file = write_pain008(creditor, [group], message_id="D-2026-11-25", created_at=now)
report = read_pain002(content)
meaning_of("AM04")      # also for `return_code` of statement lines
"""

from guywire.engines.banking.sepa.codes import REASONS, ReasonCategory, SepaReason, meaning_of
from guywire.engines.banking.sepa.orders import (
    Address,
    Amendment,
    Collection,
    Creditor,
    DebitGroup,
    Mandate,
    Scheme,
    SepaFile,
    Sequence,
)
from guywire.engines.banking.sepa.reports import (
    CollectionStatus,
    GroupStatus,
    PaymentReport,
    read_pain002,
)
from guywire.engines.banking.sepa.writer import write_pain008

__all__ = [
    "REASONS",
    "Address",
    "Amendment",
    "Collection",
    "CollectionStatus",
    "Creditor",
    "DebitGroup",
    "GroupStatus",
    "Mandate",
    "PaymentReport",
    "ReasonCategory",
    "Scheme",
    "SepaFile",
    "SepaReason",
    "Sequence",
    "meaning_of",
    "read_pain002",
    "write_pain008",
]
