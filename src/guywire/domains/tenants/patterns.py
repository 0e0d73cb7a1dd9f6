"""How numbers such as CUST-2026-0001 are written."""

import re

from guywire.kit.errors import DomainError

DEFAULT_PATTERNS = {
    "customer": "CUST-{year}-{number:4}",
    "lead": "LEAD-{year}-{number:4}",
    "service": "SVC-{number:6}",
    "invoice": "INV-{year}-{number:6}",
    "credit_note": "CRN-{year}-{number:6}",
    "proforma": "PRO-{year}-{number:6}",
    "refund": "RFD-{year}-{number:6}",
    "quote": "QUO-{year}-{number:6}",
    "payment": "RCT-{year}-{number:6}",
    "billing_run": "RUN-{number:4}",
    "rehearsal": "REH-{number:4}",
}
PLACE = re.compile(r"\{number(?::(\d{1,2}))?\}")
MOST_DIGITS = 12
LONGEST_PATTERN = 40


class BadPattern(DomainError):
    code = "bad_number_pattern"


def check_pattern(pattern: str) -> str:
    """A pattern holds {number} or {number:N digits} once, and may hold {year}."""
    rest = PLACE.sub("", pattern).replace("{year}", "")
    places = PLACE.findall(pattern)
    if len(places) != 1 or "{" in rest or "}" in rest:
        raise BadPattern(
            "Write {number} or {number:4} once, and {year} where the year is to stand.",
            field="pattern",
        )
    if places[0] and not 1 <= int(places[0]) <= MOST_DIGITS:
        raise BadPattern(f"A number has 1 to {MOST_DIGITS} digits.", field="pattern")
    if len(pattern) > LONGEST_PATTERN:
        raise BadPattern(f"A pattern has at most {LONGEST_PATTERN} signs.", field="pattern")
    return pattern


def render_number(pattern: str, number: int, year: int) -> str:
    """``CUST-{year}-{number:4}``, 7, 2026 → ``CUST-2026-0007``."""
    width = PLACE.search(pattern)
    digits = int(width.group(1) or 1) if width else 1
    return PLACE.sub(f"{number:0{digits}d}", pattern).replace("{year}", str(year))


def default_pattern(key: str) -> str:
    return DEFAULT_PATTERNS.get(key, key.upper() + "-{number:4}")
