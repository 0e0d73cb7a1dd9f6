"""What can be said of a list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from ..shapes.paths import joins
from ..shapes.words import words_of


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: a path with ``__``, or an annotation of the rows.

    ``unit`` is shown after a number ("m", "dBm"), by itself when the path ends in one (``_m``);
    ``decimals`` are the places it keeps (if not said, up to two);
    ``money`` says that a number is minor units of a currency: its ISO code, or the path of it;
    ``hidden`` columns are offered, not shown at first; ``sort`` is the path to order by when it is
    not the column's own, "" when not sortable. ``value`` computes what is shown from the row when
    it is no plain path (then sortable only with ``sort``).
    """

    path: str
    label: str = ""
    link: bool = False
    badge: bool = False
    unit: str = ""
    decimals: int | None = None
    money: str = ""
    hidden: bool = False
    sort: str | None = None
    value: Callable[[Any], Any] | None = None

    @property
    def title(self) -> str:
        return self.label or words_of(self.path)

    @property
    def sort_path(self) -> str:
        """The path to order by, "" when the column cannot be sorted."""
        if self.sort is not None:
            return self.sort
        return "" if self.value else self.path


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is no plain field: ``apply(rows, text) -> rows``; ``choices`` if fixed.

    ``apply`` raises ValueError or DomainError with words for people when the text makes no sense.
    """

    name: str
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]
    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list over a model: ``filters`` and ``search`` are paths of it, or a ``Filter``."""

    model: type[Model]
    columns: tuple[Column, ...]
    filters: tuple[str | Filter, ...] = ()
    search: tuple[str, ...] = ()
    default_sort: str = ""

    @property
    def sortable(self) -> dict[str, str]:
        """What may be sorted by: the column's path, and the path it orders by."""
        return {c.path: c.sort_path for c in self.columns if c.sort_path}


def joined(rows: QuerySet[Any], columns: tuple[Column, ...]) -> QuerySet[Any]:
    """The rows with the references that these columns read."""
    wanted = joins(rows.model, [column.path for column in columns if not column.value])
    return rows.select_related(*wanted) if wanted else rows
