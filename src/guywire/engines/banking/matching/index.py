"""The open items by everything that may lead to them, so that a line costs no walk over all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from guywire.engines.banking.matching.items import OpenItem
from guywire.engines.banking.matching.names import telling_words
from guywire.engines.banking.matching.references import squeezed, structured
from guywire.engines.banking.statements.line import StatementLine

SHORTEST_NUMBER = 4
"""A shorter number stands in a text by chance too often."""
MOST_ALIKE = 200


class OpenItems:
    """Look-ups of open items; within each the oldest comes first."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self.by_reference: dict[str, list[OpenItem]] = defaultdict(list)
        self.by_number: dict[str, list[OpenItem]] = defaultdict(list)
        self.by_customer_number: dict[str, list[OpenItem]] = defaultdict(list)
        self.by_customer: dict[str, list[OpenItem]] = defaultdict(list)
        self.by_account: dict[str, list[OpenItem]] = defaultdict(list)
        self.by_word: dict[str, set[str]] = defaultdict(set)
        for item in sorted(items, key=lambda item: (item.due_on, item.document_number, item.id)):
            self._add(item)

    def _add(self, item: OpenItem) -> None:
        for reference in item.references:
            if key := structured(reference) or squeezed(reference):
                self.by_reference[key].append(item)
        self._name(self.by_number, item.document_number, item)
        self._name(self.by_customer_number, item.customer_number, item)
        self.by_customer[item.customer_id].append(item)
        for account in item.accounts:
            self.by_account[squeezed(account)].append(item)
        for word in telling_words(item.customer_name):
            self.by_word[word].add(item.customer_id)

    @staticmethod
    def _name(index: dict[str, list[OpenItem]], number: str, item: OpenItem) -> None:
        plain = squeezed(number)
        if len(plain) >= SHORTEST_NUMBER:
            index[plain].append(item)

    def of_alike(self, name: str, text: str) -> list[str]:
        """Customers who share a word with the payer's name (or the text where it has no name)."""
        found: dict[str, int] = defaultdict(int)
        words = telling_words(name) or telling_words(text)
        for word in sorted(words, key=lambda word: len(self.by_word.get(word, ()))):
            customers = self.by_word.get(word, set())
            if len(found) + len(customers) > MOST_ALIKE:
                continue
            for customer in customers:
                found[customer] += 1
        return sorted(found, key=lambda customer: (-found[customer], customer))


def in_currency(items: Sequence[OpenItem], line: StatementLine) -> list[OpenItem]:
    """Those that this line could pay."""
    return [item for item in items if item.currency == line.currency]
