"""The rows that cells name: by id, or by the parts of a key with `` / `` between them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..shapes.references import Target

CHUNK = 2_000
JOINT = " / "
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def joint(parts: Iterable[Any]) -> str:
    """A key's parts as one text."""
    return JOINT.join("" if part is None else str(part) for part in parts)


def by_key(rows: QuerySet[Any], key: Sequence[str], firsts: set[str]) -> Iterator[tuple[str, UUID]]:
    """The keys and ids of the rows whose first part of the key is one of these."""
    for part in _chunks(firsts):
        found = rows.order_by().filter(**{f"{key[0]}__in": part})
        for pk, *parts in found.values_list("pk", *key):
            yield joint(parts), pk


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    whole = sorted(texts)
    return (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))


class Lookup:
    """The rows of one table that a column's cells name."""

    def __init__(self, target: Target, texts: set[str]) -> None:
        self.noun = target.noun
        self.ids: dict[str, set[UUID]] = {}
        ids = {text for text in texts if ID.fullmatch(text)}
        for name, pk in by_key(target.rows, ("pk",), ids):
            self.ids.setdefault(name, set()).add(pk)
        if target.key:
            many = len(target.key) > 1
            firsts = {text.split(JOINT)[0] if many else text for text in texts - ids}
            for name, pk in by_key(target.rows, target.key, firsts):
                self.ids.setdefault(name, set()).add(pk)

    def find(self, text: str) -> UUID:
        """The id of the row; ValueError when there is none, or more than one."""
        found = self.ids.get(text.lower() if ID.fullmatch(text) else text, set())
        if not found:
            words = _("There is no %(noun)s “%(text)s”.")
            raise ValueError(words % {"noun": self.noun, "text": text})
        if len(found) > 1:
            raise ValueError(_("Several rows are called “%s”; write the id.") % text)
        return next(iter(found))
