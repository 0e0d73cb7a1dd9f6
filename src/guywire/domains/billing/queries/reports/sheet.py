"""What a report is asked, and what it answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from guywire.engines.money import Money

Kind = Literal["text", "money", "number", "day", "month"]
Cell = str | Money | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``kind`` says how its cells are written."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, with the address of their rows where there is one; a total stands below the rest."""

    cells: Sequence[Cell]
    urls: Sequence[str] = ()
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell for the page: how it is written, and where it leads."""

    value: Cell
    kind: Kind
    url: str

    @property
    def is_number(self) -> bool:
        return self.kind in {"money", "number"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answer: ``says`` in a sentence first, then the table; ``notes`` how it is reckoned."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    says: str
    tone: str = "info"
    notes: Sequence[str] = ()

    def drawn(self, most: int) -> Iterator[tuple[Row, list[Drawn]]]:
        """The first rows for the page."""
        for row in self.rows[:most]:
            urls = [*row.urls, *[""] * (len(self.columns) - len(row.urls))]
            yield (
                row,
                [
                    Drawn(cell, "text" if isinstance(cell, str) else column.kind, url)
                    for cell, column, url in zip(row.cells, self.columns, urls, strict=True)
                ],
            )


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked: as of a day, for whole months from ``since`` to that day's.

    ``today`` is the tenant's day; ``more`` what a report of rows is about.
    """

    today: date
    as_of: date
    since: date
    currency: str
    more: dict[str, str] = field(default_factory=dict)

    def months(self) -> list[date]:
        """The first days of the months from ``since`` to that of ``as_of``."""
        found, day = [], self.since.replace(day=1)
        while day <= self.as_of:
            found.append(day)
            day = next_month(day)
        return found


@dataclass(frozen=True, slots=True)
class Report:
    """``asks`` names what a reader may choose: as_of, since; ``is_detail`` is reached from others.

    ``of_rows`` are the parameters of a report of rows.
    """

    name: str
    title: str | Promise
    text: str | Promise
    icon: str
    answer: Callable[[Question], Sheet]
    asks: tuple[str, ...] = ("as_of",)
    is_detail: bool = False
    of_rows: tuple[str, ...] = ()


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def report_url(name: str, **given: Any) -> str:
    """The address of a report that is asked this."""
    query = urlencode({key: str(value) for key, value in given.items() if value not in {None, ""}})
    place = reverse("billing:report", args=[name])
    return f"{place}?{query}" if query else place


def sums(rows: Sequence[Row], labels: Sequence[Cell], places: Sequence[int]) -> list[Row]:
    """The totals of money columns, one row a currency; ``labels`` begin it."""
    totals: dict[str, dict[int, int]] = {}
    for row in rows:
        for place in places:
            cell = row.cells[place]
            if isinstance(cell, Money):
                mine = totals.setdefault(cell.currency, dict.fromkeys(places, 0))
                mine[place] += cell.minor
    width = max((len(row.cells) for row in rows), default=0)
    found = []
    for currency, by_place in sorted(totals.items()):
        cells: list[Cell] = [*labels, *[None] * (width - len(labels))]
        for place, minor in by_place.items():
            cells[place] = Money(minor, currency)
        found.append(Row(cells, is_total=True))
    return found
