"""XML from outside, parsed with bounds: no document type, no entities, no network, not too deep.

A document type is refused outright, so that neither entity bombs nor outside files can be named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from lxml import etree

from guywire.engines.markup.errors import MarkupInvalid

LARGEST_BYTES = 50_000_000
DEEPEST = 40
MOST_ELEMENTS = 2_000_000


class Element(Protocol):
    """What is used of lxml's elements, whose own class has no public name."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def sourceline(self) -> object: ...
    def get(self, key: str) -> str | None: ...
    def iterfind(self, path: str) -> "Iterator[Element]": ...


class _Refused(Exception):
    """Carried out of lxml's callbacks."""


@dataclass
class _Bounds:
    """A parser's target that counts and keeps nothing."""

    depth: int = 0
    elements: int = 0

    def doctype(self, name: str, public_id: str | None, system: str | None) -> NoReturn:
        """There must be none."""
        raise _Refused(f"it declares a document type ({name}), which is not taken")

    def start(self, tag: str | bytes, attrib: dict[Any, Any]) -> None:
        """One deeper."""
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST:
            raise _Refused(f"it is nested deeper than {DEEPEST} elements")
        if self.elements > MOST_ELEMENTS:
            raise _Refused(f"it has more than {MOST_ELEMENTS} elements")

    def end(self, tag: str | bytes) -> None:
        """One up."""
        self.depth -= 1

    def data(self, data: str | bytes) -> None:
        """Text does not count."""

    def comment(self, text: str | bytes) -> None:
        """Comments do not count."""

    def close(self) -> None:
        """lxml asks its targets for it."""


def parse_xml(content: bytes) -> Element:
    """The root element; MarkupInvalid with the line where it is not well formed."""
    if len(content) > LARGEST_BYTES:
        raise MarkupInvalid(f"it is larger than {LARGEST_BYTES // 10**6} MB")
    try:
        etree.fromstring(content, _parser(_Bounds()))
        return etree.fromstring(content, _parser(None))
    except _Refused as error:
        raise MarkupInvalid(str(error)) from error
    except etree.XMLSyntaxError as error:
        raise MarkupInvalid(f"no well-formed XML: {error.msg}", error.lineno or 1) from error


def _parser(target: _Bounds | None) -> etree.XMLParser:
    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
