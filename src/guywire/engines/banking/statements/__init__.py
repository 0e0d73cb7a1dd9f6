"""What the bank booked: CAMT.053/054 and bank CSV become lines with stable keys.

for statement in read_camt(content):
    new = without_known(statement.lines, keys_in_the_database)
statement = read_csv(content, CsvMapping(booked_on="Datum", date_format="%d.%m.%Y", ...))
"""

from guywire.engines.banking.statements.bank_csv import read_csv
from guywire.engines.banking.statements.camt import read_camt
from guywire.engines.banking.statements.line import (
    Statement,
    StatementLine,
    keyed,
    without_known,
)
from guywire.engines.banking.statements.mapping import CsvMapping

__all__ = [
    "CsvMapping",
    "Statement",
    "StatementLine",
    "keyed",
    "read_camt",
    "read_csv",
    "without_known",
]
