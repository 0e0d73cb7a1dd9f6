"""Markup: hostile XML is refused, and what is written can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from guywire.engines.markup import MarkupInvalid, document, parse_xml, tag

BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><d x="&b;">&b;</d>'
OUTSIDE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'
UTF_16 = '<?xml version="1.0" encoding="UTF-16"?>' + BOMB.decode()


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (BOMB, "it declares a document type (d), which is not taken", None),
        (OUTSIDE, "it declares a document type (d), which is not taken", None),
        (UTF_16.encode("utf-16"), "it declares a document type (d), which is not taken", None),
        (b"<a>" * 41 + b"</a>" * 41, "it is nested deeper than 40 elements", None),
        (b"<a>" * 500_000, "it is nested deeper than 40 elements", None),
        (b"<a>\n<b>\n</a>", "no well-formed XML", 3),
        (b"<a>&b;</a>", "no well-formed XML: Entity 'b' not defined", 1),
        (b"", "no well-formed XML", 1),
    ],
)
def test_hostile_or_broken_xml_is_refused(content: bytes, reason: str, line: int | None) -> None:
    with pytest.raises(MarkupInvalid) as refusal:
        parse_xml(content)
    assert refusal.value.reason.startswith(reason)
    assert refusal.value.line == line


@pytest.mark.slow
def test_size_and_number_of_elements_are_bounded() -> None:
    with pytest.raises(MarkupInvalid, match="it is larger than 50 MB"):
        parse_xml(b" " * 50_000_001)
    with pytest.raises(MarkupInvalid, match="it has more than 2000000 elements"):
        parse_xml(b"<a>" + b"<b/>" * 2_000_001 + b"</a>")


def test_what_is_empty_is_not_written() -> None:
    assert tag("a", tag("b", ""), None, tag("c", tag("d", " "))) is None
    root = tag("a", tag("b", "1", unit='"<', scheme=""), tag("c", None))
    assert document(root, {"": "urn:x"}) == (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<a xmlns="urn:x">\n  <b unit=\'"&lt;\'>1</b>\n</a>\n'
    )
    with pytest.raises(ValueError, match="a document of nothing"):
        document(tag("a"), {})


@given(st.text(min_size=1), st.text())
def test_every_text_makes_the_round_trip_without_what_xml_forbids(text: str, value: str) -> None:
    root = tag("a", tag("b", f"x{text}x", attribute=value), tag("c", "1"))
    found = etree.fromstring(document(root, {})).find("b")
    assert found is not None
    kept = "".join(char for char in text if char in "\t\n\r" or is_allowed(char))
    assert found.text == f"x{kept}x".replace("\r\n", "\n").replace("\r", "\n")


def is_allowed(char: str) -> bool:
    """XML 1.0 §2.2, white space aside."""
    return " " <= char < "\ud800" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
