"""XML written from plain values: an element without content is not written, so what is optional
vanishes by itself, and equal values give equal bytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 does not allow even escaped: control characters and halves of pairs."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An element with a text or with elements in it."""

    name: str
    text: str = ""
    children: tuple["Tag", ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


def tag(name: str, *content: "Tag | str | None", **attributes: str) -> Tag | None:
    """An element of a text, or of those of its elements that there are; None if of nothing.

    An attribute without a value is not written either.
    """
    texts = [part for part in content if isinstance(part, str)]
    children = tuple(part for part in content if isinstance(part, Tag))
    text = _allowed("".join(texts)).strip()
    if not text and not children:
        return None
    said = tuple((key, _allowed(value)) for key, value in attributes.items() if value)
    return Tag(name, text, children, said)


def _allowed(text: str) -> str:
    return FORBIDDEN.sub("", text)


def document(root: Tag | None, namespaces: Mapping[str, str]) -> bytes:
    """The whole document in UTF-8, indented; `namespaces` by prefix, "" for the default one.

    ValueError if there is nothing in it.
    """
    if root is None:
        raise ValueError("a document of nothing cannot be written")
    declared = tuple(
        (f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in namespaces.items()
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    _write(Tag(root.name, root.text, root.children, declared + root.attributes), 0, lines)
    return ("\n".join(lines) + "\n").encode()


def _write(element: Tag, depth: int, lines: list[str]) -> None:
    indent = "  " * depth
    said = "".join(f" {name}={quoteattr(value)}" for name, value in element.attributes)
    start = f"{indent}<{element.name}{said}>"
    if not element.children:
        lines.append(f"{start}{escape(element.text)}</{element.name}>")
        return
    lines.append(start)
    for child in element.children:
        _write(child, depth + 1, lines)
    lines.append(f"{indent}</{element.name}>")
