"""What several entities' columns share."""

from collections.abc import Callable
from typing import Any

from guywire.kit.access import Actor
from guywire.kit.entity import Column

from ..models import Invoice
from ..queries import documents
from ..queries.days import day_here


def standing(invoice: Invoice) -> documents.Word:
    """How a document stands today."""
    return documents.standing_of(invoice, day_here())


def amount(path: str, label: str, *, hidden: bool = False, sort: str | None = None) -> Column:
    """A column of minor units."""
    return Column(path, label, money="currency", hidden=hidden, sort=sort)


def entries_context(*kinds: str) -> Callable[[Any, Actor], dict[str, Any]]:
    """The ledger's entries of a row, by these kinds of journals."""

    def context(row: Any, actor: Actor) -> dict[str, Any]:
        return {"entries": documents.entries_of(row.pk, kinds)}

    return context


def may_see_entries(row: Any, actor: Actor) -> bool:
    return actor.may("billing.journal.view")
