"""The shape of what the template draws; every text in it is final."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypedDict

from guywire.kit.documents import paper_size
from guywire.kit.pages.accent import accent

from .words import Words

ACCENT = "#1f5f8b"
"""The colour of a WISP that has chosen none."""
Content = Mapping[str, Any]
"""Who a paper is from or for, as kept in a ``Party``."""
QUIET_MARK = " · "


class Cell(TypedDict):
    text: str
    note: str


class Column(TypedDict):
    title: str
    number: bool
    width: int
    """Letters of its widest entry; 0: what the others leave."""


class Section(TypedDict):
    title: str
    columns: list[Column]
    rows: list[list[Cell]]


class Sum(TypedDict):
    label: str
    value: str
    strong: bool


class PayBox(TypedDict):
    title: str
    rows: list[tuple[str, str]]
    text: str
    qr: str
    qr_note: str


class Sheet(TypedDict):
    """One paper."""

    brand: str
    title: str
    accent: str
    size: str
    language: str
    region: str
    stamp: str
    sender: str
    recipient: list[str]
    facts: list[tuple[str, str]]
    notices: list[str]
    sections: list[Section]
    sums: list[Sum]
    payment: PayBox | None
    closing: list[str]
    footer: list[str]
    name: list[str]
    """What each page is a page of."""
    pages: str


def cell(text: str, note: str = "") -> Cell:
    return {"text": text, "note": note}


def total(label: str, value: str, *, strong: bool = False) -> Sum:
    return {"label": label, "value": value, "strong": strong}


def section(
    columns: Iterable[tuple[str, bool]], rows: list[list[Cell]], *, title: str = "", rest: int = 0
) -> Section:
    """A table; a column is its title and whether it holds numbers. Column ``rest`` is the wide one,
    the others get what they need.
    """
    made: list[Column] = []
    for at, (name, is_number) in enumerate(columns):
        widest = max((len(row[at]["text"]) for row in rows), default=0)
        width = 0 if at == rest else max(widest, len(name))
        made.append({"title": name, "number": is_number, "width": width})
    return {"title": title, "columns": made, "rows": rows}


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def flat(*texts: str) -> str:
    """Lines of texts, one after the other on one line."""
    return QUIET_MARK.join(line for text in texts for line in lines_of(text))


def letterhead(words: Words, issuer: Content, payer: Content, title: str) -> Sheet:
    """A paper from the WISP to a customer, still without what it says."""
    name = str(issuer["name"])
    tax_number = issuer.get("tax_number", "")
    contact = flat(issuer.get("phone", ""), issuer.get("email", ""))
    imprint = flat(
        name,
        issuer.get("address", ""),
        words("Tax number {number}", number=tax_number) if tax_number else "",
    )
    recipient = [str(payer["name"]), *lines_of(payer.get("address", ""))]
    if payer.get("tax_number"):
        recipient.append(words("Tax number {number}", number=payer["tax_number"]))
    return {
        "brand": issuer.get("brand") or name,
        "title": title,
        "accent": readable(issuer.get("accent", "")),
        "size": paper_size(home_country(issuer)),
        "language": words.language,
        "region": words.region,
        "stamp": "",
        "sender": flat(name, issuer.get("address", "")),
        "recipient": recipient,
        "facts": [],
        "notices": [],
        "sections": [],
        "sums": [],
        "payment": None,
        "closing": [],
        "footer": [one for one in (imprint, contact, *lines_of(issuer.get("footer", ""))) if one],
        "name": [],
        "pages": words("Page {page} of {pages}", page="{page}", pages="{pages}"),
    }


@cache
def readable(colour: str) -> str:
    """A WISP's colour, dark enough to be read on paper."""
    pair = accent(colour)
    return pair.light if pair else ACCENT


def home_country(issuer: Content) -> str:
    """The country that the WISP's locale names."""
    _, dash, country = str(issuer.get("locale", "")).rpartition("-")
    return country if dash else ""
