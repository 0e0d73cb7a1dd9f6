"""What a list's address asks for: search, filters, sort, columns. Page, export and API share it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from ..errors import Invalid
from . import filters
from .declaration import Column, Table, joined
from .filters import BoundFilter
from .paging import Order
from .searching import matching


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows asked for, and what of the address was understood."""

    rows: QuerySet[Any]
    words: str
    order: Order
    columns: tuple[Column, ...]
    filters: list[BoundFilter] = field(default_factory=list)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words) or any(one.values for one in self.filters)

    @property
    def joined(self) -> QuerySet[Any]:
        """The rows with the references that the shown columns read."""
        return joined(self.rows, self.columns)


def select(
    table: Table, rows: QuerySet[Any], params: MultiValueDict[str, str], *, strict: bool = False
) -> Selection:
    """What the parameters ask for. ``strict`` raises Invalid where a page just shows the fault."""
    words = params.get("q", "").strip()
    if words and table.search:
        rows = matching(rows, table.search, words)
    rows, bound = filters.apply(table, rows, params)
    wrong = dict(filters.problems(bound))
    order = order_of(table, params.get("sort", ""))
    if order is None:
        wrong["sort"] = _("Sort by one of: %s.") % ", ".join(table.sortable)
        order = order_of(table, "")
    if strict and wrong:
        raise Invalid(wrong)
    assert order is not None
    return Selection(rows, words, order, columns_of(table, params), bound)


def order_of(table: Table, asked: str) -> Order | None:
    """The order asked for, or the table's own; None when there is no such column."""
    known = table.sortable
    name = asked.removeprefix("-")
    if name in known:
        return Order(name, known[name].removeprefix("-"), asked.startswith("-"))
    if asked:
        return None
    own = str(table.default_sort or next(iter(table.model._meta.ordering or ()), "") or "")
    own = own or next(iter(known), "pk")
    path = own.removeprefix("-")
    name = next((key for key, sort in known.items() if path in {key, sort}), "")
    return Order(name, known.get(name, path), own.startswith("-"))


def columns_of(table: Table, params: MultiValueDict[str, str]) -> tuple[Column, ...]:
    """The columns to show: those asked for in the table's order, else those not hidden."""
    asked = {name for text in params.getlist("columns") for name in text.split(",")}
    chosen = tuple(column for column in table.columns if column.path in asked)
    return chosen or tuple(column for column in table.columns if not column.hidden)
