"""How alike two names are, whatever their order, accents and legal forms."""

import re
from difflib import SequenceMatcher

from guywire.engines.text import ascii_of

WORD = re.compile(r"[A-Z0-9]+", re.ASCII)
SAYS_NOTHING = frozenset(
    WORD.findall(
        "MR MRS MS DR HERR FRAU MME M AND UND ET Y E THE OF LLC INC CORP CO LTD LIMITED PLC LP DBA "
        "GMBH MBH AG KG OHG UG EK EV SA SARL SAS SL SRL SPA SPZOO BV NV AB AS OY APS"
    )
)
SHORTEST_WORD = 3
LIKE_ENOUGH = 0.6
"""From here on two names may be one person's."""


def words_of(name: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    words = WORD.findall(ascii_of(name).upper())
    return frozenset(word for word in words if word not in SAYS_NOTHING)


def telling_words(name: str) -> frozenset[str]:
    """Those long enough to look others up by."""
    return frozenset(word for word in words_of(name) if len(word) >= SHORTEST_WORD)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: by letters of the sorted words, and 0.9 where one name holds the other whole."""
    ones, others = words_of(one), words_of(other)
    if not ones or not others:
        return 0.0
    ratio = SequenceMatcher(None, " ".join(sorted(ones)), " ".join(sorted(others))).ratio()
    is_within = min(len(ones), len(others)) > 1 and (ones <= others or others <= ones)
    return max(ratio, 0.9) if is_within else ratio
