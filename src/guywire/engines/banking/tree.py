"""Elements of an ISO 20022 message by their short names, in whatever version's namespace."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from guywire.engines.banking.amounts import money_of
from guywire.engines.banking.errors import BankFileInvalid
from guywire.engines.markup import Element, MarkupInvalid, parse_xml
from guywire.engines.money import Money, MoneyError


class NodeInvalid(Exception):
    """An element is missing or holds what it cannot; says where."""

    def __init__(self, node: "Node", reason: str) -> None:
        super().__init__(f"{node.where} {reason}")
        self.where = node.where
        self.reason = reason


@lru_cache(maxsize=4096)
def _qualified(namespace: str, path: str) -> str:
    return "/".join(f"{{{namespace}}}{step}" for step in path.split("/"))


def _split(tag: str) -> tuple[str, str]:
    """Namespace and short name of a tag."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


class Node:
    """An element; paths are short names with slashes."""

    __slots__ = ("element", "namespace")

    def __init__(self, element: Element, namespace: str | None = None) -> None:
        self.element = element
        self.namespace = _split(element.tag)[0] if namespace is None else namespace

    @property
    def name(self) -> str:
        """The element's short name."""
        return _split(self.element.tag)[1]

    @property
    def where(self) -> str:
        """Its place for a person: the line and the element."""
        return f"line {self.element.sourceline}, {self.name}"

    @property
    def own_text(self) -> str:
        """The element's text, its ends and line breaks tidied."""
        return " ".join((self.element.text or "").split())

    def all(self, path: str) -> Iterator["Node"]:
        """Every element under the path."""
        for found in self.element.iterfind(_qualified(self.namespace, path)):
            yield Node(found, self.namespace)

    def one(self, path: str) -> "Node | None":
        """The first element under the path."""
        return next(self.all(path), None)

    def need(self, path: str) -> "Node":
        """The same; NodeInvalid if there is none."""
        found = self.one(path)
        if found is None:
            raise NodeInvalid(self, f"has no {path}")
        return found

    def text(self, path: str) -> str:
        """Text of the first element under the path, empty if there is none."""
        found = self.one(path)
        return "" if found is None else found.own_text

    def texts(self, path: str) -> list[str]:
        """Texts of every element under the path that is not empty."""
        return [text for node in self.all(path) if (text := node.own_text)]

    def money(self) -> Money:
        """An amount with its Ccy; zeros behind the currency's decimals are no fault."""
        currency = str(self.element.get("Ccy") or "")
        try:
            amount = money_of(self.own_text, currency)
        except MoneyError as error:
            raise NodeInvalid(self, f"is no amount: {error}") from error
        if amount.minor < 0:
            raise NodeInvalid(self, f"is below zero: {self.own_text}")
        return amount

    def day(self) -> date:
        """The date of a choice of Dt and DtTm; the time of the day does not count."""
        text = self.text("Dt") or self.text("DtTm")
        try:
            return date.fromisoformat(text[:10])
        except ValueError as error:
            raise NodeInvalid(self, f"is no date: {text!r}") from error


def tree_of(content: bytes) -> Node:
    """The root of a message; BankFileInvalid where it is no XML that may be read."""
    try:
        return Node(parse_xml(content))
    except MarkupInvalid as error:
        where = "file" if error.line is None else f"line {error.line}"
        raise BankFileInvalid.at(where, error.reason) from error
