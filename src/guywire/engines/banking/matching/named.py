"""The open items that a line names by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from guywire.engines.banking.matching.index import OpenItems
from guywire.engines.banking.matching.items import OpenItem
from guywire.engines.banking.matching.names import LIKE_ENOUGH, likeness
from guywire.engines.banking.matching.references import (
    numbers_in,
    squeezed,
    stands_in,
    structured,
)
from guywire.engines.banking.statements.line import StatementLine

SHORTEST_SURE = 6
"""Fewer digits may be a year, a house number or a postcode."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a line names and how; not `is_sure` if the number may stand there by chance."""

    items: list[OpenItem]
    why: str
    is_sure: bool


@dataclass
class _Found:
    """Items by id, and those of them that a sure number led to."""

    items: dict[str, OpenItem] = field(default_factory=dict[str, OpenItem])
    sure: set[str] = field(default_factory=set[str])

    def take(self, items: Iterable[OpenItem], *, is_sure: bool) -> None:
        """Add items that a number led to."""
        for item in items:
            self.items.setdefault(item.id, item)
            if is_sure:
                self.sure.add(item.id)

    def best(self, line: StatementLine) -> tuple[list[OpenItem], bool]:
        """The sure ones, else those whose customer fits the payer, else all: then not sure."""
        sure = [item for item in self.items.values() if item.id in self.sure]
        borne_out = sure or [item for item in self.items.values() if _is_payer(line, item)]
        return borne_out or list(self.items.values()), bool(borne_out)


def _is_payer(line: StatementLine, item: OpenItem) -> bool:
    account = squeezed(line.account)
    if account and account in map(squeezed, item.accounts):
        return True
    return likeness(line.counterparty, item.customer_name) >= LIKE_ENOUGH


def named_in(line: StatementLine, open_items: OpenItems) -> Named | None:
    """The items that a line names: documents before the customer, None if neither."""
    references, documents, customers = _Found(), _Found(), _Found()
    for text in (line.reference, line.end_to_end_id):
        if text:
            key = structured(text) or squeezed(text)
            references.take(open_items.by_reference.get(key, ()), is_sure=True)
    for text in dict.fromkeys((line.reference, line.end_to_end_id, line.text)):
        for number, pieces in numbers_in(text):
            references.take(open_items.by_reference.get(structured(number), ()), is_sure=True)
            for item in open_items.by_number.get(number, ()):
                is_sure = _is_sure(number, pieces, item.document_number, text)
                documents.take([item], is_sure=is_sure)
            for item in open_items.by_customer_number.get(number, ()):
                is_sure = _is_sure(number, pieces, item.customer_number, text)
                customers.take([item], is_sure=is_sure)
    return _named(line, references, documents, customers)


def _is_sure(number: str, pieces: int, written: str, text: str) -> bool:
    """Digits alone must be long, and stand as printed if they fall into pieces."""
    if not number.isdigit():
        return True
    return len(number) >= SHORTEST_SURE and (pieces == 1 or stands_in(written, text))


def _named(
    line: StatementLine, references: _Found, documents: _Found, customers: _Found
) -> Named | None:
    if references.items:
        items, _ = references.best(line)
        return Named(items, f"names {_numbers(items)} by reference", is_sure=True)
    if documents.items:
        items, is_sure = documents.best(line)
        return Named(items, f"names {_numbers(items)}", is_sure)
    if customers.items:
        items, is_sure = customers.best(line)
        items = _of_customer(line, items)
        return Named(items, f"names customer {items[0].customer_number}", is_sure)
    return None


def _numbers(items: list[OpenItem]) -> str:
    return ", ".join(item.document_number for item in items)


def _of_customer(line: StatementLine, items: list[OpenItem]) -> list[OpenItem]:
    """Of a named customer's items the one that the amount fits, else all, the oldest first."""
    fitting = [item for item in items if item.amount_minor == line.amount_minor]
    return fitting[:1] or items
