import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.kit.pages.accent import (
    DARK_PAGE,
    INK,
    LIGHT_PAGE,
    READABLE,
    WHITE,
    accent,
    contrast,
    ink_on,
)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == 1.0


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "#1234567", "url(x)", "#123456;"])
def test_what_is_no_colour_gives_no_accent(colour: str) -> None:
    assert accent(colour) is None


def test_a_readable_accent_stays_as_it_is() -> None:
    pair = accent("#0b5cad")
    assert pair is not None
    assert pair.light == "#0b5cad"
    assert pair.light_ink == WHITE


def test_a_pale_accent_is_darkened_for_the_light_theme_only() -> None:
    pair = accent("#ffcc00")
    assert pair is not None
    assert pair.light != "#ffcc00"
    assert contrast(pair.light, LIGHT_PAGE) >= READABLE
    assert pair.dark == "#ffcc00"
    assert pair.dark_ink == INK


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_becomes_readable_in_both_themes(number: int) -> None:
    pair = accent(f"#{number:06x}")
    assert pair is not None
    assert contrast(pair.light, LIGHT_PAGE) >= READABLE
    assert contrast(pair.dark, DARK_PAGE) >= READABLE
    assert contrast(pair.light_ink, pair.light) >= READABLE
    assert contrast(pair.dark_ink, pair.dark) >= READABLE


@given(st.integers(0, 0xFFFFFF))
def test_ink_can_be_read_on_any_colour(number: int) -> None:
    colour = f"#{number:06x}"
    assert contrast(ink_on(colour), colour) >= 4.0
