"""The words of a search box against the paths that a table is searched in."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import (
    AutoField,
    BigIntegerField,
    IntegerField,
    Q,
    QuerySet,
    SmallIntegerField,
)

from ..shapes.paths import field_of

NUMBERS = (AutoField, BigIntegerField, IntegerField, SmallIntegerField)
BIGGEST = {"SmallIntegerField": 2**15, "PositiveSmallIntegerField": 2**15, "BigIntegerField": 2**63}

# A phone number may be written as anybody likes; it is kept as digits.
DIALLED = re.compile(r"[+(]?[0-9][0-9()./+-]*")
SIGNS = re.compile(r"[^0-9]")

# A column of this name holds words in lower case already: folding 100,000 rows costs 100 ms.
LOWERED = "search_text"


def matching(rows: QuerySet[Any], paths: Iterable[str], words: str) -> QuerySet[Any]:
    """The rows where each word stands in one of the paths; numbers match whole."""
    for word in words.replace("\0", "").split():
        match = Q(pk__in=())
        for path in paths:
            field = field_of(rows.model, path)
            if path.endswith(LOWERED):
                match |= Q(**{f"{path}__contains": word.lower()})
                if DIALLED.fullmatch(word) and not word.isdecimal():
                    match |= Q(**{f"{path}__contains": SIGNS.sub("", word)})
            elif not isinstance(field, NUMBERS):
                match |= Q(**{f"{path}__icontains": word})
            elif word.isdecimal() and int(word) < BIGGEST.get(type(field).__name__, 2**31):
                match |= Q(**{path: int(word)})
        rows = rows.filter(match)
    return rows
