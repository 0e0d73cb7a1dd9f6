"""Booked lines to open documents: what a line names is certain, what merely fits is proposed.

for found in match(lines, open_items):
    if found.certainty is Certainty.EXACT: ...
rf_reference("2026000123")      # "RF50…": a reference to print, that comes back readable
"""

from guywire.engines.banking.matching.items import Certainty, Match, OpenItem
from guywire.engines.banking.matching.match import match
from guywire.engines.banking.matching.references import qr_reference, rf_reference, structured

__all__ = [
    "Certainty",
    "Match",
    "OpenItem",
    "match",
    "qr_reference",
    "rf_reference",
    "structured",
]
