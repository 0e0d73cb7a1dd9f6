"""What a list's address asks for: search, filters, sort, columns. Page, export and API share it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from ..access import Actor
from ..errors import Invalid
from . import filters
from .declaration import Column, Entity
from .filters import BoundFilter
from .paging import Order
from .paths import joins
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

    def joined(self, entity: Entity) -> QuerySet[Any]:
        """The rows with the references that the shown columns read."""
        paths = [column.path for column in self.columns if not column.value]
        wanted = joins(entity.model, paths)
        return self.rows.select_related(*wanted) if wanted else self.rows


def select(
    entity: Entity, actor: Actor, params: MultiValueDict[str, str], *, strict: bool = False
) -> Selection:
    """What the parameters ask for. ``strict`` raises Invalid where a page just shows the fault."""
    words = params.get("q", "").strip()
    rows = entity.rows(actor)
    if words and entity.search:
        rows = matching(entity, rows, words)
    rows, bound = filters.apply(entity, rows, params)
    wrong = dict(filters.problems(bound))
    order = order_of(entity, params.get("sort", ""))
    if order is None:
        wrong["sort"] = _("Sort by one of: %s.") % ", ".join(sortable(entity))
        order = order_of(entity, "")
    if strict and wrong:
        raise Invalid(wrong)
    assert order is not None
    return Selection(rows, words, order, columns_of(entity, params), bound)


def sortable(entity: Entity) -> dict[str, str]:
    """What may be sorted by: the column's path, and the path it orders by."""
    return {c.path: c.sort_path for c in entity.columns if c.sort_path}


def order_of(entity: Entity, asked: str) -> Order | None:
    """The order asked for, or the entity's own; None when there is no such column."""
    known = sortable(entity)
    name = asked.removeprefix("-")
    if name in known:
        return Order(name, known[name].removeprefix("-"), asked.startswith("-"))
    if asked:
        return None
    own = str(entity.default_sort or next(iter(entity.model._meta.ordering or ()), "") or "")
    own = own or next(iter(known), "pk")
    path = own.removeprefix("-")
    name = next((key for key, sort in known.items() if path in {key, sort}), "")
    return Order(name, known.get(name, path), own.startswith("-"))


def columns_of(entity: Entity, params: MultiValueDict[str, str]) -> tuple[Column, ...]:
    """The columns to show: those asked for in the entity's order, else those not hidden."""
    asked = {name for text in params.getlist("columns") for name in text.split(",")}
    chosen = tuple(column for column in entity.columns if column.path in asked)
    return chosen or tuple(column for column in entity.columns if not column.hidden)
