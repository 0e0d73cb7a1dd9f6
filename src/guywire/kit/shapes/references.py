"""The rows that a form, a filter or a file may name, and how they are offered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

OFFERED = 200


@dataclass(frozen=True, slots=True)
class Target:
    """The rows of one table that an actor may name.

    ``search_url`` answers a search among them, "" when nothing does; ``key`` are the paths by
    which a file names one, ``noun`` is what people call it.
    """

    rows: QuerySet[Any]
    search_url: str = ""
    key: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        return str(self.rows.model._meta.verbose_name)


Targets = Callable[[type[Model]], Target]
"""What an actor may name of a model."""


def choices_of(target: Target, chosen: Sequence[Any]) -> tuple[list[tuple[str, str]], str]:
    """What a select offers: all rows, or where they are many the chosen ones and a search."""
    rows = list(target.rows[: OFFERED + 1] if target.search_url else target.rows)
    search_url = target.search_url if len(rows) > OFFERED else ""
    if search_url:
        rows = list(target.rows.filter(pk__in=chosen)) if chosen else []
    return [(str(row.pk), str(row)) for row in rows], search_url


def names_of(targets: Targets, wanted: dict[type[Model], set[str]]) -> dict[str, str]:
    """The rows' names by id: one query for each table."""
    return {
        str(row.pk): str(row)
        for model, ids in wanted.items() if ids
        for row in targets(model).rows.filter(pk__in=ids)
    }  # fmt: skip
