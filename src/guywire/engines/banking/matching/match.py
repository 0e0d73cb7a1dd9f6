"""Which open documents a booked line pays (B-PAY-11).

A line is matched by itself only where it names what it pays: a structured reference, a document
number or a customer number. Everything else, such as the same amount from a like name, is proposed
to a person and never booked without one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from guywire.engines.banking.matching.index import OpenItems, in_currency
from guywire.engines.banking.matching.items import Certainty, Match, OpenItem
from guywire.engines.banking.matching.named import Named, named_in
from guywire.engines.banking.matching.names import LIKE_ENOUGH, likeness
from guywire.engines.banking.matching.references import squeezed
from guywire.engines.banking.statements.line import StatementLine

MOST_PROPOSALS = 5
EXACT_SCORE = 100
CHANCE_SCORE = 40


@dataclass
class _Books:
    """The open items and what the lines of this run have already paid of them."""

    open: OpenItems
    paid: dict[str, int] = field(default_factory=dict[str, int])

    def rest(self, item: OpenItem) -> int:
        """What is open of an item after the exact matches so far."""
        return max(0, item.amount_minor - self.paid.get(item.id, 0))

    def pay(self, match: Match) -> None:
        """Count an exact match, the items in their order, what is over on the last."""
        money = match.line.amount_minor
        for item in match.items:
            part = min(money, self.rest(item))
            self.paid[item.id] = self.paid.get(item.id, 0) + part
            money -= part


def match(lines: Iterable[StatementLine], open_items: Iterable[OpenItem]) -> list[Match]:
    """For every line one exact match, or up to five proposals (best first), or one of nothing."""
    books = _Books(OpenItems(open_items))
    found: list[Match] = []
    for line in lines:
        matches = _match_line(line, books)
        if matches[0].certainty is Certainty.EXACT:
            books.pay(matches[0])
        found += matches
    return found


def _match_line(line: StatementLine, books: _Books) -> list[Match]:
    if line.amount_minor <= 0 or line.is_reversal:
        return [_nothing(line, "money out or a reversal: look for the payment that it takes back")]
    named = named_in(line, books.open)
    if named is None or not named.is_sure:
        chance = [] if named is None else _by_chance(line, named)
        found = {match.customer_id: match for match in [*chance, *_proposals(line, books)]}
        best = sorted(found.values(), key=lambda match: -match.score)[:MOST_PROPOSALS]
        return best or [_nothing(line, "it names nothing that is open")]
    doubt = _doubt(line, named.items, books)
    if not doubt:
        return [Match(line, tuple(named.items), Certainty.EXACT, named.why, EXACT_SCORE)]
    return _by_customer(line, named.items, f"{named.why}, but {doubt}", EXACT_SCORE - 1)


def _by_customer(
    line: StatementLine, items: Sequence[OpenItem], why: str, score: int
) -> list[Match]:
    """A proposal for every customer that the items are of."""
    customers = list(dict.fromkeys(item.customer_id for item in items))[:MOST_PROPOSALS]
    return [
        Match(
            line,
            tuple(item for item in items if item.customer_id == customer),
            Certainty.PROPOSAL,
            why,
            score,
        )
        for customer in customers
    ]


def _by_chance(line: StatementLine, named: Named) -> list[Match]:
    """A short number that stands there, where at least the amount fits."""
    items = [item for item in named.items if item.amount_minor == line.amount_minor]
    why = f"{named.why}, which may be there by chance, and the amount fits"
    return _by_customer(line, items, why, CHANCE_SCORE)


def _nothing(line: StatementLine, why: str) -> Match:
    return Match(line, (), Certainty.NONE, why)


def _doubt(line: StatementLine, items: Sequence[OpenItem], books: _Books) -> str:
    """Why a line that names items is not booked by itself; empty if it is."""
    if len({item.customer_id for item in items}) > 1:
        return "these are of several customers"
    if any(item.currency != line.currency for item in items):
        return f"it is in {items[0].currency} and the money in {line.currency}"
    if not any(books.rest(item) for item in items):
        return "an earlier line pays it already"
    return ""


def _proposals(line: StatementLine, books: _Books) -> list[Match]:
    """Customers whose account or name fits and whose open amounts add up to the line."""
    account = squeezed(line.account)
    known = {item.customer_id for item in books.open.by_account.get(account, ())} if account else ()
    alike = books.open.of_alike(line.counterparty, line.text)
    found: list[Match] = []
    for customer in dict.fromkeys([*sorted(known), *alike]):
        items = [
            replace(item, amount_minor=books.rest(item))
            for item in in_currency(books.open.by_customer[customer], line)
            if books.rest(item)
        ]
        if items and (proposal := _proposal(line, items, is_known=customer in known)):
            found.append(proposal)
    return found


def _proposal(line: StatementLine, items: list[OpenItem], *, is_known: bool) -> Match | None:
    name = items[0].customer_name
    alike = likeness(line.counterparty or line.text, name)
    fitting = [item for item in items if item.amount_minor == line.amount_minor]
    is_all = sum(item.amount_minor for item in items) == line.amount_minor
    if not is_known and (alike < LIKE_ENOUGH or not (fitting or is_all)):
        return None
    who = f"came from an account of {name} before" if is_known else f"the name is like {name}"
    if fitting:
        what, chosen, bonus = f"{fitting[0].document_number} is open with this amount", fitting, 30
        chosen = fitting[:1]
    elif is_all:
        what, chosen, bonus = f"all {len(items)} open documents add up to it", items, 20
    else:
        what, chosen, bonus = "the amount fits nothing", items, 0
    score = bonus + (60 if is_known else round(50 * alike))
    return Match(line, tuple(chosen), Certainty.PROPOSAL, f"{who}; {what}", score)
