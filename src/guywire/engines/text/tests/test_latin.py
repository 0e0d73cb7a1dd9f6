"""Names are rewritten for formats that do not know their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.text import ascii_of, encodable


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zoë Müller-Straße", "Zoe Muller-Strase"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Ødegård & Sønner", "Odegard & Sonner"),
        ("Γιώργος", "Giorgos"),
        ("Щербаков Юрий", "Shterbakov Yuriy"),
        ("王小明", "..."),
        ("tab\tand\nline", "tab and line"),
    ],
)
def test_names_are_transliterated(text: str, plain: str) -> None:
    assert ascii_of(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Zoë Łuczak", "Zoë Luczak"), ("Γιώργος €5", "Giorgos €5"), ("王", ".")],
)
def test_what_an_encoding_has_stays(text: str, plain: str) -> None:
    assert encodable(text, "cp1252") == plain


@given(st.text(), st.sampled_from(["ascii", "latin-1", "cp1252"]))
def test_every_text_can_be_encoded_afterwards(text: str, encoding: str) -> None:
    assert encodable(text, encoding).encode(encoding) is not None
    assert ascii_of(text).isascii()
    assert ascii_of(text).isprintable()
