"""The basic Latin set of the SEPA schemes, and how other texts get into it (EPC217-08)."""

import re

from guywire.engines.text import ascii_of

SEPA = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]", re.ASCII)
"""EPC153-10 §1.4."""
ALSO = {"&": "+", '"': "'", ";": ",", "_": "-", "@": "(at)", "[": "(", "]": ")", "|": "/"}
UNKNOWN = "."


def sepa_of(text: str) -> str:
    """The text in the basic Latin set: "&" is "+", and other strangers are "."."""
    kept = (char if SEPA.match(char) else ALSO.get(char, UNKNOWN) for char in ascii_of(text))
    return "".join(kept)
