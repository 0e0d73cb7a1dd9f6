"""ACH files of the United States (NACHA): written to collect and pay, read for what comes back.

file = write_ach(originator, [batch], created_at=now, calendar=FEDERAL_RESERVE)
reply = read_ach(content)                 # reply.returns, reply.changes
reinitiation_of(original, retries, ...)   # B-PAY-7: may it be presented again?
"""

from guywire.engines.banking.nacha.codes import RETURNS, ReturnCategory, ReturnMeaning, meaning_of
from guywire.engines.banking.nacha.corrections import Correction
from guywire.engines.banking.nacha.orders import (
    AccountKind,
    AchBatch,
    AchEntry,
    AchFile,
    AchOriginator,
    Direction,
    OffsetAccount,
    Sec,
    WrittenEntry,
)
from guywire.engines.banking.nacha.reader import AchChange, AchReply, AchReturn, read_ach
from guywire.engines.banking.nacha.reinitiation import (
    Presentment,
    Reinitiation,
    reinitiation_of,
)
from guywire.engines.banking.nacha.writer import effective_date, write_ach

__all__ = [
    "RETURNS",
    "AccountKind",
    "AchBatch",
    "AchChange",
    "AchEntry",
    "AchFile",
    "AchOriginator",
    "AchReply",
    "AchReturn",
    "Correction",
    "Direction",
    "OffsetAccount",
    "Presentment",
    "Reinitiation",
    "ReturnCategory",
    "ReturnMeaning",
    "Sec",
    "WrittenEntry",
    "effective_date",
    "meaning_of",
    "read_ach",
    "reinitiation_of",
    "write_ach",
]
