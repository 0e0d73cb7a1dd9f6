"""Journals as files for bookkeeping programs: plain CSV, Xero and QuickBooks Desktop.

write_csv(entries, currency="EUR")       # for everybody
write_xero(entries, currency="EUR")      # files of at most 300 lines
write_iif(entries, currency="USD")       # QuickBooks Desktop
"""

from guywire.engines.accounting.csv_files import write_csv, write_xero
from guywire.engines.accounting.iif import write_iif
from guywire.engines.accounting.journal import JournalEntry, JournalInvalid, JournalLine

__all__ = [
    "JournalEntry",
    "JournalInvalid",
    "JournalLine",
    "write_csv",
    "write_iif",
    "write_xero",
]
